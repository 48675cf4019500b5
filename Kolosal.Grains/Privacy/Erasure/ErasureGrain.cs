using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Privacy;

/// <remarks>Keeps <see cref="ErasureState"/>, listed as <c>erasure</c>. Calls the audit trail alone.</remarks>
internal sealed class ErasureGrain(
    [PersistentState("erasure")] IPersistentState<ErasureState> storage, ICatalogue catalogue, TimeProvider clock)
    : RecordGrain<ErasureState>(storage, catalogue, clock), IErasureGrain
{
    protected override string CatalogueKind => CatalogueKinds.Erasure;

    public Task<Result<ErasureReport>> GetAsync() => Task.FromResult<Result<ErasureReport>>(State.Report is { } report ? report
        : Refusal.NotFound("privacy.no-such-erasure", $"There is no erasure '{Key.Id}' in this workspace."));

    public async Task<Result<ErasureReport>> RecordAsync(ErasureReport report)
    {
        // A repetition finds nothing more of what is gone: what earlier runs did stays in the record.
        var earlier = State.Report?.Datasets.Where(
            known => report.Datasets.All(d => d.DatasetId != known.DatasetId) && known.Outcome != "kept") ?? [];
        var merged = report with
        {
            Datasets = [.. earlier, .. report.Datasets],
            Models = [.. (State.Report?.Models ?? []).Union(report.Models).Order(StringComparer.Ordinal)],
            Ticket = report.Ticket ?? State.Report?.Ticket,
        };
        if (State.Report is { } present && IsSame(present, merged)) return present;
        State.Report = merged;
        await CommitAsync("privacy.erase", $"privacy/erasures/{Key.Id}", detail: JsonSerializer.Serialize(new
        {
            subject = merged.Subject,
            datasets = merged.Datasets.Length,
            rows = merged.Datasets.Where(dataset => dataset.Outcome != "kept").Sum(dataset => dataset.Rows),
            models = merged.Models.Length,
            complete = merged.Complete,
        }));
        return merged;
    }

    protected override object? Describe() => State.Report;

    private static bool IsSame(ErasureReport a, ErasureReport b) =>
        a.Complete == b.Complete && a.Ticket == b.Ticket && a.Datasets.AsSpan().SequenceEqual(b.Datasets.AsSpan())
        && a.Models.AsSpan().SequenceEqual(b.Models.AsSpan()) && a.Remaining.AsSpan().SequenceEqual(b.Remaining.AsSpan());
}
