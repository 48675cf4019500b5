using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kolosal.Models;
using Kolosal.Storage;
using Kolosal.Subjects;
using Microsoft.Extensions.Logging;

namespace Kolosal.Explanations;

/// <remarks>
/// Keeps <see cref="ExplanationRecord"/>; listed as <c>explanation</c>. Calls the model when it starts. A timer looks after the computation, which
/// runs on the silo's threads for explanations, in short turns; no turn awaits it. Here are the commands and queries.
/// </remarks>
internal sealed partial class ExplanationGrain(
    [PersistentState("explanation")] IPersistentState<ExplanationRecord> storage, ICatalogue catalogue, IBlobStore blobs, Explainers explainers,
    TimeProvider clock, ExplanationsInstruments instruments, ILogger<ExplanationGrain> log, WorkspaceDigests digests)
    : RecordGrain<ExplanationRecord>(storage, catalogue, clock), IExplanationGrain, IRemindable
{
    private const string Reminder = "go-on";

    private TaskCompletionSource news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long published;

    protected override string CatalogueKind => CatalogueKinds.Explanation;

    private string Subject => $"explanations/{Key.Id}";

    private ExplanationSnapshot Snapshot => new(Key.Id, State.Status, State.Request!.Kind, $"{State.Model}:{State.Version}", State.Percent,
        State.Reason,
        State.CreatedAt, State.UpdatedAt, State.LastEvent);

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

    public async Task<Result<ExplanationSnapshot>> StartAsync(string model, ExplanationRequest request)
    {
        string asked = Hash(model, request);
        if (State.Exists)
            return State.Asked == asked ? Snapshot
                : Refusal.Conflict("explain.exists", $"The explanation '{Key.Id}' was started with another request; start another one.");
        if (!ExplanationKinds.All.Contains(request.Kind))
            return Refusal.Invalid("explain.bad-option", $"Expected one of {string.Join(", ", ExplanationKinds.All)}, got '{request.Kind}'.");
        var version = await GrainFactory.Model(new ModelKey(Key.Workspace, model)).GetVersionAsync(request.Reference);
        if (!version.Accepted) return version.Refusal;

        // Equal content is one blob: with the name in front these rows are this explanation's alone and may go with it.
        var rows = request.Rows is null ? null : await PutAsync([.. Encoding.UTF8.GetBytes(Key.Id + "\n"), .. request.Rows]);
        State.Accept(model, version.Value.Number, request, asked, rows, Clock.GetUtcNow());
        await CommitAsync("explanation.start", Subject, model, JsonSerializer.Serialize(new { kind = request.Kind, version = State.Version }));
        Publish();
        await this.RegisterOrUpdateReminder(Reminder, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        GoOn();
        return Snapshot;
    }

    public Task<Result<ExplanationSnapshot>> GetAsync() => Task.FromResult<Result<ExplanationSnapshot>>(State.IsPresent ? Snapshot : NotFound());

    public async Task<Result<ExplanationDocument>> ReadAsync()
    {
        if (!State.IsPresent) return NotFound();
        if (State.Result is not { } result)
            return Refusal.Conflict("explain.no-result", $"The explanation is {WireJson.Word(State.Status)} and has no result"
                + (State.IsActive ? " yet; read it when it has completed." : "."));
        return await ReadAsync(result) is { } bytes ? new ExplanationDocument(Encoding.UTF8.GetString(bytes))
            : new Refusal(RefusalKind.Gone, "explain.result-gone", "This result is no longer stored; ask again.");
    }

    public async IAsyncEnumerable<ExplanationEvent> EventsAsync(long after, [EnumeratorCancellation] CancellationToken cancel)
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

    public async Task<Result<ExplanationSnapshot>> CancelAsync()
    {
        if (!State.IsPresent) return NotFound();
        if (State.Status == ExplanationStatus.Cancelled) return Snapshot;
        if (ExplanationLifecycle.Table.Refuse(State.Status, ExplanationStatus.Cancelled, $"Explanation {Key.Id}") is { } refusal) return refusal;
        flight?.Cancel();
        await EndAsync("cancel", () => State.Cancel(Clock.GetUtcNow()));
        return Snapshot;
    }

    public async Task<Result<ExplanationSnapshot>> DeleteAsync()
    {
        if (!State.Exists) return NotFound();
        if (State.Status == ExplanationStatus.Deleted) return Snapshot;
        flight?.Cancel();
        BlobRef?[] kept = [State.Rows, State.Result];
        await EndAsync("delete", () => State.Delete(Clock.GetUtcNow()));

        // The record goes first: a blob without a record is waste, a record without its blob would be a lie.
        foreach (var blob in kept.OfType<BlobRef>()) await blobs.DeleteAsync(blob, CancellationToken.None);
        return Snapshot;
    }

    public async Task<Result<bool>> EraseSubjectAsync(SubjectIdentity subject)
    {
        if (!State.IsPresent) return false;
        var match = digests.Match(Key.Workspace, subject);
        var looked = new SubjectBytes(match);
        bool held = Holds(JsonSerializer.SerializeToUtf8Bytes(State.Request));
        foreach (var kept in ((BlobRef?[])[State.Rows, State.Result]).OfType<BlobRef>())
            held = held || (await ReadAsync(kept) is { } bytes && Holds(bytes));
        if (held) await DeleteAsync();
        return held;

        // The rows stand behind the explanation's name and a line feed.
        bool Holds(byte[] bytes) => looked.StandIn(bytes) || SubjectDocument.Redact(bytes, match, out _) is not null
            || SubjectDocument.Redact(bytes.AsSpan(bytes.AsSpan().IndexOf((byte)'\n') + 1), match, out _) is not null
            || subject.Predictions.Any(id => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(id)) >= 0);
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        // Being activated was all it was for; what is over needs no waking any more.
        if (!State.IsActive && await this.GetReminder(Reminder) is { } reminder) await this.UnregisterReminder(reminder);
    }

    protected override object? Describe() => State.IsPresent ? Snapshot : null;

    /// <summary>What is stored may be seen; whoever waits looks again.</summary>
    private void Publish()
    {
        published = State.LastEvent;
        var told = news;
        news = new(TaskCreationOptions.RunContinuationsAsynchronously);
        told.SetResult();
    }

    private async Task<BlobRef> PutAsync(byte[] content)
    {
        using var stream = new MemoryStream(content, writable: false);
        return await blobs.PutAsync(Key.Workspace, stream, CancellationToken.None);
    }

    private async Task<byte[]?> ReadAsync(BlobRef blob)
    {
        await using var stream = await blobs.OpenAsync(blob, CancellationToken.None);
        if (stream is null) return null;
        using var content = new MemoryStream();
        await stream.CopyToAsync(content);
        return content.ToArray();
    }

    private static string Hash(string model, ExplanationRequest request) => Convert.ToHexStringLower(SHA256.HashData(
        [.. JsonSerializer.SerializeToUtf8Bytes(new { model, request = request with { Rows = null } }), .. request.Rows ?? []]));

    private Refusal NotFound() => Refusal.NotFound("explain.not-found", $"There is no explanation '{Key.Id}' in this workspace.");
}
