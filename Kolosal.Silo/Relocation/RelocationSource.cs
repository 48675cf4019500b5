using Kolosal.Storage;
using Kolosal.Storage.Blobs;
using Kolosal.Storage.Files;
using Kolosal.Storage.Keys;
using Kolosal.Storage.Log;
using Kolosal.Storage.Sqlite;
using Microsoft.Extensions.Options;

namespace Kolosal.Relocation;

/// <summary>The data directory of a single machine, held so that no silo can start on it.</summary>
internal sealed class RelocationSource : IDisposable
{
    private readonly DataDirectory directory;

    /// <exception cref="InvalidOperationException">There is no data, or a process uses it.</exception>
    public RelocationSource(string folder, string? masterKey)
    {
        if (!File.Exists(Path.Combine(folder, "kolosal.db")))
            throw new InvalidOperationException($"'{folder}' holds no data of a single machine: there is no kolosal.db.");
        var options = Options.Create(new StorageOptions { DataDirectory = folder });
        directory = new DataDirectory(options);
        try
        {
            Keys = MasterKey.Load(directory, masterKey);
            Database = new SqliteDatabase(directory, options);
            Segments = new SegmentLogs(directory, options);
            Blobs = new FolderBlobStore(directory, Keys);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public KeyRing Keys { get; } = null!;

    public SqliteDatabase Database { get; } = null!;

    public SegmentLogs Segments { get; } = null!;

    public FolderBlobStore Blobs { get; } = null!;

    /// <summary>For the part of the target that needs a place for scratch files.</summary>
    public DataDirectory Directory => directory;

    /// <summary>Names the machine in the target.</summary>
    public string Id => Segments.LogId;

    /// <summary>Names of the logs there are.</summary>
    public IEnumerable<string> Logs() =>
        System.IO.Directory.GetDirectories(directory.Folder("logs")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    /// <summary>Every blob, by name.</summary>
    public IEnumerable<BlobRef> BlobNames() =>
        from path in System.IO.Directory.GetFiles(directory.Folder("blobs"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        let parts = Path.GetRelativePath(directory.Folder("blobs"), path).Split(Path.DirectorySeparatorChar)
        select new BlobRef(parts[0], parts[^1], 0);

    public void Dispose()
    {
        Segments?.Dispose();
        Database?.Dispose();
        directory.Dispose();
    }
}
