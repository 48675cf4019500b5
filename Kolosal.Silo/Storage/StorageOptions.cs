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

    /// <summary>
    /// PostgreSQL connection string. With it silos meet in that database and keep state, reminders, lists, prediction and audit logs there,
    /// so that nothing acknowledged lies on one silo's disk alone. Without it everything is in the data directory. Default: none.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>Where datasets and model packages lie. Default: Folder without a connection string, Postgres with one.</summary>
    public BlobPlace? Blobs { get; set; }

    /// <summary>
    /// When a SQLite commit is on the disk. Full: before it is acknowledged, so a power cut loses nothing. Normal: at the next
    /// checkpoint of the write-ahead log; a killed process still loses nothing, a power cut may lose the last moments. Default: Full.
    /// </summary>
    public SqliteSynchronous Synchronous { get; set; } = SqliteSynchronous.Full;

    /// <summary>Size at which a log goes on in a new segment file. 4 KiB to 1 GiB. Default: 64 MiB.</summary>
    [Range(4L << 10, 1L << 30)]
    public long SegmentBytes { get; set; } = 64L << 20;

    /// <summary>
    /// Starts although the database is missing, older than it was or another one; what is lost stays lost, and an incident of type data_loss
    /// says so. For one start, after a restore that could not be complete. Default: false.
    /// </summary>
    public bool AcceptDataLoss { get; set; }

    /// <summary>Generation of the signing key, which is derived from the master key;
    /// older ones stay trusted. Raise it to rotate. 1 to 100. Default: 1.</summary>
    [Range(1, 100)]
    public int SigningKeyGeneration { get; set; } = 1;
}

/// <summary>Choices of <see cref="StorageOptions.Blobs"/>.</summary>
public enum BlobPlace
{
    /// <summary>The folder <c>blobs</c> of the data directory: for a single machine.</summary>
    Folder,

    /// <summary>Tables of the PostgreSQL database.</summary>
    Postgres,

    /// <summary>An S3-compatible object store, see <c>Kolosal:Storage:S3</c>.</summary>
    S3,
}

/// <summary>Choices of <see cref="StorageOptions.Synchronous"/>.</summary>
public enum SqliteSynchronous
{
    /// <summary>Survives the death of the process.</summary>
    Normal,

    /// <summary>Survives the death of the machine.</summary>
    Full,
}
