using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Tracking;

/// <summary>Keeps the names of experiments and of tracked models unique, and numbers both. One a workspace, key <c>workspace/tracking</c>.</summary>
/// <remarks>
/// The desk writes a name down before the record takes it: a crash in between leaves a name whose record is not there yet, which the repeated
/// command makes. A name that its record no longer has is free.
/// </remarks>
[Alias("kolosal.tracking.ITrackingDeskGrain")]
public interface ITrackingDeskGrain : IGrainWithStringKey
{
    /// <returns>Refused with <c>tracking.experiment-taken</c>, also when the experiment of that name is deleted.</returns>
    [Alias("CreateExperiment"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedExperiment>> CreateExperimentAsync(ExperimentSpec spec);

    /// <returns>Refused with <c>tracking.experiment-taken</c>; the name it has already changes nothing.</returns>
    [Alias("RenameExperiment"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedExperiment>> RenameExperimentAsync(string id, string name);

    /// <summary>The experiment of that name, active or deleted.</summary>
    [Alias("FindExperiment"), ReadOnly, RequiresPermission(Permission.TrainRead)]
    Task<Result<TrackedExperiment>> FindExperimentAsync(string name);

    /// <returns>Refused with <c>tracking.model-taken</c>.</returns>
    [Alias("CreateModel"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedModel>> CreateModelAsync(TrackedModelSpec spec);

    /// <returns>Refused with <c>tracking.model-taken</c>; the name it has already changes nothing.</returns>
    [Alias("RenameModel"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedModel>> RenameModelAsync(string name, string newName);

    /// <summary>Deletes the model with its versions for good; the name is free afterwards.</summary>
    [Alias("DeleteModel"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedModel>> DeleteModelAsync(string name);

    [Alias("FindModel"), ReadOnly, RequiresPermission(Permission.TrainRead)]
    Task<Result<TrackedModel>> FindModelAsync(string name);
}
