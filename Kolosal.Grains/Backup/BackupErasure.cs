using Kolosal.Storage;

namespace Kolosal.Backup;

/// <summary>What of a backup holds a person. Each is asked for content as it was backed up.</summary>
/// <param name="Workspace">Where the person was.</param>
/// <param name="Records">States and list entries: the content without the person; null when it holds none.</param>
/// <param name="Predictions">Records of the prediction log, whoever's: the content without the person, no longer than before; null when it holds
/// none.</param>
/// <param name="Blobs">Whether a blob of the workspace, by its SHA-256, is to go; its content is opened only when asked for.</param>
public sealed record BackupErasure(
    string Workspace, Func<StoredRecord, byte[]?> Records, Func<ReadOnlyMemory<byte>, byte[]?> Predictions,
    Func<string, Func<CancellationToken, Task<Stream>>, CancellationToken, Task<bool>> Blobs);

/// <summary>What became of a backup.</summary>
/// <param name="Id">The backup's.</param>
/// <param name="Found">Records and blobs in which the person was.</param>
/// <param name="Kept">Why it still holds the person; null when it does not.</param>
public sealed record RedactedBackup(string Id, int Found, string? Kept);
