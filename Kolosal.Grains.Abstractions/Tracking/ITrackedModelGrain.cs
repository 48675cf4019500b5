using Kolosal.Access;

namespace Kolosal.Tracking;

/// <summary>One tracked model with its versions. Key <c>workspace/m12</c>; the desk knows which name has which.</summary>
/// <remarks>Refused with <c>tracking.model-not-found</c> and <c>tracking.version-not-found</c> where there is none.</remarks>
[Alias("kolosal.tracking.ITrackedModelGrain")]
public interface ITrackedModelGrain : IGrainWithStringKey
{
    [Alias("Get"), Orleans.Concurrency.ReadOnly, RequiresPermission(Permission.TrainRead)]
    Task<Result<TrackedModel>> GetAsync();

    /// <summary>Makes the model; called by the desk alone. One that is there stays as it is.</summary>
    [Alias("Open")]
    Task<TrackedModel> OpenAsync(TrackedModelSpec spec);

    /// <summary>Gives it another name; called by the desk alone.</summary>
    [Alias("Rename")]
    Task<Result<TrackedModel>> RenameAsync(string name);

    /// <summary>Deletes it for good; called by the desk alone.</summary>
    /// <returns>The model as it was.</returns>
    [Alias("Delete")]
    Task<Result<TrackedModel>> DeleteAsync();

    [Alias("Describe"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedModel>> DescribeAsync(string description);

    /// <summary>Sets a tag of the model or, with a number, of a version; null takes it away.</summary>
    [Alias("SetTag"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedModel>> SetTagAsync(int? version, string key, string? value);

    /// <summary>Lets an alias name a version; null takes the alias away.</summary>
    [Alias("SetAlias"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedModel>> SetAliasAsync(string alias, int? version);

    /// <returns>Refused with <c>tracking.too-many-versions</c> when it has 1,000.</returns>
    [Alias("AddVersion"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedModelVersion>> AddVersionAsync(TrackedVersionSpec spec);

    [Alias("DescribeVersion"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedModelVersion>> DescribeVersionAsync(int number, string description);

    /// <param name="number">The version.</param>
    /// <param name="stage">A stage; the word may be written in any case.</param>
    /// <param name="archiveOthers">Takes the other versions of that stage to <c>Archived</c>.</param>
    /// <returns>Refused with <c>tracking.bad-stage</c>.</returns>
    [Alias("ToStage"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedModelVersion>> ToStageAsync(int number, string stage, bool archiveOthers);

    /// <summary>Deletes a version for good, with its aliases.</summary>
    [Alias("DeleteVersion"), RequiresPermission(Permission.TrainRun)]
    Task<Result<TrackedModelVersion>> DeleteVersionAsync(int number);
}
