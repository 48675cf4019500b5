using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Privacy;

/// <remarks>Keeps <see cref="ErasureState"/>, listed as <c>erasure</c>. Calls the audit trail alone.</remarks>
internal sealed class ErasureGrain(
    [PersistentState("erasure")] IPersistentState<ErasureState> storage, ICatalogue catalogue, TimeProvider clock)
    : RecordGrain<ErasureState>(storage, catalogue, clock), IErasureGrain
{
    protected override string CatalogueKind => CatalogueKinds.Erasure;

    public Task<Result<ErasureReport>> GetAsync() => Task.FromResult<Result<ErasureReport>>(State.Report is { } report ? Whole(report)
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
            Places = [.. Known(State.Report).Where(known => known.Outcome != SubjectPlace.Kept
                && report.Places.All(place => place.Kind != known.Kind || place.Id != known.Id)), .. report.Places],
        };
        if (State.Report is { } present && IsSame(present, merged)) return Whole(present);
        State.Report = merged;
        await CommitAsync("privacy.erase", $"privacy/erasures/{Key.Id}", detail: JsonSerializer.Serialize(new
        {
            subject = merged.Subject,
            datasets = merged.Datasets.Length,
            rows = merged.Datasets.Where(dataset => dataset.Outcome != "kept").Sum(dataset => dataset.Rows),
            models = merged.Models.Length,
            places = merged.Places.Length,
            complete = merged.Complete,
        }));
        return merged;
    }

    protected override object? Describe() => State.Report is { } report ? Whole(report) : null;

    private static bool IsSame(ErasureReport a, ErasureReport b) =>
        a.Complete == b.Complete && a.Ticket == b.Ticket && a.At == b.At && a.Datasets.AsSpan().SequenceEqual(b.Datasets.AsSpan())
        && Known(a).AsSpan().SequenceEqual(Known(b).AsSpan()) && a.Models.AsSpan().SequenceEqual(b.Models.AsSpan())
        && a.Remaining.AsSpan().SequenceEqual(b.Remaining.AsSpan());

    private static ErasureReport Whole(ErasureReport report) => report.Places.IsDefault ? report with { Places = [] } : report;

    /// <summary>Records of earlier programs have no places.</summary>
    private static ImmutableArray<SubjectPlace> Known(ErasureReport? report) => report is null || report.Places.IsDefault ? [] : report.Places;
}
