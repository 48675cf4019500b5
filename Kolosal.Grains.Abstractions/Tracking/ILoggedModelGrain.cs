using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Tracking;

/// <summary>One logged model. Key <c>workspace/m-</c> and 32 hex digits.</summary>
/// <remarks>Everything but <see cref="CreateAsync"/> is refused with <c>tracking.logged-model-not-found</c> where there is none.</remarks>
[Alias("kolosal.tracking.ILoggedModelGrain")]
public interface ILoggedModelGrain : IGrainWithStringKey
{
    /// <summary>Makes the model, pending; one that is there stays as it is, so the caller who chose the id may repeat it.</summary>
    [Alias("Create"), RequiresPermission(Permission.TrainRun)]
    Task<Result<LoggedModel>> CreateAsync(LoggedModelSpec spec);

    [Alias("Get"), ReadOnly, RequiresPermission(Permission.TrainRead)]
    Task<Result<LoggedModel>> GetAsync();

    /// <summary>Says that its files are there, or that they did not arrive.</summary>
    /// <returns>Refused with <c>workflow.transition-not-allowed</c> for pending.</returns>
    [Alias("Finalize"), RequiresPermission(Permission.TrainRun)]
    Task<Result<LoggedModel>> FinalizeAsync(LoggedModelStatus status);

    /// <summary>Sets tags; those that are there take the new value.</summary>
    [Alias("SetTags"), RequiresPermission(Permission.TrainRun)]
    Task<Result<LoggedModel>> SetTagsAsync(ImmutableArray<TrackedText> tags);

    /// <returns>Refused with <c>tracking.no-such-tag</c>.</returns>
    [Alias("DeleteTag"), RequiresPermission(Permission.TrainRun)]
    Task<Result<LoggedModel>> DeleteTagAsync(string key);

    /// <summary>Writes params, all or none.</summary>
    /// <returns>Refused with <c>tracking.param-changed</c> when one has another value.</returns>
    [Alias("LogParams"), RequiresPermission(Permission.TrainRun)]
    Task<Result<LoggedModel>> LogParamsAsync(ImmutableArray<TrackedText> parameters);

    /// <summary>Notes what runs measured of it. Of one metric, data set and run the latest stays: by step, then by time.</summary>
    [Alias("LogMetrics"), RequiresPermission(Permission.TrainRun)]
    Task<Result<LoggedModel>> LogMetricsAsync(ImmutableArray<LoggedModelMetric> metrics);

    /// <summary>Deletes it for good. A deleted one answers as it was. The names of its files are another record's.</summary>
    [Alias("Delete"), RequiresPermission(Permission.TrainRun)]
    Task<Result<LoggedModel>> DeleteAsync();
}
