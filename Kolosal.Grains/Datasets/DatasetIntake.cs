using Microsoft.Extensions.Logging;

namespace Kolosal.Datasets;

/// <summary>Takes a file in: stage, inspect, convert, profile, store; only then does the dataset's grain learn of it.</summary>
/// <remarks>
/// This runs where the file arrives and not in the grain: the grain may live on another machine than the staged file, and a long
/// conversion would hold its turn. A crash on the way leaves scratch files, which the next start sweeps, and at most a blob that
/// nothing refers to and that the same upload finds again; never half a dataset.
/// </remarks>
public sealed partial class DatasetIntake(
    FileIntake files, DatasetStore store, DatasetsInstruments instruments, TimeProvider clock, ILogger<DatasetIntake> log)
{
    /// <summary>Makes a dataset of a file, or finds the one that its content already is.</summary>
    /// <param name="workspace">Owner.</param>
    /// <param name="kind"><c>upload</c>, <c>sample</c>, or how the content was derived.</param>
    /// <param name="fileName">As the client sent it.</param>
    /// <param name="name">A name for people; the file's name when null or blank.</param>
    /// <param name="content">The file; read to its end.</param>
    /// <param name="cancel">Stops the intake; nothing is left behind.</param>
    public Task<Result<DatasetDescription>> TakeAsync(
        string workspace, string kind, string? fileName, string? name, Stream content, CancellationToken cancel) =>
        TakeAsync(workspace, new FileArrival(kind, fileName, name), content, cancel);

    /// <summary>Makes a dataset of a file, or finds the one that its content already is.</summary>
    /// <param name="workspace">Owner.</param>
    /// <param name="arrival">What is said of the file.</param>
    /// <param name="content">The file; read to its end.</param>
    /// <param name="cancel">Stops the intake; nothing is left behind.</param>
    public async Task<Result<DatasetDescription>> TakeAsync(string workspace, FileArrival arrival, Stream content, CancellationToken cancel)
    {
        var scratch = new List<string>();
        long began = clock.GetTimestamp();
        try
        {
            var file = await files.ReceiveAsync(arrival, content, scratch, cancel);
            if (await store.FindAsync(workspace, file.Sha256, cancel) is { } known)
            {
                instruments.Known();
                return known;
            }

            var table = await files.ConvertAsync(file, scratch, cancel);
            LogTaken(log, file.Bytes, table.Rows, table.Columns.Length);
            var source = new DatasetSource(
                arrival.Kind, file.FileName, SchemaWords.Word(file.Format),
                file.Compression == Compression.None ? null : SchemaWords.Word(file.Compression), file.Sha256, file.Bytes, arrival.Origin);
            var registered = await store.SaveAsync(
                workspace, string.IsNullOrWhiteSpace(arrival.Name) ? file.FileName : arrival.Name.Trim(), source, table, null, cancel,
                arrival.Derivation);
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

    [LoggerMessage(Level = LogLevel.Information, Message = "Took in a table of {Bytes} bytes: {Rows} rows, {Columns} columns.")]
    private static partial void LogTaken(ILogger logger, long bytes, long rows, int columns);
}
