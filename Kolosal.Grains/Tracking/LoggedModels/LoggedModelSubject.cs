namespace Kolosal.Tracking;

/// <summary>A logged model's fields, under MLflow's names.</summary>
/// <param name="model">The model.</param>
/// <param name="datasets">Data whose metrics count, by name and digest (empty for any digest); empty for all.</param>
internal sealed class LoggedModelSubject(LoggedModel model, ImmutableArray<(string Name, string Digest)> datasets) : ISearchSubject
{
    public double? Number(SearchField field) => field switch
    {
        { Entity: SearchEntity.Metric } => model.Metrics.Where(metric => metric.Key == field.Key && Counts(metric))
            .MaxBy(metric => (metric.TimestampMs, metric.Step)) is { } found ? ValueOf(found) : null,
        { Key: "creation_timestamp" } => model.CreatedAt.ToUnixTimeMilliseconds(),
        { Key: "last_updated_timestamp" } => model.UpdatedAt.ToUnixTimeMilliseconds(),
        _ => null,
    };

    public string? Text(SearchField field) => field switch
    {
        { Entity: SearchEntity.Param } => model.Params.GetValueOrDefault(field.Key),
        { Entity: SearchEntity.Tag } => model.Tags.GetValueOrDefault(field.Key),
        { Key: "name" } => model.Name,
        { Key: "model_id" } => model.ModelId,
        { Key: "model_type" } => model.ModelType,
        { Key: "source_run_id" } => model.SourceRunId,
        { Key: "status" } => model.Status.ToString().ToUpperInvariant(),
        { Key: "artifact_location" } => model.ArtifactUri,
        _ => model.ExperimentId,
    };

    public ImmutableArray<string> Texts(SearchField field) => [];

    private bool Counts(LoggedModelMetric metric) => datasets.IsEmpty
        || datasets.Any(d => d.Name == metric.DatasetName && (d.Digest.Length == 0 || d.Digest == metric.DatasetDigest));

    private static double ValueOf(LoggedModelMetric metric) => metric.Value ?? metric.NotFinite switch
    {
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ => double.NaN,
    };
}
