using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kolosal.Http;

namespace Kolosal.Tracking;

/// <param name="Name">1 to 500 characters; unique in the workspace.</param>
/// <param name="ArtifactLocation">Where clients keep artifacts outside; here, when left out.</param>
/// <param name="Tags">Text by key.</param>
internal sealed record CreateExperimentRequest(
    [property: JsonRequired, Length(1, TrackingLimits.LongestName)] string Name,
    [property: Length(1, TrackingLimits.LongestUri)] string? ArtifactLocation = null, ImmutableDictionary<string, JsonElement>? Tags = null)
{
    public ExperimentSpec ToSpec() => new(Name, ArtifactLocation, TextValues.Read(Tags, "tags"));
}

/// <param name="Name">The new name.</param>
internal sealed record RenameExperimentRequest([property: JsonRequired, Length(1, TrackingLimits.LongestName)] string Name);

/// <param name="Name">What people call the run; made of its id, when left out.</param>
/// <param name="StartedAt">When it began; now, when left out.</param>
/// <param name="Tags">Text by key.</param>
/// <param name="Environment">The environment's fingerprint, text by key: runtime, operating system, processor, packages.</param>
internal sealed record CreateTrackedRunRequest(
    string? Name = null, DateTimeOffset? StartedAt = null, ImmutableDictionary<string, JsonElement>? Tags = null,
    ImmutableDictionary<string, JsonElement>? Environment = null)
{
    public TrackedRunSpec ToSpec(string experiment, string user, string client)
    {
        var environment = TextValues.Read(Environment, "environment");
        return new(experiment, Name, user, StartedAt, TextValues.Read(Tags, "tags"),
            client.Length > 0 ? environment.SetItem("client", client) : environment);
    }
}

/// <param name="Status">The status wanted.</param>
/// <param name="EndedAt">When it ended; now, when left out and the run ends.</param>
/// <param name="Name">Another name.</param>
internal sealed record UpdateTrackedRunRequest(TrackedRunStatus? Status = null, DateTimeOffset? EndedAt = null, string? Name = null)
{
    public TrackedRunUpdate ToUpdate() => new(Status, EndedAt, Name);
}

/// <param name="Key">1 to 250 characters.</param>
/// <param name="Value">The value; one of it and <c>not_finite</c>.</param>
/// <param name="NotFinite"><c>NaN</c>, <c>Infinity</c> or <c>-Infinity</c>, for a value that no JSON number stands for.</param>
/// <param name="TimestampMs">When it was measured, in milliseconds since 1970; now, when left out.</param>
/// <param name="Step">The step it belongs to.</param>
internal sealed record MetricRequest(
    [property: JsonRequired, Length(1, TrackingLimits.LongestKey)] string Key, double? Value = null, string? NotFinite = null,
    long? TimestampMs = null, long Step = 0)
{
    /// <returns>Null when there is not one value but none or two, or a word that is none.</returns>
    public MetricRecord? ToRecord(DateTimeOffset now)
    {
        double value = Value ?? 0;
        bool one = NotFinite is null ? Value is not null
            : Value is null && MetricPoint.TryRead(NotFinite, out value) && !double.IsFinite(value);
        return one ? new(Key, MetricPoint.Of(value, TimestampMs ?? now.ToUnixTimeMilliseconds(), Step)) : null;
    }
}

/// <param name="Metrics">At most 1,000 points; taken whole or not at all.</param>
internal sealed record LogMetricsRequest(
    [property: JsonRequired, MinLength(1), MaxLength(TrackingLimits.MetricsOfBatch)] ImmutableArray<MetricRequest> Metrics)
{
    public Result<TrackedRunBatch> ToBatch(DateTimeOffset now)
    {
        var records = ImmutableArray.CreateBuilder<MetricRecord>(Metrics.Length);
        for (int i = 0; i < Metrics.Length; i++)
        {
            if (Metrics[i].ToRecord(now) is not { } record)
                return new Refusal(RefusalKind.Invalid, "tracking.bad-batch", "A metric has a value or the name of one that is no number.",
                    ImmutableDictionary<string, string>.Empty.Add(
                        $"$.metrics[{i}]", "Expected one of value and not_finite (NaN, Infinity or -Infinity)."));
            records.Add(record);
        }
        return new TrackedRunBatch(records.ToImmutable(), [], []);
    }
}

/// <param name="Params">Text by key, at most 100; each is written once. Numbers and flags are taken as they are written.</param>
internal sealed record LogParamsRequest([property: JsonRequired] ImmutableDictionary<string, JsonElement> Params)
{
    public TrackedRunBatch ToBatch() => new([], TextValues.List(Params, "params"), []);
}

/// <param name="Tags">Text by key, at most 100. Numbers and flags are taken as they are written.</param>
internal sealed record SetTagsRequest([property: JsonRequired] ImmutableDictionary<string, JsonElement> Tags)
{
    public TrackedRunBatch ToBatch() => new([], [], TextValues.List(Tags, "tags"));
}

/// <param name="ExperimentIds">Experiments to search.</param>
/// <param name="Filter">In MLflow's language: <c>metrics.acc &gt; 0.9 and params.lr = '0.1'</c>.</param>
/// <param name="OrderBy">Keys of the order: <c>metrics.acc DESC</c>.</param>
/// <param name="Deleted">Deleted runs in place of active ones.</param>
/// <param name="Limit">Most runs of the page, 1 to 500.</param>
/// <param name="PageToken">From the page before.</param>
internal sealed record SearchRunsRequest(
    [property: JsonRequired, MinLength(1), MaxLength(1000)] ImmutableArray<string> ExperimentIds,
    [property: DataType(DataType.MultilineText), MaxLength(SearchFilter.LongestText)] string? Filter = null,
    ImmutableArray<string>? OrderBy = null, bool Deleted = false,
    [property: Range(1, 500)] int Limit = 50, string? PageToken = null)
{
    public SearchRequest ToSearch() => new(Filter, OrderBy ?? [], Limit, PageToken);
}

/// <param name="RunIds">2 to 100 tracked runs.</param>
internal sealed record CompareRunsRequest([property: JsonRequired, MinLength(2), MaxLength(100)] ImmutableArray<string> RunIds);
