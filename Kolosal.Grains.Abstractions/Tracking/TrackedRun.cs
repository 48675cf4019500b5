namespace Kolosal.Tracking;

/// <summary>Where a tracked run stands, in the words that its client knows; the client says it, nothing here decides it.</summary>
[GenerateSerializer, Alias("kolosal.tracked-run-status")]
public enum TrackedRunStatus { Running, Scheduled, Finished, Failed, Killed }

/// <summary>A run of code that trains elsewhere, as it is read and listed.</summary>
/// <param name="RunId">32 lower-case hex digits; a run that trains here is named <c>run_…</c>.</param>
/// <param name="ExperimentId">The experiment it belongs to.</param>
/// <param name="Name">What people call it; need not be unique.</param>
/// <param name="UserId">Whom the client names as its user; claimed, not checked.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Lifecycle">A deleted run takes no more records until it is restored.</param>
/// <param name="StartedAt">When it began, as the client says.</param>
/// <param name="EndedAt">When it ended, as the client says.</param>
/// <param name="ArtifactUri">Address of its artifacts.</param>
/// <param name="Params">Text by key, each written once.</param>
/// <param name="Tags">Text by key.</param>
/// <param name="Metrics">The latest value of each metric.</param>
/// <param name="Inputs">The data it learnt from; lists leave out their schemas and profiles.</param>
/// <param name="Environment">What the client said of the machine and the packages it runs with, and its user agent under <c>client</c>.</param>
/// <param name="CreatedAt">When it was made here.</param>
/// <param name="UpdatedAt">When it last changed here.</param>
/// <param name="Revision">Counts changes; the entity tag.</param>
/// <param name="Outputs">Logged models that it made; null for none.</param>
[GenerateSerializer, Immutable, Alias("kolosal.tracked-run")]
public sealed record TrackedRun(
    string RunId, string ExperimentId, string Name, string UserId, TrackedRunStatus Status, LifecycleStage Lifecycle, DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt, string ArtifactUri, ImmutableDictionary<string, string> Params, ImmutableDictionary<string, string> Tags,
    ImmutableDictionary<string, TrackedMetric> Metrics, ImmutableArray<TrackedInput> Inputs, ImmutableDictionary<string, string> Environment,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Revision, ImmutableArray<TrackedOutput>? Outputs = null);

/// <summary>A logged model that a run made.</summary>
/// <param name="ModelId">The model.</param>
/// <param name="Step">The step it was made at.</param>
[GenerateSerializer, Immutable, Alias("kolosal.tracked-output")]
public sealed record TrackedOutput(string ModelId, long Step);

/// <summary>The latest value of a metric.</summary>
/// <param name="Value">The value; null when it is no number.</param>
/// <param name="NotFinite"><c>NaN</c>, <c>Infinity</c> or <c>-Infinity</c> when the value is that; null for a number.</param>
/// <param name="TimestampMs">When it was measured: milliseconds since 1970, as the client says.</param>
/// <param name="Step">The step it belongs to.</param>
/// <param name="Points">Points in its history.</param>
[GenerateSerializer, Immutable, Alias("kolosal.tracked-metric")]
public sealed record TrackedMetric(double? Value, string? NotFinite, long TimestampMs, long Step, long Points);

/// <summary>Data that a run learnt from or was judged by.</summary>
/// <param name="Name">Name of the data set.</param>
/// <param name="Digest">Names its content; with the name it is unique within the run.</param>
/// <param name="SourceType">Kind of source: <c>local</c>, <c>http</c>, …</param>
/// <param name="Source">Where it is, as the client writes it.</param>
/// <param name="Schema">As the client writes it; null when it says none.</param>
/// <param name="Profile">As the client writes it; null when it says none.</param>
/// <param name="Tags">Text by key; <c>mlflow.data.context</c> says what it was for.</param>
[GenerateSerializer, Immutable, Alias("kolosal.tracked-input")]
public sealed record TrackedInput(
    string Name, string Digest, string SourceType, string Source, string? Schema, string? Profile, ImmutableDictionary<string, string> Tags);
