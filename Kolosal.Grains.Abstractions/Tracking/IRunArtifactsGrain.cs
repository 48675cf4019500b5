using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Tracking;

/// <summary>Which artifacts a tracked run has, by path. Key as the run's. Apart from the run, so that uploads do not wait for metrics.</summary>
[Alias("kolosal.tracking.IRunArtifactsGrain")]
public interface IRunArtifactsGrain : IGrainWithStringKey
{
    /// <summary>Names a stored blob as an artifact; another of that path goes.</summary>
    /// <returns>Refused with <c>tracking.bad-path</c>, <c>tracking.run-not-found</c>, <c>tracking.run-deleted</c> and, when the run has 10,000,
    /// with <c>tracking.too-many-artifacts</c>.</returns>
    [Alias("Put"), RequiresPermission(Permission.TrainRun)]
    Task<Result<RunArtifact>> PutAsync(string path, BlobRef content);

    /// <summary>Takes an artifact away, or all below a folder. The content stays stored: other artifacts may be the same bytes.</summary>
    /// <returns>How many; refused with <c>tracking.artifact-not-found</c> when there are none.</returns>
    [Alias("Delete"), RequiresPermission(Permission.TrainRun)]
    Task<Result<int>> DeleteAsync(string path);

    /// <returns>Refused with <c>tracking.artifact-not-found</c>.</returns>
    [Alias("Find"), ReadOnly, RequiresPermission(Permission.TrainRead)]
    Task<Result<RunArtifact>> FindAsync(string path);

    /// <summary>What stands directly in a folder, by path; empty for a folder that is none.</summary>
    /// <param name="folder">Empty for the run's own.</param>
    [Alias("List"), ReadOnly, RequiresPermission(Permission.TrainRead)]
    Task<ImmutableArray<RunArtifact>> ListAsync(string folder);
}

/// <param name="Path">Relative to the run.</param>
/// <param name="IsFolder">A folder; folders are there as long as something is in them.</param>
/// <param name="Bytes">Size; null for a folder.</param>
/// <param name="Content">The blob; null for a folder.</param>
[GenerateSerializer, Immutable, Alias("kolosal.run-artifact")]
public sealed record RunArtifact(string Path, bool IsFolder, long? Bytes, BlobRef? Content);
