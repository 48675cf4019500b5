using Kolosal.Classification;
using Kolosal.Storage;
using Kolosal.Tabular;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kolosal.Datasets;

/// <summary>Takes a file in: stage, inspect, convert, profile, store; only then does the dataset's grain learn of it.</summary>
/// <remarks>
/// This runs where the file arrives and not in the grain: the grain may live on another machine than the staged file, and a long
/// conversion would hold its turn. A crash on the way leaves scratch files, which the next start sweeps, and at most a blob that
/// nothing refers to and that the same upload finds again; never half a dataset.
/// </remarks>
public sealed partial class DatasetIntake(
    IStagingArea staging, IBlobStore blobs, ITableEngine engine, IGrainFactory grains, IOptions<DatasetOptions> options,
    IOptions<ClassificationOptions> classification, DatasetsInstruments instruments, TimeProvider clock, ILogger<DatasetIntake> log)
{
    private const int CopyBytes = 128 << 10;

    private readonly DatasetOptions limits = options.Value;

    /// <summary>Makes a dataset of a file, or finds the one that its content already is.</summary>
    /// <param name="workspace">Owner.</param>
    /// <param name="kind"><c>upload</c>, <c>sample</c>, or how the content was derived.</param>
    /// <param name="fileName">As the client sent it.</param>
    /// <param name="name">A name for people; the file's name when null or blank.</param>
    /// <param name="content">The file; read to its end.</param>
    /// <param name="cancel">Stops the intake; nothing is left behind.</param>
    /// <param name="derivation">How the content came out of another dataset; null for what came from outside.</param>
    public async Task<Result<DatasetDescription>> TakeAsync(
        string workspace, string kind, string? fileName, string? name, Stream content, CancellationToken cancel,
        DatasetDerivation? derivation = null)
    {
        var scratch = new List<string>();
        long began = clock.GetTimestamp();
        try
        {
            string checkedName = FileNames.Check(fileName);
            var arrived = await ReceiveAsync(checkedName, content, scratch, cancel);
            var grain = grains.Dataset(workspace, DatasetIds.Of(arrived.File.Sha256));
            if (await grain.DescribeAsync() is { Accepted: true } known && await IsWholeAsync(await grain.OpenAsync(), cancel))
            {
                instruments.Known();
                return known;
            }

            // Before anything is stored: what is classed for another region must not be here at all.
            var placement = await grains.ClassificationOfDataset(new(workspace, DatasetIds.Of(arrived.File.Sha256)))
                .AllowAsync(DataUse.Place, classification.Value.Region);
            if (!placement.Accepted) return placement.Refusal;

            string parquet = staging.NewScratchPath(".parquet");
            scratch.Add(parquet);
            var dialect = arrived.Format is TableFormat.Csv or TableFormat.Tsv
                ? CsvDialect.Sniff(arrived.Inspector.Head.Span, arrived.Inspector.HeadIsAll, arrived.Format == TableFormat.Tsv, limits.Limits) : null;
            string path = dialect is not null && arrived.Inspector.HasUnusualLineEnds
                ? await UnifyLineEndsAsync(arrived.File.Path, dialect.Separator, scratch, cancel) : arrived.File.Path;
            var table = await engine.ConvertAsync(new TableSource(
                path, arrived.Format, dialect, parquet, limits.Limits, arrived.File.Sha256), cancel);

            // The converted file no longer changes, so it is sealed while it is scanned.
            var storing = blobs.PutFileAsync(workspace, parquet, cancel);
            var profiling = engine.ProfileAsync(table, cancel);
            await Task.WhenAll(storing, profiling);
            var (stored, profiled) = (await storing, await profiling);
            var profile = await blobs.PutAsync(workspace, StoredProfile.Write(arrived.File.Sha256, profiled.Profile), cancel);

            var schema = new TableSchema([.. profiled.Columns.Select(c => c.ToColumnSchema())]);
            var source = new DatasetSource(
                kind, checkedName, SchemaWords.Word(arrived.Format),
                arrived.Compression == Compression.None ? null : SchemaWords.Word(arrived.Compression),
                arrived.File.Sha256, arrived.File.Length);
            LogTaken(log, arrived.File.Length, table.Rows, table.Columns.Length);
            var registered = await grain.RegisterAsync(new DatasetRegistration(
                string.IsNullOrWhiteSpace(name) ? checkedName : name.Trim(), source, table.Rows, profiled.Columns, table.Notes,
                QualityAssessment.Assess(profiled.Profile, schema).Overall, stored, profile,
                derivation));
            if (registered.Accepted) instruments.Taken(source.Format, source.Bytes, clock.GetElapsedTime(began));
            return registered;
        }
        catch (RejectedContentException e)
        {
            instruments.Refused();
            return e.ToRefusal();
        }
        finally
        {
            foreach (string path in scratch) File.Delete(path);
        }
    }

    /// <summary>Whether what is stored of a known dataset can be read: when not, taking the file in again stores the same content anew.</summary>
    private async Task<bool> IsWholeAsync(Result<DatasetContent> known, CancellationToken cancel)
    {
        if (!known.Accepted) return false;
        try
        {
            foreach (var blob in (BlobRef[])[known.Value.Data, known.Value.Profile])
            {
                await using var stored = await blobs.OpenAsync(blob, cancel);
                if (stored is null) return false;
                await stored.CopyToAsync(Stream.Null, 1 << 20, cancel);
            }

            return true;
        }
        catch (BlobCorruptException)
        {
            return false;
        }
    }

    /// <summary>Stages the file, unwrapped; looks at it on the way.</summary>
    private async Task<Arrived> ReceiveAsync(string name, Stream content, List<string> scratch, CancellationToken cancel)
    {
        var head = new byte[4];
        int read = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancel);
        var whole = new ConcatenatedStream(head.AsMemory(0, read), content);
        var compression = Unpacking.Of(head.AsSpan(0, read));
        if (compression == Compression.None) return await StageAsync(name, whole, compression, scratch, cancel);

        var packed = await staging.StageAsync(whole, ".packed", limits.MaximumBytes, cancel);
        scratch.Add(packed.Path);
        var (unpacked, inner) = Unpacking.Open(packed.Path, name, compression, limits.MaximumExpansion);
        await using (unpacked) return await StageAsync(inner, unpacked, compression, scratch, cancel);
    }

    private async Task<Arrived> StageAsync(string name, Stream content, Compression compression, List<string> scratch, CancellationToken cancel)
    {
        var format = FileNames.FormatOf(name) ?? throw new RejectedContentException(
            RejectionKind.Unsupported, "datasets.format",
                $"The ending of '{name}' names no format that is read. Send .csv, .tsv, .json, .jsonl or .parquet, also as .gz or .zip.");
        var inspector = new ContentInspector(format, limits.Limits);
        var staged = await staging.StageAsync(new InspectedStream(content, inspector), $".{SchemaWords.Word(format)}", limits.MaximumBytes, cancel);
        scratch.Add(staged.Path);
        return new(staged, format, compression, inspector);
    }

    private async Task<string> UnifyLineEndsAsync(string path, char separator, List<string> scratch, CancellationToken cancel)
    {
        string unified = staging.NewScratchPath(".csv");
        scratch.Add(unified);
        await using var from = File.OpenRead(path);
        await using var to = File.Create(unified);
        byte[] read = new byte[CopyBytes], written = new byte[CopyBytes];
        var ends = new LineEnds(separator);
        while (await from.ReadAsync(read, cancel) is > 0 and var count)
            await to.WriteAsync(written.AsMemory(0, ends.Unify(read.AsSpan(0, count), written)), cancel);
        return unified;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Took in a table of {Bytes} bytes: {Rows} rows, {Columns} columns.")]
    private static partial void LogTaken(ILogger logger, long bytes, long rows, int columns);

    private sealed record Arrived(StagedFile File, TableFormat Format, Compression Compression, ContentInspector Inspector);
}
