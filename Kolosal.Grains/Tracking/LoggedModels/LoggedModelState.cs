namespace Kolosal.Tracking;

/// <summary>One logged model. Written before every acknowledgement, so a crash loses nothing.</summary>
[GenerateSerializer, Alias("kolosal.logged-model-state")]
internal sealed class LoggedModelState : RecordState
{
    [Id(0)] public LoggedModelSpec? Spec { get; set; }
    [Id(1)] public string Name { get; set; } = "";
    [Id(2)] public LoggedModelStatus Status { get; set; }
    [Id(3)] public string ArtifactUri { get; set; } = "";
    [Id(4)] public Dictionary<string, string> Params { get; set; } = [];
    [Id(5)] public Dictionary<string, string> Tags { get; set; } = [];
    [Id(6)] public List<LoggedModelMetric> Metrics { get; set; } = [];
    [Id(7)] public bool Deleted { get; set; }

    public void Begin(LoggedModelSpec spec, string name, string artifactUri)
    {
        (Spec, Name, ArtifactUri, Tags) = (spec with { Params = [], Tags = ImmutableDictionary<string, string>.Empty }, name, artifactUri,
            new(spec.Tags));
        Write(spec.Params);
    }

    public void Become(LoggedModelStatus status) => Status = status;

    public void Tag(IEnumerable<TrackedText> tags)
    {
        foreach (var tag in tags) Tags[tag.Key] = tag.Value;
    }

    public void Untag(string key) => Tags.Remove(key);

    public void Write(IEnumerable<TrackedText> parameters)
    {
        foreach (var parameter in parameters) Params[parameter.Key] = parameter.Value;
    }

    /// <summary>Whether the measurement is news: none of its metric, data set and run is later.</summary>
    public bool Measure(LoggedModelMetric metric)
    {
        int known = Metrics.FindIndex(m => Identity(m) == Identity(metric));
        if (known < 0)
        {
            Metrics.Add(metric);
            return true;
        }
        var (step, time) = (Metrics[known].Step, Metrics[known].TimestampMs);
        if (metric == Metrics[known] || (metric.Step, metric.TimestampMs).CompareTo((step, time)) < 0) return false;
        Metrics[known] = metric;
        return true;
    }

    public void Delete() => Deleted = true;

    public LoggedModel Read(string id) => new(
        id, Spec!.ExperimentId, Name, Spec.ModelType, Spec.SourceRunId, Status, "", ArtifactUri, Params.ToImmutableDictionary(),
        Tags.ToImmutableDictionary(), [.. Metrics], CreatedAt, UpdatedAt, Revision);

    private static (string, string, string, string) Identity(LoggedModelMetric metric) =>
        (metric.Key, metric.RunId, metric.DatasetName, metric.DatasetDigest);
}
