namespace Kolosal.Datasets;

/// <summary>What a client's file name says, and nothing it could do.</summary>
public static class FileNames
{
    private const int MaximumLength = 120;

    /// <summary>The name, checked.</summary>
    /// <exception cref="RejectedContentException">It is empty, too long, or has a path or control characters in it.</exception>
    public static string Check(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
            throw new RejectedContentException(RejectionKind.Malformed, "datasets.file-name",
                "The file has no name. Send one such as 'customers.csv'.");
        if (name.Length > MaximumLength)
            throw new RejectedContentException(RejectionKind.Malformed, "datasets.file-name",
                $"The file name has {name.Length} characters; send at most {MaximumLength}.");
        if (name.AsSpan().IndexOfAny('/', '\\') >= 0 || name is "." or ".." || name.Contains(':') || name.Any(char.IsControl))
            throw new RejectedContentException(RejectionKind.Malformed, "datasets.file-name",
                "A file name must not contain a path or control characters. Send the plain name, such as 'customers.csv'.");
        return name;
    }

    /// <summary>The name of an archive's member without the folders it lies in.</summary>
    /// <exception cref="RejectedContentException">The folders lead out of the archive, or the name is none that a file may have.</exception>
    public static string CheckMember(string path)
    {
        string[] steps = path.Split('/');
        if (steps[..^1].Any(step => step is "" or "." or ".."))
            throw new RejectedContentException(RejectionKind.Malformed, "datasets.file-name",
                "A file in the zip has a path that leads out of it. Pack the plain file.");
        return Check(steps[^1]);
    }

    /// <summary>The format that the ending names, once a .gz or .zip has been taken off; null when it names none.</summary>
    public static TableFormat? FormatOf(string name) => Ending(Unwrapped(name)) switch
    {
        ".csv" or ".txt" or ".data" => TableFormat.Csv,
        ".tsv" or ".tab" => TableFormat.Tsv,
        ".json" => TableFormat.Json,
        ".jsonl" or ".ndjson" => TableFormat.Jsonl,
        ".parquet" or ".pq" => TableFormat.Parquet,
        ".xlsx" or ".xlsm" => TableFormat.Xlsx,
        _ => null,
    };

    /// <summary>The name without the ending of its compression.</summary>
    public static string Unwrapped(string name) => Ending(name) is ".gz" or ".zip" ? name[..name.LastIndexOf('.')] : name;

    private static string Ending(string name) => name.LastIndexOf('.') is >= 0 and var dot ? name[dot..].ToLowerInvariant() : "";
}
