using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Tracking;

/// <summary>One experiment. Key <c>workspace/12</c>; <c>workspace/0</c> is the default experiment, which is there without being made.</summary>
[Alias("kolosal.tracking.IExperimentGrain")]
public interface IExperimentGrain : IGrainWithStringKey
{
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.TrainRead)]
    Task<Result<TrackedExperiment>> GetAsync();

    /// <summary>Makes the experiment; called by the desk alone, which keeps names unique. One that is there stays as it is.</summary>
    [Alias("Open")]
    Task<TrackedExperiment> OpenAsync(ExperimentSpec spec);

    /// <summary>Gives it another name; called by the desk alone.</summary>
    [Alias("Rename")]
    Task<Result<TrackedExperiment>> RenameAsync(string name);

    /// <summary>Lets a run begin in it; called by runs alone. Makes the default experiment when it is that.</summary>
    /// <returns>Refused with <c>tracking.experiment-not-found</c> and <c>tracking.experiment-deleted</c>.</returns>
    [Alias("Admit")]
    Task<Result<TrackedExperiment>> AdmitAsync();

    /// <param name="key">1 to 250 characters.</param>
    /// <param name="value">At most 8,000 characters.</param>
    [Alias("SetTag"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedExperiment>> SetTagAsync(string key, string value);

    /// <summary>Takes a tag away; one that is not there is no mistake.</summary>
    [Alias("DeleteTag"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedExperiment>> DeleteTagAsync(string key);

    /// <returns>Refused with <c>tracking.default-experiment</c> for the default experiment, which always is.</returns>
    [Alias("Delete"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedExperiment>> DeleteAsync();

    [Alias("Restore"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedExperiment>> RestoreAsync();
}
