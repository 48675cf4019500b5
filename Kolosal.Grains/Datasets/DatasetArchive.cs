using Kolosal.Storage;
using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>The blobs of datasets: rows and profiles.</summary>
internal sealed class DatasetArchive(
    IBlobStore blobs, IStagingArea staging, ITableEngine engine, IStorageLosses losses, TimeProvider clock) : IDatasetReader, IDatasetArchive
{
    public async Task<Frame> ReadAsync(DatasetContent content, IReadOnlyList<string>? columns, int? rows, CancellationToken cancel)
    {
        var schema = content.ToTableSchema();
        var wanted = (columns ?? [.. schema.Columns.Select(c => c.Name)]).Select(name => (schema.IndexOf(name), schema[name])).ToList();
        return await WithRowsAsync(content, path => engine.ReadAsync(path, wanted, rows, cancel), cancel);
    }

    public async Task<TableProfile> ReadProfileAsync(DatasetContent content, CancellationToken cancel)
    {
        await using var stored = await blobs.OpenAsync(content.Profile, cancel) ?? throw Damaged(content);
        try
        {
            return await StoredProfile.ReadAsync(stored, cancel);
        }
        catch (Exception damaged) when (damaged is BlobCorruptException or InvalidDataException)
        {
            throw Damaged(content, damaged);
        }
    }

    public Task<ImmutableArray<RereadColumn>> RereadAsync(DatasetContent content, IReadOnlyList<ColumnRequest> columns, CancellationToken cancel) =>
        WithRowsAsync(content, path => engine.RereadAsync(path, columns, cancel), cancel);

    public async Task<Stream> ExportAsync(DatasetContent content, TableFormat format, CancellationToken cancel)
    {
        string target = staging.NewScratchPath(format == TableFormat.Parquet ? ".parquet" : ".csv");
        try
        {
            await WithRowsAsync(
                content,
                async path =>
                {
                    await engine.ExportAsync(path, [.. content.Columns.Select(c => c.Name)], target, format, cancel);
                    return true;
                },
                cancel);
            return new FileStream(target, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16,
                FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        }
        catch
        {
            File.Delete(target);
            throw;
        }
    }

    public Task<ImmutableArray<CellAnswer>> FindAsync(DatasetContent content, IReadOnlyList<CellQuestion> questions, CancellationToken cancel) =>
        questions.Count == 0 ? Task.FromResult(ImmutableArray<CellAnswer>.Empty)
            : WithRowsAsync(content, path => engine.FindAsync(path, content.ToTableSchema(), questions, cancel), cancel);

    public async Task<T> WithRowsAsync<T>(DatasetContent content, Func<string, Task<T>> work, CancellationToken cancel)
    {
        string scratch = staging.NewScratchPath(".parquet");
        try
        {
            await using (var stored = await blobs.OpenAsync(content.Data, cancel) ?? throw Damaged(content))
            await using (var file = new FileStream(scratch, Scratch))
            {
                await stored.CopyToAsync(file, 1 << 20, cancel);
            }

            return await work(scratch);
        }
        catch (BlobCorruptException damaged)
        {
            throw Damaged(content, damaged);
        }
        finally
        {
            File.Delete(scratch);
        }
    }

    private static FileStreamOptions Scratch => OperatingSystem.IsWindows()
        ? new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous }
        : new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Options = FileOptions.Asynchronous,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite
        };

    private StorageException Damaged(DatasetContent content, Exception? cause = null)
    {
        string what = $"The stored content of {content.DatasetId} is damaged or gone. Upload the same file again: a dataset is named by its "
            + "content, and that stores it anew.";

        // Once a day while it lasts: a repaired dataset that is damaged again is news.
        losses.Report(new(
            $"{content.Data.Workspace}/{content.DatasetId}/{clock.GetUtcNow():yyyyMMdd}", content.Data.Workspace, $"datasets/{content.DatasetId}",
            null, $"The content of {content.DatasetId} cannot be read", cause is null ? what : $"{what} {cause.Message}"));
        return new(StorageTrouble.Damaged, StorageCodes.DatasetDamaged, what, cause, callRepairs: true);
    }
}
