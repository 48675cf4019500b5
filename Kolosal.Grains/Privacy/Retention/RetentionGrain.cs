using System.Text.Json;
using Kolosal.Classification;
using Kolosal.Datasets;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Privacy;

/// <remarks>
/// Keeps <see cref="RetentionState"/>, listed as <c>retention_schedule</c>; reads the lists of datasets and classifications; deletes through the
/// datasets, which refuse while they are in use or held. Each deletion is audited by its dataset, the purge here. A crash in between repeats the
/// purge, and what is gone is no longer due.
/// </remarks>
internal sealed class RetentionGrain(
    [PersistentState("retention")] IPersistentState<RetentionState> storage, ICatalogue catalogue, IOptions<PrivacyOptions> options,
    PrivacyInstruments instruments, TimeProvider clock)
    : RecordGrain<RetentionState>(storage, catalogue, clock), IRetentionGrain, IRemindable
{
    private const string Reminder = "purge";
    private const int PageLimit = 500;

    private readonly ICatalogue catalogue = catalogue;

    protected override string CatalogueKind => CatalogueKinds.RetentionSchedule;

    public async Task<Result<RetentionReport>> GetAsync() => await ReadAsync();

    public async Task<Result<RetentionReport>> SetAsync(RetentionSchedule schedule, long? expectedRevision)
    {
        if (schedule.Equals(State.Schedule)) return await ReadAsync();
        if (expectedRevision is { } revision && revision != State.Revision)
            return new Refusal(RefusalKind.PreconditionFailed, "privacy.retention-changed",
                $"The schedule is at revision {State.Revision}, not {revision}; read it again.");
        State.Schedule = schedule;
        var every = TimeSpan.FromHours(options.Value.PurgeHours);
        await this.RegisterOrUpdateReminder(Reminder, every, every);
        await CommitAsync("retention.set", "privacy/retention", detail: JsonSerializer.Serialize(
            new { default_days = schedule.DefaultDays, rules = schedule.Rules.Length }));
        return await ReadAsync();
    }

    public async Task<Result<PurgeReport>> PurgeAsync()
    {
        if (State.Schedule is null)
            return Refusal.Conflict("privacy.no-schedule", "This workspace has no retention schedule; PUT /api/privacy/retention sets one.");
        var (due, _) = await LookAsync();
        State.LookedThroughAt = Clock.GetUtcNow();
        if (due.IsEmpty)
        {
            // Nothing happened that anybody would look for in the trail; that it was looked at is asked all the same.
            await StoreAsync();
            return new PurgeReport(State.LookedThroughAt.Value, [], []);
        }

        var purged = ImmutableArray.CreateBuilder<string>();
        var kept = ImmutableArray.CreateBuilder<KeptDataset>();
        foreach (var dataset in due)
        {
            var deleted = await GrainFactory.Dataset(Key.Workspace, dataset.DatasetId).DeleteAsync();
            if (deleted.Accepted) purged.Add(dataset.DatasetId);
            else if (deleted.Refusal.Kind != RefusalKind.NotFound) kept.Add(new(dataset.DatasetId, deleted.Refusal.Code, deleted.Refusal.Message));
        }

        instruments.Purged(purged.Count);
        State.LastPurge = new(Clock.GetUtcNow(), purged.ToImmutable(), kept.ToImmutable());
        await CommitAsync("retention.purge", "privacy/retention", detail: JsonSerializer.Serialize(
            new { purged = purged.Count, kept = kept.Count, datasets = string.Join(' ', purged) }));
        return State.LastPurge;
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (State.Schedule is not null) await PurgeAsync();
    }

    protected override object? Describe() => State.Schedule is { } schedule
        ? new { default_days = schedule.DefaultDays, rules = schedule.Rules.Length, last_purge_at = State.LastPurge?.At } : null;

    private async Task<RetentionReport> ReadAsync()
    {
        var (due, held) = await LookAsync();
        return new(State.Schedule?.DefaultDays, State.Schedule?.Rules ?? [], due, held, State.LastPurge, State.Revision, State.LookedThroughAt);
    }

    private async Task<(ImmutableArray<DueDataset> Due, ImmutableArray<HeldDataset> Held)> LookAsync()
    {
        var classes = (await AllAsync<DataClassification>(CatalogueKinds.DataClassification))
            .ToDictionary(listed => listed.Document.Asset, listed => listed.Document, StringComparer.Ordinal);
        var due = ImmutableArray.CreateBuilder<DueDataset>();
        var held = ImmutableArray.CreateBuilder<HeldDataset>();
        var now = Clock.GetUtcNow();
        foreach (var (entry, dataset) in await AllAsync<DatasetDescription>(CatalogueKinds.Dataset))
        {
            var classed = classes.GetValueOrDefault($"datasets/{dataset.DatasetId}");
            if (classed?.LegalHold is { } hold) held.Add(new(dataset.DatasetId, hold.Reason, hold.Since));
            if (State.Schedule is not { } schedule) continue;
            var days = RetentionRules.Days(
                classed?.RetentionDays, Word(classed?.Sensitivity), Word(classed?.DataType),
                schedule.Rules.Select(rule => (Word(rule.Sensitivity), Word(rule.DataType), rule.Days)), schedule.DefaultDays);
            if (days is { } found && RetentionRules.IsDue(entry.CreatedAt, found.Days, now))
                due.Add(new(dataset.DatasetId, entry.CreatedAt.AddDays(found.Days), found.Days, found.Basis));
        }

        return (due.ToImmutable(), held.ToImmutable());
    }

    private async Task<List<(CatalogueEntry Entry, T Document)>> AllAsync<T>(string kind)
    {
        var all = new List<(CatalogueEntry, T)>();
        for (int page = 1; ; page++)
        {
            var found = await catalogue.QueryAsync(new(Key.Workspace, kind, [], "created_at", page, PageLimit), CancellationToken.None);
            all.AddRange(found.Items.Select(entry => (entry, JsonSerializer.Deserialize<T>(entry.Document, WireJson.Options)!)));
            if (found.Items.Length < PageLimit) return all;
        }
    }

    private static string? Word<T>(T? value)
        where T : struct, Enum => value is { } known ? WireJson.Word(known) : null;
}
