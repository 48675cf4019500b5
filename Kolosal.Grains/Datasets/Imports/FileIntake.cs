using System.Security.Cryptography;
using System.Text;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Datasets;

/// <summary>Makes a table of a file: staged, unwrapped, inspected, converted. Scratch files are the caller's to delete.</summary>
public sealed class FileIntake(IStagingArea staging, ITableEngine engine, IOptions<DatasetOptions> options)
{
    private const int CopyBytes = 128 << 10;

    private readonly DatasetOptions limits = options.Value;

    /// <summary>Stages the file, unwrapped; looks at it on the way.</summary>
    /// <exception cref="RejectedContentException">Nothing can be made of it.</exception>
    public async Task<ReceivedFile> ReceiveAsync(FileArrival arrival, Stream content, List<string> scratch, CancellationToken cancel)
    {
        string name = FileNames.Check(arrival.FileName);
        var head = new byte[4];
        int read = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancel);
        var whole = new ConcatenatedStream(head.AsMemory(0, read), content);
        var compression = Unpacking.Of(head.AsSpan(0, read));
        // A workbook is a zip of its own and stays one.
        if (compression == Compression.None || FileNames.FormatOf(name) == TableFormat.Xlsx)
            return await StageAsync(name, whole, Compression.None, arrival.Sheet, scratch, cancel);

        var packed = await staging.StageAsync(whole, ".packed", limits.MaximumBytes, cancel);
        scratch.Add(packed.Path);
        if (compression == Compression.Zip && Unpacking.IsWorkbook(packed.Path))
        {
            await using var workbook = File.OpenRead(packed.Path);
            return await StageAsync(name, workbook, Compression.None, arrival.Sheet, scratch, cancel);
        }

        var (unpacked, inner) = Unpacking.Open(packed.Path, name, compression, limits.MaximumExpansion);
        await using (unpacked) return await StageAsync(inner, unpacked, compression, arrival.Sheet, scratch, cancel);
    }

    /// <summary>Converts the file to Parquet.</summary>
    /// <exception cref="RejectedContentException">Nothing can be made of it.</exception>
    public async Task<ConvertedTable> ConvertAsync(ReceivedFile file, List<string> scratch, CancellationToken cancel)
    {
        string parquet = Scratch(scratch, ".parquet");
        var notes = ImmutableArray<string>.Empty;
        var (path, format) = (file.Path, file.Format);
        CsvDialect? dialect = null;
        switch (format)
        {
            case TableFormat.Xlsx:
                Unpacking.CheckWorkbook(path, limits.MaximumExpansion);
                (path, format) = (Scratch(scratch, ".csv"), TableFormat.Csv);
                var sheet = await Workbooks.ToCsvAsync(file.Path, path, file.Sheet, limits.Limits, cancel);
                (dialect, notes) = (sheet.Dialect, sheet.Notes);
                break;
            case TableFormat.Csv or TableFormat.Tsv:
                dialect = CsvDialect.Sniff(file.Inspector.Head.Span, file.Inspector.HeadIsAll, format == TableFormat.Tsv, limits.Limits);
                if (file.Inspector.HasUnusualLineEnds) path = await UnifyLineEndsAsync(path, dialect.Separator, scratch, cancel);
                break;
            case TableFormat.Json or TableFormat.Jsonl when file.Inspector.IsNested:
                path = Scratch(scratch, ".jsonl");
                notes = await JsonRecords.FlattenAsync(file.Path, path, format, limits.Limits, cancel);
                format = TableFormat.Jsonl;
                break;
        }

        var table = await engine.ConvertAsync(new TableSource(path, format, dialect, parquet, limits.Limits, file.Sha256), cancel);
        return table with { Notes = [.. notes, .. table.Notes] };
    }

    private async Task<ReceivedFile> StageAsync(
        string name, Stream content, Compression compression, string? sheet, List<string> scratch, CancellationToken cancel)
    {
        var format = FileNames.FormatOf(name) ?? throw new RejectedContentException(
            RejectionKind.Unsupported, "datasets.format", $"The ending of '{name}' names no format that is read. "
                + "Send .csv, .tsv, .json, .jsonl, .xlsx or .parquet, also as .gz or .zip.");
        var inspector = new ContentInspector(format, limits.Limits);
        var staged = await staging.StageAsync(new InspectedStream(content, inspector), $".{SchemaWords.Word(format)}", limits.MaximumBytes, cancel);
        scratch.Add(staged.Path);
        // Two sheets of one workbook are two tables.
        string sha256 = format != TableFormat.Xlsx || string.IsNullOrWhiteSpace(sheet) ? staged.Sha256
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{staged.Sha256}\n{sheet}")));
        return new(staged.Path, name, format, compression, sha256, staged.Length, inspector, sheet);
    }

    private async Task<string> UnifyLineEndsAsync(string path, char separator, List<string> scratch, CancellationToken cancel)
    {
        string unified = Scratch(scratch, ".csv");
        await using var from = File.OpenRead(path);
        await using var to = File.Create(unified);
        byte[] read = new byte[CopyBytes], written = new byte[CopyBytes];
        var ends = new LineEnds(separator);
        while (await from.ReadAsync(read, cancel) is > 0 and var count)
            await to.WriteAsync(written.AsMemory(0, ends.Unify(read.AsSpan(0, count), written)), cancel);
        return unified;
    }

    private string Scratch(List<string> scratch, string ending)
    {
        string path = staging.NewScratchPath(ending);
        scratch.Add(path);
        return path;
    }
}
