using System.Runtime.CompilerServices;
using System.Text.Json;
using Kolosal.Datasets;
using Kolosal.Experiments;
using Kolosal.Learning;
using Kolosal.Storage;
using Microsoft.Extensions.Logging;

namespace Kolosal.Exploration;

/// <remarks>
/// Keeps <see cref="AnalysisRecord"/>; listed as <c>analysis</c>. Calls the dataset it holds, the slot ledger, and one slot, where the computation
/// runs. A timer looks after lease and answer in short turns; no turn awaits the computation. Here are the commands and queries.
/// </remarks>
internal sealed partial class AnalysisGrain(
    [PersistentState("analysis")] IPersistentState<AnalysisRecord> storage, ICatalogue catalogue, SharedTables shared, TimeProvider clock,
    ExplorationInstruments instruments, ILogger<AnalysisGrain> log)
    : RecordGrain<AnalysisRecord>(storage, catalogue, clock), IAnalysisGrain, IRemindable
{
    private const string Reminder = "go-on";

    private TaskCompletionSource news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long published;

    protected override string CatalogueKind => CatalogueKinds.Analysis;

    private string Subject => $"analyses/{Key.Id}";

    private AnalysisSnapshot Snapshot => new(
        Key.Id, State.Status, State.Request!.Kind, State.Method, State.Request.DatasetId, State.Plan, State.Result, State.Reason, State.CreatedAt,
        State.UpdatedAt, State.LastEvent, State.Percent);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        published = State.LastEvent;
        if (State.IsActive) GoOn();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        flight?.Cancel();
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    public async Task<Result<AnalysisSnapshot>> StartAsync(AnalysisRequest request)
    {
        if (State.Exists)
            return State.IsFor(request) ? Snapshot
                : Refusal.Conflict("exploration.exists", $"The analysis '{Key.Id}' was started with other options; start another one.");

        var dataset = await GrainFactory.Dataset(Key.Workspace, request.DatasetId).OpenAsync();
        if (!dataset.Accepted) return dataset.Refusal;
        var planned = AnalysisView.Plan(request, dataset.Value);
        if (!planned.Accepted) return planned.Refusal;

        State.Accept(request, dataset.Value, planned.Value, Clock.GetUtcNow());
        await CommitAsync("analysis.start", Subject, null,
            JsonSerializer.Serialize(new { kind = request.Kind, method = State.Method, dataset = request.DatasetId }));
        Publish();
        await this.RegisterOrUpdateReminder(Reminder, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        GoOn();
        return Snapshot;
    }

    public Task<Result<AnalysisSnapshot>> GetAsync() => Task.FromResult<Result<AnalysisSnapshot>>(State.IsPresent ? Snapshot : NotFound());

    public Task<Result<string>> GetDatasetAsync() => Task.FromResult<Result<string>>(State.IsPresent ? Snapshot.DatasetId : NotFound());

    public Task<Result<BlobRef>> LocateAsync(string table) => Task.FromResult<Result<BlobRef>>(
        !State.IsPresent ? NotFound()
        : State.Result is not { } result ? Refusal.Conflict("exploration.no-result",
            $"The analysis is {WireJson.Word(State.Status)} and has no result{(State.IsActive ? " yet; read it when it has completed." : ".")}")
        : result.Tables.FirstOrDefault(t => t.Name == table) is { } found ? found.Content
        : Refusal.NotFound("exploration.no-such-table",
            $"There is no table '{table}' in this result; there are {string.Join(", ", result.Tables.Select(t => t.Name))}."));

    public async IAsyncEnumerable<AnalysisEvent> EventsAsync(long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (State.Exists)
        {
            var next = news.Task;
            foreach (var noted in State.Events.Where(e => e.Sequence > after && e.Sequence <= published).ToArray())
            {
                after = noted.Sequence;
                yield return noted;
            }
            if (after < published) continue;

            // Its last event is published behind the write that ends it.
            if (!State.IsActive && published >= State.LastEvent) yield break;
            await next.WaitAsync(cancel);
        }
    }

    public async Task<Result<AnalysisSnapshot>> CancelAsync()
    {
        if (!State.IsPresent) return NotFound();
        if (State.Status == AnalysisStatus.Cancelled) return Snapshot;
        if (AnalysisLifecycle.Table.Refuse(State.Status, AnalysisStatus.Cancelled, $"Analysis {Key.Id}") is { } refusal) return refusal;
        flight?.Cancel();
        await EndAsync("cancel", () => State.Cancel(Clock.GetUtcNow()));
        return Snapshot;
    }

    public async Task<Result<AnalysisSnapshot>> DeleteAsync()
    {
        if (!State.Exists) return NotFound();
        if (State.Status == AnalysisStatus.Deleted) return Snapshot;
        flight?.Cancel();
        ImmutableArray<AnalysisTable> tables = State.Result?.Tables ?? [];
        await EndAsync("delete", () => State.Delete(Clock.GetUtcNow()));

        // The record goes first: a blob without a record is waste, a record without its blob would be a lie.
        await shared.RemoveAsync(Key, State.Request!.DatasetId, tables);
        return Snapshot;
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        // Being activated was all it was for; what is over needs no waking any more.
        if (!State.IsActive && await this.GetReminder(Reminder) is { } reminder) await this.UnregisterReminder(reminder);
    }

    protected override object? Describe() => State.IsPresent
        ? Snapshot with { Plan = "", Result = State.Result is { } result ? result with { Encoding = [] } : null } : null;

    /// <summary>What is stored may be seen; whoever waits looks again.</summary>
    private void Publish()
    {
        published = State.LastEvent;
        var told = news;
        news = new(TaskCreationOptions.RunContinuationsAsynchronously);
        told.SetResult();
    }

    private Refusal NotFound() => Refusal.NotFound("exploration.not-found", $"There is no analysis '{Key.Id}' in this workspace.");
}
