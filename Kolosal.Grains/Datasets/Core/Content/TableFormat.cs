namespace Kolosal.Datasets;

/// <summary>The formats that are read.</summary>
public enum TableFormat
{
    /// <summary>Separated values (RFC 4180), whichever the separator.</summary>
    Csv,

    /// <summary>Separated by tabs.</summary>
    Tsv,

    /// <summary>One JSON array of objects.</summary>
    Json,

    /// <summary>One JSON object a line.</summary>
    Jsonl,

    /// <summary>Apache Parquet.</summary>
    Parquet,

    /// <summary>A sheet of a workbook (ECMA-376).</summary>
    Xlsx,
}

/// <summary>What a file is wrapped in.</summary>
public enum Compression
{
    None,
    Gzip,
    Zip,
}
