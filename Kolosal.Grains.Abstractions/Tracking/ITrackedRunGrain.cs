using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Tracking;

/// <summary>One tracked run. Key <c>workspace/</c> and 32 hex digits.</summary>
/// <remarks>
/// Everything but <see cref="CreateAsync"/> is refused with <c>tracking.run-not-found</c> when there is none, and what changes records with
/// <c>tracking.run-deleted</c> when it is deleted.
/// </remarks>
[Alias("kolosal.tracking.ITrackedRunGrain")]
public interface ITrackedRunGrain : IGrainWithStringKey
{
    /// <summary>Begins the run; one that is there stays as it is, so the caller who chose the id may repeat it.</summary>
    [Alias("Create"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedRun>> CreateAsync(TrackedRunSpec spec);

    [Alias("Get"), ReadOnly, RequiresPermission(Permission.TrainRead)]
    Task<Result<TrackedRun>> GetAsync();

    [Alias("Update"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedRun>> UpdateAsync(TrackedRunUpdate update);

    [Alias("Delete"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedRun>> DeleteAsync();

    [Alias("Restore"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedRun>> RestoreAsync();

    /// <summary>Takes the whole batch or nothing of it. Idempotent: what is there already is not added again.</summary>
    /// <returns>Refused with <c>tracking.param-changed</c> when a parameter has another value, with <c>tracking.bad-batch</c> for names, values
    /// and counts out of bounds.</returns>
    [Alias("Log"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedRun>> LogAsync(TrackedRunBatch batch);

    /// <returns>Refused with <c>tracking.no-such-tag</c>.</returns>
    [Alias("DeleteTag"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedRun>> DeleteTagAsync(string key);

    /// <summary>Adds inputs; one of a name and digest that the run has already changes nothing.</summary>
    [Alias("AddInputs"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedRun>> AddInputsAsync(ImmutableArray<TrackedInput> inputs);

    /// <summary>Adds logged models that the run made; one of a step that the run has already changes nothing.</summary>
    [Alias("AddOutputs"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedRun>> AddOutputsAsync(ImmutableArray<TrackedOutput> outputs);

    /// <summary>Adds to the tag <c>mlflow.log-model.history</c> what the client says of a model it logged.</summary>
    /// <param name="model">A JSON object.</param>
    [Alias("AddModel"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedRun>> AddModelAsync(string model);

    /// <summary>A part of a metric's history; empty for a metric that the run does not have.</summary>
    /// <param name="key">The metric.</param>
    /// <param name="from">Position of the first point, from 0.</param>
    /// <param name="most">1 to 10,000 points.</param>
    [Alias("History"), ReadOnly, RequiresPermission(Permission.TrainRead)]
    Task<Result<MetricHistory>> HistoryAsync(string key, long from, int most);
}

/// <param name="ExperimentId">The experiment; must be active.</param>
/// <param name="Name">Null for one made of the id.</param>
/// <param name="UserId">Whom the client names; empty when nobody.</param>
/// <param name="StartedAt">Null for the moment of the call.</param>
/// <param name="Tags">Text by key.</param>
/// <param name="Environment">Text by key; what the client says of where it runs.</param>
[GenerateSerializer, Immutable, Alias("kolosal.tracked-run-spec")]
public sealed record TrackedRunSpec(
    string ExperimentId, string? Name, string UserId, DateTimeOffset? StartedAt, ImmutableDictionary<string, string> Tags,
    ImmutableDictionary<string, string> Environment);

/// <summary>Members that are null stay as they are.</summary>
[GenerateSerializer, Immutable, Alias("kolosal.tracked-run-update")]
public sealed record TrackedRunUpdate(TrackedRunStatus? Status, DateTimeOffset? EndedAt, string? Name);

/// <param name="Metrics">At most 1,000 points.</param>
/// <param name="Params">At most 100.</param>
/// <param name="Tags">At most 100; a tag that is there takes the new value.</param>
[GenerateSerializer, Immutable, Alias("kolosal.tracked-run-batch")]
public sealed record TrackedRunBatch(
    ImmutableArray<MetricRecord> Metrics, ImmutableArray<TrackedText> Params, ImmutableArray<TrackedText> Tags);

/// <summary>A parameter or a tag.</summary>
[GenerateSerializer, Immutable, Alias("kolosal.tracked-text")]
public sealed record TrackedText(string Key, string Value);
