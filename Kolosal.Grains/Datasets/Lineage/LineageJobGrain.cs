using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Datasets;

/// <remarks>Keeps <see cref="LineageJobState"/>; listed as <c>lineage_job</c>. Calls the audit trail.</remarks>
internal sealed class LineageJobGrain(
    [PersistentState("lineage-job")] IPersistentState<LineageJobState> storage, ICatalogue catalogue, TimeProvider clock)
    : RecordGrain<LineageJobState>(storage, catalogue, clock), ILineageJobGrain
{
    /// <summary>Most datasets that a job's record names; a job of more is many jobs.</summary>
    private const int MostDatasets = 2_000;

    protected override string CatalogueKind => CatalogueKinds.LineageJob;

    public async Task<Result<LineageJob>> TellAsync(LineageNews news)
    {
        if (State.Knows(news)) return State.Describe(Key.Id);
        if (State.Inputs.Union(news.Inputs).Count() + State.Outputs.Union(news.Outputs).Count() > MostDatasets)
            return Refusal.Unprocessable("lineage.too-many-datasets",
                $"The job would have more than {MostDatasets} datasets. Tell of it as several jobs.");
        State.Tell(news);
        await CommitAsync("lineage.tell", $"lineage-jobs/{Key.Id}", detail: JsonSerializer.Serialize(
            new { inputs = State.Inputs.Count, outputs = State.Outputs.Count, state = news.State }));
        return State.Describe(Key.Id);
    }

    public Task<Result<LineageJob>> DescribeAsync() => Task.FromResult<Result<LineageJob>>(
        State.Exists ? State.Describe(Key.Id) : Refusal.NotFound("lineage.no-such-job", $"No event has told of a job '{Key.Id}'."));

    protected override object? Describe() => State.Exists ? State.Describe(Key.Id) : null;
}
