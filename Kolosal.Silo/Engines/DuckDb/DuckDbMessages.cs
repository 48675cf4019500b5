using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Kolosal.Datasets;

namespace Kolosal.Engines.DuckDb;

/// <summary>DuckDB's messages in the words of someone who has a file to mend; no path of this machine gets out.</summary>
internal static partial class DuckDbMessages
{
    public static Exception Explain(DuckDBException e, TableSource source)
    {
        string text = e.Message;
        string line = Line().Match(text) is { Success: true } at ? $"Line {at.Groups[1].Value}" : "A line";
        if (Ragged().Match(text) is { Success: true } counts)
            return Malformed(
                "datasets.ragged-rows",
                $"{line} has {counts.Groups[2].Value} values where {counts.Groups[1].Value} were expected. "
                + "Give every row the same number of values, and quote values that contain the separator.");
        if (Says("sniffing")) // before the rest: this message lists every option that might help, by name
            return Malformed(
                "datasets.not-a-table",
                "The rows do not split into columns alike. Use one separator throughout (comma, semicolon, tab or bar), "
                + "give every row the same number of values and close every quote.");
        if (Says("Maximum line size of"))
            return Unusable(
                "datasets.line-too-long",
                $"{line} is longer than {source.Limits.MaximumLineBytes} bytes. Check that rows end with a line break and that quotes are closed.");
        if (Says("unterminated quote"))
            return Malformed(
                "datasets.open-quote",
                $"{line} has a quote that is not closed, or text after a closing quote. Close it, and double quotes that belong to the text.");
        if (Says("maximum_object_size"))
            return Unusable(
                "datasets.line-too-long",
                $"A JSON object is larger than {source.Limits.MaximumLineBytes} bytes. Send flat objects, one a row.");
        if (Says("utf-8") || Says("unicode") || Says("UTF-8"))
            return Unusable("datasets.encoding", "The file is not valid UTF-8. Save it as UTF-8 and send it again.");
        if (text.StartsWith("Out of Memory", StringComparison.Ordinal))
            return new RejectedContentException(
                RejectionKind.TooLarge,
                "datasets.too-large",
                "The table does not fit into the memory that ingestion may use. Send fewer columns or rows, or raise Kolosal:Datasets:MemoryBytes.");
        return source.Format switch
        {
            TableFormat.Parquet => Malformed(
                "datasets.broken-parquet", "The Parquet file cannot be read; it may be cut off or encrypted. Write it again and send it."),
            TableFormat.Json => Malformed(
                "datasets.broken-json",
                "The JSON is not one array of objects. Send [{\"column\": value, …}, …], or one object a line as .jsonl."),
            TableFormat.Jsonl => Malformed("datasets.broken-json", "A line is not one JSON object. Send one complete object a line."),
            _ when Says("CSV Error") || Says("CSV Parser") =>
                Malformed("datasets.broken-csv", $"{line} cannot be read. Check its quotes and its number of values."),
            _ => e,
        };

        bool Says(string words) => text.Contains(words, StringComparison.Ordinal);
    }

    private static RejectedContentException Malformed(string code, string message) => new(RejectionKind.Malformed, code, message);

    private static RejectedContentException Unusable(string code, string message) => new(RejectionKind.Unusable, code, message);

    [GeneratedRegex(@"CSV Error on Line: (\d+)")]
    private static partial Regex Line();

    [GeneratedRegex(@"Expected Number of Columns: (\d+) Found: (\d+)")]
    private static partial Regex Ragged();
}
