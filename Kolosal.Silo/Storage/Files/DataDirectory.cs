using Microsoft.Extensions.Options;

namespace Kolosal.Storage.Files;

/// <summary>
/// The folder of everything this silo keeps on its own disk. One process at a time: the lock goes with the process, however it ends.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    // What the system says when a file is locked: EWOULDBLOCK, and Windows' ERROR_SHARING_VIOLATION.
    private const int WouldBlock = 11, SharingViolation = unchecked((int)0x80070020);

    private readonly FileStream lockFile;

    /// <exception cref="InvalidOperationException">Another process uses the folder, or it cannot be written.</exception>
    public DataDirectory(IOptions<StorageOptions> options)
    {
        string root = Path.GetFullPath(options.Value.DataDirectory);
        try
        {
            Root = DurableFile.CreateFolder(root).FullName;
            lockFile = new FileStream(Path.Combine(Root, "kolosal.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken) when (taken.HResult is WouldBlock or SharingViolation)
        {
            throw new InvalidOperationException(
                $"The data directory '{root}' is in use by another process. Stop that one, or set Kolosal:DataDirectory to another folder.", taken);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            string why = StorageTroubles.Of(denied) switch
            {
                StorageTrouble.ReadOnly => "is read-only for this process. Mount it for writing, or give the process the right to write there",
                StorageTrouble.Full => "has no space left. Free some",
                _ => "cannot be opened for writing. Repair the disk",
            };
            throw new InvalidOperationException($"The data directory '{root}' {why}, or set Kolosal:DataDirectory to another folder.", denied);
        }
    }

    public string Root { get; }

    /// <summary>A folder below the root, created if need be.</summary>
    public string Folder(string name) => DurableFile.CreateFolder(Path.Combine(Root, name)).FullName;

    /// <summary>Whether a folder below the root is there and has folders in it.</summary>
    public bool HoldsFolders(string name) =>
        Directory.Exists(Path.Combine(Root, name)) && Directory.EnumerateDirectories(Path.Combine(Root, name)).Any();

    public void Dispose() => lockFile.Dispose();
}
