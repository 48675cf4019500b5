using System.Text.Json.Serialization;

namespace Kolosal.Models;

/// <summary>A model as its readers see it.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Active">The champion's number; null when none is active.</param>
/// <param name="Previous">The champion before it, to which a rollback leads; null when there is none.</param>
/// <param name="Suspended">Why no version serves at present; null when they do.</param>
/// <param name="Logging">When a prediction is acknowledged.</param>
/// <param name="Aliases">Versions by alias.</param>
/// <param name="Versions">In number order.</param>
/// <param name="CreatedAt">When the first version was registered.</param>
/// <param name="UpdatedAt">When anything last changed.</param>
/// <param name="Revision">Counts changes; the entity tag.</param>
/// <param name="Frozen">Why no version may become active at present, by the objective that keeps it so; empty when they may.</param>
[GenerateSerializer, Immutable, Alias("kolosal.model-report")]
public sealed record ModelReport(
    string Name, int? Active, int? Previous, string? Suspended, PredictionLogging Logging, ImmutableDictionary<string, int> Aliases,
    ImmutableArray<VersionSummary> Versions, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Revision,
    ImmutableDictionary<string, string> Frozen);

/// <summary>A model in a list: the active version's facts, or the newest one's when none is active.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Status">Status of the version shown.</param>
/// <param name="Active">The champion's number; null when none is active.</param>
/// <param name="Versions">How many versions there are.</param>
/// <param name="Suspended">Whether serving is stopped.</param>
/// <param name="Task"><c>binary</c>, <c>multiclass</c> or <c>regression</c>.</param>
/// <param name="Trainer">The algorithm.</param>
/// <param name="Author">Who made the version shown.</param>
/// <param name="DatasetId">What it learnt from.</param>
/// <param name="PrimaryMetric">What it was selected by.</param>
/// <param name="Score">Its held-out score in that metric.</param>
/// <param name="CreatedAt">When the first version was registered.</param>
/// <param name="UpdatedAt">When anything last changed.</param>
[GenerateSerializer, Immutable, Alias("kolosal.model-listing")]
public sealed record ModelListing(
    string Name, ModelStatus Status, int? Active, int Versions, bool Suspended, string Task, string Trainer, string Author, string DatasetId,
    string PrimaryMetric, double? Score, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>A version in its model's list.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="PackageSha256">What it is.</param>
/// <param name="Author">Who made it.</param>
/// <param name="Trainer">The algorithm.</param>
/// <param name="Task"><c>binary</c>, <c>multiclass</c> or <c>regression</c>.</param>
/// <param name="DatasetId">What it learnt from.</param>
/// <param name="RunId">The run that made it.</param>
/// <param name="PrimaryMetric">What it was selected by.</param>
/// <param name="Score">Its held-out score in that metric; null when the evaluation lacks it.</param>
/// <param name="RegisteredAt">When it was taken in.</param>
/// <param name="Validation">The last validation; null when there was none.</param>
[GenerateSerializer, Immutable, Alias("kolosal.version-summary")]
public sealed record VersionSummary(
    int Number, ModelStatus Status, string PackageSha256, string Author, string Trainer, string Task, string DatasetId, string RunId,
    string PrimaryMetric, double? Score, DateTimeOffset RegisteredAt, ValidationReport? Validation);

/// <summary>What a validation found.</summary>
/// <param name="Version">The version that was checked.</param>
/// <param name="PackageSha256">The package that was checked: evidence for this one and no other.</param>
/// <param name="At">When.</param>
/// <param name="Passed">Every check passed.</param>
/// <param name="Checks">What was checked of the package and its evaluation, one by one.</param>
/// <param name="Items">The whole bundle under the policy, the checks among it; null of a check that keeps nothing, and of earlier programs.</param>
/// <param name="PolicySha256">The policy it was judged under; null without items.</param>
[GenerateSerializer, Immutable, Alias("kolosal.validation-report")]
public sealed record ValidationReport(
    int Version, string PackageSha256, DateTimeOffset At, bool Passed, ImmutableArray<ValidationCheck> Checks,
    ImmutableArray<ValidationItem>? Items = null, string? PolicySha256 = null);

/// <summary>One check of a validation.</summary>
/// <param name="Name">Stable: <c>package_hash</c>, <c>signature</c> …</param>
/// <param name="Passed">Whether it holds.</param>
/// <param name="Detail">What was found, in one sentence.</param>
/// <param name="Figures">What was measured, a JSON object; null when nothing was.</param>
[GenerateSerializer, Immutable, Alias("kolosal.validation-check")]
public sealed record ValidationCheck(
    string Name, bool Passed, string Detail, [property: JsonConverter(typeof(JsonTextConverter))] string Figures = "");

/// <summary>A version and all that a predictor needs in order to serve it.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Status">Its status when asked.</param>
/// <param name="Package">The stored package; its hash is the version's identity.</param>
/// <param name="Logging">When a prediction may be acknowledged.</param>
/// <param name="CacheEpoch">Rises when predictors are told to load the package again.</param>
[GenerateSerializer, Immutable, Alias("kolosal.serving-version")]
public sealed record ServingVersion(int Version, ModelStatus Status, BlobRef Package, PredictionLogging Logging, long CacheEpoch);

/// <summary>The life of a model up to an instant.</summary>
/// <param name="At">The instant asked about.</param>
/// <param name="Champion">The version that was active then; null when none was.</param>
/// <param name="Because">The decision that made it so; null when there was none yet.</param>
/// <param name="Decisions">Every decision up to then, oldest first.</param>
/// <param name="Steps">Every step of a version from one status to another up to then, oldest first.</param>
/// <param name="Statuses">Where every version stood then, by number.</param>
[GenerateSerializer, Immutable, Alias("kolosal.model-history")]
public sealed record ModelHistory(
    DateTimeOffset At, int? Champion, ModelDecision? Because, ImmutableArray<ModelDecision> Decisions, ImmutableArray<StatusStep>? Steps = null,
    ImmutableDictionary<int, ModelStatus>? Statuses = null);

/// <summary>One step of a version from one status to another.</summary>
/// <param name="At">When.</param>
/// <param name="Version">Its number.</param>
/// <param name="From">Null when it was made.</param>
/// <param name="To">Its status from then on.</param>
/// <param name="Action">What took it there: <c>register</c>, <c>approve</c>, <c>promote</c>, <c>give-way</c>, <c>sunset</c> …</param>
/// <param name="By">Subject of who did it.</param>
/// <param name="Note">Why; may be empty.</param>
[GenerateSerializer, Immutable, Alias("kolosal.status-step")]
public sealed record StatusStep(DateTimeOffset At, int Version, ModelStatus? From, ModelStatus To, string Action, string By, string Note);

/// <summary>One decision about what serves.</summary>
/// <param name="Id">Unique in its model.</param>
/// <param name="At">When it was taken.</param>
/// <param name="Action"><c>promote</c>, <c>rollback</c>, <c>deprecate</c>, <c>retire</c>, <c>suspend</c>, <c>resume</c>, <c>draft</c>,
/// <c>register</c>, <c>train</c>, <c>evaluate</c>, <c>approve</c>, <c>withdraw</c>, <c>archive</c>, <c>restore</c>, <c>delete</c>.</param>
/// <param name="Version">The version it was about; 0 when about the whole model.</param>
/// <param name="From">That version's status before.</param>
/// <param name="To">Its status after.</param>
/// <param name="Champion">Who was active after it; null for nobody.</param>
/// <param name="By">Subject of who decided.</param>
/// <param name="Note">Why, in their words.</param>
/// <param name="Evidence">The evidence bundle it rested on, canonical JSON; null when it needed none.</param>
/// <param name="EvidenceSha256">SHA-256 of the bundle's UTF-8 text, lower-case hexadecimal.</param>
[GenerateSerializer, Immutable, Alias("kolosal.model-decision")]
public sealed record ModelDecision(
    string Id, DateTimeOffset At, string Action, int Version, ModelStatus? From, ModelStatus? To, int? Champion, string By, string Note,
    string? Evidence, string? EvidenceSha256);
