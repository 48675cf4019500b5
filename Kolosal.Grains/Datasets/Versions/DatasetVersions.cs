using System.Text.Json;
using Kolosal.Classification;
using Kolosal.Learning;
using Kolosal.Learning.Preprocessing;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Datasets;

/// <summary>Makes datasets out of datasets. The parent stays as it is; the version remembers every step.</summary>
/// <remarks>This runs in the process that was asked, as the intake does. Repeating a call answers the version that is there already.</remarks>
public sealed class DatasetVersions(
    IGrainFactory grains, ICatalogue catalogue, DatasetStore store, IDatasetArchive archive, IDatasetReader reader, ITableEngine engine,
    IStagingArea staging, FileIntake files, ExpectationChecks checks, DatasetsInstruments instruments,
    IOptions<ClassificationOptions> classification, TimeProvider clock)
{
    /// <summary>A version that went through cleaning steps.</summary>
    /// <param name="parent">What to clean.</param>
    /// <param name="steps">In order.</param>
    /// <param name="name">For people; the parent's when null.</param>
    /// <param name="cancel">Stops the work; nothing is left behind.</param>
    public Task<Result<DatasetDescription>> CleanAsync(
        ResourceKey parent, ImmutableArray<CleaningStep> steps, string? name, CancellationToken cancel) => MakeAsync(
            parent, "clean", steps, name,
            content => CleaningCheck.Errors(steps, content.ToTableSchema()) is { IsEmpty: false } errors
                ? new Refusal(RefusalKind.Unprocessable, "datasets.bad-steps", "The steps cannot be taken like this; see errors.", errors) : null,
            async (source, content) =>
            {
                var (table, done) = await engine.CleanAsync(source, steps, cancel);
                return (table, done);
            },
            cancel);

    /// <summary>A version whose columns went through the library's preprocessing steps, fitted to all of its rows.</summary>
    public Task<Result<DatasetDescription>> PreprocessAsync(
        ResourceKey parent, ImmutableArray<TransformStep> steps, string? name, CancellationToken cancel) => MakeAsync(
            parent, "preprocess", steps, name,
            content => TablePreparation.Refuse(steps, content.ToTableSchema(), content.Rows) is { } why
                ? Refusal.Unprocessable("datasets.bad-steps", why) : null,
            async (source, content) =>
            {
                var frame = await reader.ReadAsync(content, null, null, cancel);
                // On a thread of its own: fitting takes long, and the pool's threads answer requests.
                var (made, done) = await Task.Factory.StartNew(
                    () => TablePreparation.Run(frame, steps, clock, cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                return (await engine.WriteAsync(made, source.Target, source.Sha256, cancel), done);
            },
            cancel);

    /// <summary>A version with the rows of a file behind those of the parent.</summary>
    /// <param name="parent">What to append to.</param>
    /// <param name="arrival">The file; read by the parent's rules.</param>
    /// <param name="content">Its bytes; read to their end.</param>
    /// <param name="cancel">Stops the work; nothing is left behind.</param>
    public async Task<Result<DatasetDescription>> AppendAsync(
        ResourceKey parent, FileArrival arrival, Stream content, CancellationToken cancel)
    {
        var scratch = new List<string>();
        try
        {
            if ((await grains.Dataset(parent).OpenAsync()).Refusal is { } refusal) return refusal;
            var received = await files.ReceiveAsync(arrival, content, scratch, cancel);
            var added = await files.ConvertAsync(received, scratch, cancel);
            string[] names = [.. added.Columns.Select(column => column.Name)];
            return await MakeAsync(
                parent, "append", new { received.Sha256 }, arrival.Name,
                present => Differences(present, names),
                async (source, present) =>
                {
                    int[] positions = [.. present.Columns.Select(column => Array.IndexOf(names, column.Name))];
                    var (table, step) = await engine.AppendAsync(source, added.Path, positions, cancel);
                    return (table, [step with { Parameters = JsonSerializer.Serialize(
                        new { file_name = received.FileName, sha256 = received.Sha256, rows = added.Rows }, WireJson.Options) }]);
                },
                cancel);
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

    /// <summary>The line of versions that a dataset belongs to, the first one first.</summary>
    public async Task<Result<ImmutableArray<DatasetVersion>>> ListAsync(ResourceKey dataset, CancellationToken cancel)
    {
        var asked = await grains.Dataset(dataset).DescribeAsync();
        if (!asked.Accepted) return asked.Refusal;
        string root = asked.Value.Root ?? asked.Value.DatasetId;
        var page = await catalogue.QueryAsync(
            new(dataset.Workspace, CatalogueKinds.Dataset, [new("root", FilterOperator.Equal, root)], "version", 1, 500), cancel);
        var first = await catalogue.FindAsync(dataset.Workspace, CatalogueKinds.Dataset, root, cancel);
        return page.Items.Prepend(first).OfType<CatalogueEntry>()
            .Select(entry => JsonSerializer.Deserialize<DatasetDescription>(entry.Document, WireJson.Options)!)
            .OrderBy(version => version.Version).ThenBy(version => version.CreatedAt).Select(DatasetVersion.Of).ToImmutableArray();
    }

    private async Task<Result<DatasetDescription>> MakeAsync(
        ResourceKey parent, string madeBy, object recipe, string? name, Func<DatasetContent, Refusal?> refuse,
        Func<VersionSource, DatasetContent, Task<(ConvertedTable Table, ImmutableArray<TableStep> Steps)>> make, CancellationToken cancel)
    {
        var grain = grains.Dataset(parent);
        var (described, opened, expected) = (await grain.DescribeAsync(), await grain.OpenAsync(), await grain.GetExpectationsAsync());
        if (!described.Accepted) return described.Refusal;
        if (!opened.Accepted) return opened.Refusal;
        // A version holds the rows of what it is made of: whoever may not read those makes none.
        var allowed = await grains.ClassificationOfDataset(parent).AllowAsync(DataUse.Read, classification.Value.Region);
        if (!allowed.Accepted) return allowed.Refusal;
        if (refuse(opened.Value) is { } refusal) return refusal;
        var (before, content) = (described.Value, opened.Value);
        string sha256 = DerivedHash.Of(before.Sha256, content.Columns, madeBy, recipe);
        if (await store.FindAsync(parent.Workspace, sha256, cancel) is { } known) return known;

        string target = staging.NewScratchPath(".parquet");
        try
        {
            var schema = content.ToTableSchema();
            var (table, steps) = await archive.WithRowsAsync(
                content, path => make(new VersionSource(path, schema, target, sha256), content), cancel);
            var personal = content.Columns.Where(column => column.PersonalData is not null).Select(column => column.Name).ToHashSet();
            var derivation = new DatasetDerivation(
                madeBy, before.DatasetId, before.Root ?? before.DatasetId, before.Version + 1, [.. steps.Select(step => Told(step, personal))]);
            var report = expected.Accepted ? await checks.LookAsync(parent.Workspace, table, content.Columns, expected.Value, cancel) : null;
            // Rows that break what must hold are not appended; what a cleaning leaves is kept with its report, so that it can be cleaned further.
            if (madeBy == "append" && report.Unfit(parent.Id) is { } unfit) return unfit;
            var line = new DatasetLine(content.Columns, content.FavourableLabel, derivation, report);
            var source = new DatasetSource(madeBy, before.Name, "parquet", null, sha256, new FileInfo(target).Length, before.DatasetId);
            return await store.SaveAsync(parent.Workspace, name ?? before.Name, source, table, line, cancel);
        }
        catch (RejectedContentException e)
        {
            return e.ToRefusal();
        }
        catch (TrainingException e)
        {
            return Refusal.Unprocessable("datasets.bad-steps", e.Message);
        }
        catch (FileNotFoundException)
        {
            return DatasetRefusals.NotFound(parent.Id); // deleted in between
        }
        finally
        {
            File.Delete(target);
        }
    }

    private static Refusal? Differences(DatasetContent present, string[] names)
    {
        string[] missing = [.. present.Columns.Select(column => column.Name).Except(names, StringComparer.Ordinal)];
        string[] further = [.. names.Except(present.Columns.Select(column => column.Name), StringComparer.Ordinal)];
        if (missing.Length + further.Length == 0) return null;
        string[] said =
        [
            .. missing.Length > 0 ? (string[])[$"it lacks {Quoted(missing)}"] : [],
            .. further.Length > 0 ? (string[])[$"the dataset has no {Quoted(further)}"] : [],
        ];
        return Refusal.Unprocessable("datasets.other-schema",
            $"The file's columns are not the dataset's: {string.Join("; ", said)}. Send the same columns, in any order.");
    }

    private static string Quoted(string[] names) => string.Join(", ", names.Select(name => $"'{name}'"));

    private static DatasetTransformation Told(TableStep step, HashSet<string> personal) => new(
        step.Name, step.RowsBefore, step.RowsAfter, step.Parameters, step.Columns, step.CellsChanged,
        // Values of a column that looks personal are not repeated where its rows may not be read.
        step.Example is not { } cell || personal.Contains(cell.Column) ? null : new(cell.Column, cell.Row, Cut(cell.Before), Cut(cell.After)),
        Math.Round(step.Milliseconds, 3), step.Note);

    private static string? Cut(string? text) => text is { Length: > 40 } ? text[..40] + "…" : text;
}
