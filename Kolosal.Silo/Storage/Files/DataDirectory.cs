using Microsoft.Extensions.Options;

namespace Kolosal.Storage.Files;

/// <summary>
/// The folder of everything this silo keeps on its own disk. One process at a time: the lock goes with the process, however it ends.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream _lock;

    public DataDirectory(IOptions<StorageOptions> options)
    {
        Root = DurableFile.CreateFolder(Path.GetFullPath(options.Value.DataDirectory)).FullName;
        string path = Path.Combine(Root, "kolosal.lock");
        try
        {
            _lock = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken) when (File.Exists(path))
        {
            throw new InvalidOperationException(
                $"The data directory '{Root}' is in use by another process. Stop that one, or set Kolosal:DataDirectory to another folder.", taken);
        }
    }

    public string Root { get; }

    /// <summary>A folder below the root, created if need be.</summary>
    public string Folder(string name) => DurableFile.CreateFolder(Path.Combine(Root, name)).FullName;

    public void Dispose() => _lock.Dispose();
}
