using System.ComponentModel.DataAnnotations;

namespace Kolosal.Datasets;

/// <summary>What ingestion accepts and may use; section <c>Kolosal:Datasets</c>.</summary>
public sealed class DatasetOptions
{
    public const string Section = "Kolosal:Datasets";

    /// <summary>Largest file, after decompression too. Default: 4 GiB.</summary>
    [Range(1L << 10, 1L << 40)]
    public long MaximumBytes { get; set; } = 4L << 30;

    /// <summary>How many times its compressed size a file may grow; more is taken for a decompression bomb. Default: 250.</summary>
    [Range(2, 100_000)]
    public int MaximumExpansion { get; set; } = 250;

    /// <summary>Most columns. Default: 4096.</summary>
    [Range(1, 16_384)]
    public int MaximumColumns { get; set; } = 4096;

    /// <summary>Most data rows. Default: 1,000,000,000.</summary>
    [Range(1L, 1L << 40)]
    public long MaximumRows { get; set; } = 1_000_000_000;

    /// <summary>Longest line of a text file, and largest JSON object. Default: 2 MiB.</summary>
    [Range(1 << 10, 64 << 20)]
    public int MaximumLineBytes { get; set; } = 2 << 20;

    /// <summary>Most different values of a categorical column; beyond, it is text. Default: 1000.</summary>
    [Range(2, 10_000)]
    public int MaximumCategories { get; set; } = 1000;

    /// <summary>Rows that quantiles, outliers and correlations are taken from; a rank is
    /// then known to 0.7 % (three standard errors). Default: 50,000.</summary>
    [Range(1000, 1_000_000)]
    public int SampleRows { get; set; } = 50_000;

    /// <summary>Threads an operation uses. Default: the processors, at most 8.</summary>
    [Range(1, 256)]
    public int Threads { get; set; } = Math.Min(8, Environment.ProcessorCount);

    /// <summary>Operations (parsing, scanning, reading) at once; more wait. Default: 2.</summary>
    [Range(1, 64)]
    public int ConcurrentOperations { get; set; } = 2;

    /// <summary>Memory an operation may use before it spills to the staging folder. Default: 1 GiB.</summary>
    [Range(64L << 20, 1L << 40)]
    public long MemoryBytes { get; set; } = 1L << 30;

    /// <summary>Whether files are imported from addresses without TLS. Default: no.</summary>
    public bool ImportFromHttp { get; set; }

    /// <summary>Whether this machine may be imported from. Default: no.</summary>
    public bool ImportFromLoopback { get; set; }

    /// <summary>Whether private networks may be imported from: an organisation's own databases and stores. Default: no.</summary>
    public bool ImportFromPrivateNetworks { get; set; }

    /// <summary>Seconds until the first byte of an import, and for a query to a database. Default: 60.</summary>
    [Range(1, 3600)]
    public int ImportTimeoutSeconds { get; set; } = 60;

    /// <summary>Where Kaggle's API is. Default: <c>https://www.kaggle.com/api/v1</c>.</summary>
    [Required, Url]
    public string KaggleAddress { get; set; } = "https://www.kaggle.com/api/v1";

    internal ContentLimits Limits => new(MaximumLineBytes, MaximumColumns, MaximumRows);
}
