namespace Kolosal.Tracking;

/// <summary>How far the client is with a model that it logs.</summary>
[GenerateSerializer, Alias("kolosal.logged-model-status")]
public enum LoggedModelStatus
{
    /// <summary>Its files are on their way.</summary>
    Pending,

    /// <summary>The client says that it is whole.</summary>
    Ready,

    /// <summary>The client says that its files did not all arrive.</summary>
    Failed,
}

/// <summary>A model that a client logged: its files, what it was made with, and what was measured of it.</summary>
/// <remarks>No model of this platform: it has no package, is not validated, promoted or served.</remarks>
/// <param name="ModelId"><c>m-</c> and 32 hex digits.</param>
/// <param name="ExperimentId">The experiment it belongs to.</param>
/// <param name="Name">What people call it; need not be unique.</param>
/// <param name="ModelType">What the client calls its kind; empty when it says nothing.</param>
/// <param name="SourceRunId">The run that made it; empty when the client names none.</param>
/// <param name="Status">How far the client is with it.</param>
/// <param name="StatusMessage">What the client says of that.</param>
/// <param name="ArtifactUri">Address of its files.</param>
/// <param name="Params">Text by key, each written once.</param>
/// <param name="Tags">Text by key.</param>
/// <param name="Metrics">The latest value of each metric, data set and run.</param>
/// <param name="CreatedAt">When it was made here.</param>
/// <param name="UpdatedAt">When it last changed here.</param>
/// <param name="Revision">Counts changes.</param>
[GenerateSerializer, Immutable, Alias("kolosal.logged-model")]
public sealed record LoggedModel(
    string ModelId, string ExperimentId, string Name, string ModelType, string SourceRunId, LoggedModelStatus Status, string StatusMessage,
    string ArtifactUri, ImmutableDictionary<string, string> Params, ImmutableDictionary<string, string> Tags,
    ImmutableArray<LoggedModelMetric> Metrics, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Revision);

/// <summary>What a run measured of a logged model.</summary>
/// <param name="Key">The metric.</param>
/// <param name="Value">Null when it is no number.</param>
/// <param name="NotFinite"><c>NaN</c>, <c>Infinity</c> or <c>-Infinity</c> when the value is that; null for a number.</param>
/// <param name="TimestampMs">Milliseconds since 1970, as the client says.</param>
/// <param name="Step">The step it belongs to.</param>
/// <param name="RunId">The run that measured it.</param>
/// <param name="DatasetName">The data it was measured on; empty when the client names none.</param>
/// <param name="DatasetDigest">Names the content of those data.</param>
[GenerateSerializer, Immutable, Alias("kolosal.logged-model-metric")]
public sealed record LoggedModelMetric(
    string Key, double? Value, string? NotFinite, long TimestampMs, long Step, string RunId, string DatasetName, string DatasetDigest);

/// <param name="ExperimentId">The experiment; must be active.</param>
/// <param name="Name">Null for one made of the id.</param>
/// <param name="ModelType">Empty for none.</param>
/// <param name="SourceRunId">Empty for none.</param>
/// <param name="Params">Text by key.</param>
/// <param name="Tags">Text by key.</param>
[GenerateSerializer, Immutable, Alias("kolosal.logged-model-spec")]
public sealed record LoggedModelSpec(
    string ExperimentId, string? Name, string ModelType, string SourceRunId, ImmutableArray<TrackedText> Params,
    ImmutableDictionary<string, string> Tags);
