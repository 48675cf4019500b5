namespace Kolosal.Tracking;

/// <summary>
/// One tracked run: what it says of itself, the latest value of each metric, and the metrics' newest points. Older points are in segments. Written
/// before every acknowledgement, so a crash loses nothing.
/// </summary>
[GenerateSerializer, Alias("kolosal.tracked-run-state")]
internal sealed class TrackedRunState : RecordState
{
    /// <summary>Points that the record holds before they go to segments: what one write carries stays small however long a history is.</summary>
    public const int MostRecent = 512;

    /// <summary>The tag that holds the run's name, as clients know it.</summary>
    public const string NameTag = "mlflow.runName";

    /// <summary>Batches remembered, to recognise one that is sent again.</summary>
    private const int BatchesKnown = 32;

    /// <summary>Numbers of one point in <see cref="Recent"/>: number of its metric, bits of its value, time, step.</summary>
    private const int Width = 4;

    [Id(0)] public string ExperimentId { get; set; } = "";
    [Id(1)] public string UserId { get; set; } = "";
    [Id(2)] public TrackedRunStatus Status { get; set; }
    [Id(3)] public LifecycleStage Lifecycle { get; set; }
    [Id(4)] public DateTimeOffset? StartedAt { get; set; }
    [Id(5)] public DateTimeOffset? EndedAt { get; set; }
    [Id(6)] public string ArtifactUri { get; set; } = "";
    [Id(7)] public Dictionary<string, string> Params { get; set; } = [];
    [Id(8)] public Dictionary<string, string> Tags { get; set; } = [];
    [Id(9)] public Dictionary<string, MetricStanding> Metrics { get; set; } = [];
    [Id(10)] public List<TrackedInput> Inputs { get; set; } = [];
    [Id(11)] public Dictionary<string, string> Environment { get; set; } = [];

    /// <summary>Points that are in no segment yet, oldest first.</summary>
    [Id(12)] public List<long> Recent { get; set; } = [];

    /// <summary>Hashes of the latest batches, oldest first.</summary>
    [Id(13)] public List<string> Batches { get; set; } = [];
    [Id(14)] public List<TrackedOutput> Outputs { get; set; } = [];

    public int RecentPoints => Recent.Count / Width;

    public void Begin(TrackedRunSpec spec, string name, string artifactUri, DateTimeOffset now)
    {
        (ExperimentId, UserId, Status, StartedAt, ArtifactUri) =
            (spec.ExperimentId, spec.UserId, TrackedRunStatus.Running, spec.StartedAt ?? now, artifactUri);
        (Tags, Environment) = (new(spec.Tags), new(spec.Environment));
        Tags[NameTag] = name;
    }

    /// <summary>Takes a step of the transition table. Going on clears when it ended.</summary>
    public void Become(TrackedRunStatus status, DateTimeOffset? endedAt)
    {
        Status = status;
        EndedAt = status is TrackedRunStatus.Running or TrackedRunStatus.Scheduled ? null : endedAt ?? EndedAt;
    }

    public void Become(LifecycleStage lifecycle) => Lifecycle = lifecycle;

    public void Tag(string key, string value) => Tags[key] = value;

    public void Untag(string key) => Tags.Remove(key);

    public void Set(string param, string value) => Params[param] = value;

    public void Add(TrackedInput input) => Inputs.Add(input);

    public void Add(TrackedOutput output) => Outputs.Add(output);

    public bool Knows(string batch) => Batches.Contains(batch);

    public void Remember(string batch)
    {
        if (Batches.Count >= BatchesKnown) Batches.RemoveAt(0);
        Batches.Add(batch);
    }

    public void Add(MetricRecord record)
    {
        var (key, point) = record;
        if (!Metrics.TryGetValue(key, out var standing)) Metrics[key] = standing = new MetricStanding { Number = Metrics.Count, Latest = point };
        standing.Count(point);
        Recent.AddRange([standing.Number, point.Bits, point.TimestampMs, point.Step]);
    }

    /// <summary>Every point that is in no segment yet, with its metric.</summary>
    public HashSet<MetricRecord> RecentRecords()
    {
        string[] names = [.. Metrics.OrderBy(metric => metric.Value.Number).Select(metric => metric.Key)];
        var records = new HashSet<MetricRecord>(RecentPoints);
        for (int i = 0; i < Recent.Count; i += Width) records.Add(new(names[Recent[i]], PointAt(i)));
        return records;
    }

    /// <summary>The points of a metric that are in no segment yet, oldest first.</summary>
    public ImmutableArray<MetricPoint> RecentOf(MetricStanding metric)
    {
        var points = ImmutableArray.CreateBuilder<MetricPoint>();
        for (int i = 0; i < Recent.Count; i += Width)
            if (Recent[i] == metric.Number) points.Add(PointAt(i));
        return points.ToImmutable();
    }

    /// <summary>Every recent point is in a segment now.</summary>
    public void Stored()
    {
        foreach (var metric in Metrics.Values) metric.StoreAll();
        Recent.Clear();
    }

    public TrackedRun Read(string id, bool whole = true) => new(
        id, ExperimentId, Tags.GetValueOrDefault(NameTag, ""), UserId, Status, Lifecycle, StartedAt, EndedAt, ArtifactUri,
        Params.ToImmutableDictionary(), Tags.ToImmutableDictionary(),
        Metrics.ToImmutableDictionary(metric => metric.Key, metric => metric.Value.Read()),
        [.. whole ? Inputs : Inputs.Select(input => input with { Schema = null, Profile = null })],
        Environment.ToImmutableDictionary(), CreatedAt, UpdatedAt, Revision, Outputs.Count == 0 ? null : [.. Outputs]);

    private MetricPoint PointAt(int i) => new(Recent[i + 1], Recent[i + 2], Recent[i + 3]);
}
