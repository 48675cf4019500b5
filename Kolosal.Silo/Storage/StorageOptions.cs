using System.ComponentModel.DataAnnotations;

namespace Kolosal.Storage;

/// <summary>Where state, lists, blobs, logs and keys are kept. Section <c>Kolosal:Storage</c>; the folder is <c>Kolosal:DataDirectory</c>.</summary>
public sealed class StorageOptions
{
    public const string Section = "Kolosal:Storage";

    /// <summary>Folder of everything this silo keeps on its own disk; created with mode
    /// 0700. Default: <c>data</c> under the current directory.</summary>
    [Required, MinLength(1)]
    public string DataDirectory { get; set; } = "data";

    /// <summary>Where the catalogue and the blobs live. Default: Sqlite (the blobs then lie in the data directory).</summary>
    public StorageProvider Provider { get; set; } = StorageProvider.Sqlite;

    /// <summary>PostgreSQL connection string; needed by the provider Postgres, and by the
    /// Orleans engine to run on more than one machine. Default: none.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// When a SQLite commit is on the disk. Full: before it is acknowledged, so a power cut loses nothing. Normal: at the next
    /// checkpoint of the write-ahead log; a killed process still loses nothing, a power cut may lose the last moments. Default: Full.
    /// </summary>
    public SqliteSynchronous Synchronous { get; set; } = SqliteSynchronous.Full;

    /// <summary>Size at which a log goes on in a new segment file. 4 KiB to 1 GiB. Default: 64 MiB.</summary>
    [Range(4L << 10, 1L << 30)]
    public long SegmentBytes { get; set; } = 64L << 20;

    /// <summary>Generation of the signing key, which is derived from the master key;
    /// older ones stay trusted. Raise it to rotate. 1 to 100. Default: 1.</summary>
    [Range(1, 100)]
    public int SigningKeyGeneration { get; set; } = 1;
}

/// <summary>Choices of <see cref="StorageOptions.Provider"/>.</summary>
public enum StorageProvider
{
    /// <summary>A SQLite file, and a folder of blobs.</summary>
    Sqlite,

    /// <summary>Tables of a PostgreSQL database.</summary>
    Postgres,
}

/// <summary>Choices of <see cref="StorageOptions.Synchronous"/>.</summary>
public enum SqliteSynchronous
{
    /// <summary>Survives the death of the process.</summary>
    Normal,

    /// <summary>Survives the death of the machine.</summary>
    Full,
}
