namespace Kolosal.Tracking;

/// <summary>A run's fields, under MLflow's names.</summary>
internal sealed class RunSubject(TrackedRun run) : ISearchSubject
{
    private const string ContextTag = "mlflow.data.context";

    public double? Number(SearchField field) => field switch
    {
        { Entity: SearchEntity.Metric } => run.Metrics.TryGetValue(field.Key, out var metric) ? ValueOf(metric) : null,
        { Key: "start_time" } => run.StartedAt?.ToUnixTimeMilliseconds(),
        { Key: "end_time" } => run.EndedAt?.ToUnixTimeMilliseconds(),
        _ => null,
    };

    public string? Text(SearchField field) => field switch
    {
        { Entity: SearchEntity.Param } => run.Params.GetValueOrDefault(field.Key),
        { Entity: SearchEntity.Tag } => run.Tags.GetValueOrDefault(field.Key),
        { Entity: SearchEntity.Dataset } => Texts(field) is [var first, ..] ? first : null,
        { Key: "run_id" } => run.RunId,
        { Key: "run_name" } => run.Name,
        { Key: "status" } => run.Status.ToString().ToUpperInvariant(),
        { Key: "user_id" } => run.UserId,
        { Key: "artifact_uri" } => run.ArtifactUri,
        { Key: "experiment_id" } => run.ExperimentId,
        _ => null,
    };

    public ImmutableArray<string> Texts(SearchField field) =>
    [
        .. run.Inputs.Select(input => field.Key switch
        {
            "name" => input.Name,
            "digest" => input.Digest,
            _ => input.Tags.GetValueOrDefault(ContextTag),
        }).OfType<string>(),
    ];

    private static double ValueOf(TrackedMetric metric) => metric.Value ?? metric.NotFinite switch
    {
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ => double.NaN,
    };
}

internal sealed class ExperimentSubject(TrackedExperiment experiment) : ISearchSubject
{
    public double? Number(SearchField field) =>
        (field.Key == "creation_time" ? experiment.CreatedAt : experiment.UpdatedAt).ToUnixTimeMilliseconds();

    public string? Text(SearchField field) => field switch
    {
        { Entity: SearchEntity.Tag } => experiment.Tags.GetValueOrDefault(field.Key),
        { Key: "name" } => experiment.Name,
        _ => experiment.ExperimentId,
    };

    public ImmutableArray<string> Texts(SearchField field) => [];
}

internal sealed class ModelSubject(TrackedModel model) : ISearchSubject
{
    public double? Number(SearchField field) =>
        (field.Key == "creation_timestamp" ? model.CreatedAt : model.UpdatedAt).ToUnixTimeMilliseconds();

    public string? Text(SearchField field) => field.Entity == SearchEntity.Tag ? model.Tags.GetValueOrDefault(field.Key) : model.Name;

    public ImmutableArray<string> Texts(SearchField field) => [];
}

internal sealed class VersionSubject(TrackedModel model, TrackedModelVersion version) : ISearchSubject
{
    public double? Number(SearchField field) => field.Key switch
    {
        "version_number" => version.Number,
        "creation_timestamp" => version.CreatedAt.ToUnixTimeMilliseconds(),
        _ => version.UpdatedAt.ToUnixTimeMilliseconds(),
    };

    public string? Text(SearchField field) => field switch
    {
        { Entity: SearchEntity.Tag } => version.Tags.GetValueOrDefault(field.Key),
        { Key: "name" } => model.Name,
        { Key: "run_id" } => version.RunId,
        { Key: "source_path" } => version.Source,
        _ => version.Stage,
    };

    public ImmutableArray<string> Texts(SearchField field) => [];
}
