using Kolosal.Classification;
using Kolosal.Storage;
using Kolosal.Tabular;
using Microsoft.Extensions.Options;

namespace Kolosal.Datasets;

/// <summary>What can be asked about a dataset's rows and profile.</summary>
/// <remarks>
/// Rows and profiles never pass through a grain: the grain says where they lie, and they are read here, in the process that was asked. A
/// dataset that is deleted in between is not found, as if it had been asked for later.
/// </remarks>
public sealed class DatasetQueries(
    IGrainFactory grains, ICatalogue catalogue, IDatasetReader reader, IDatasetArchive archive, IOptions<ClassificationOptions> classification)
{
    public const int MostPreviewRows = 1000;

    /// <summary>The profile: figures, histograms, top values, correlations.</summary>
    public Task<Result<TableProfile>> ProfileAsync(ResourceKey dataset, CancellationToken cancel) =>
        ReadAsync(dataset, DataUse.Read, content => archive.ReadProfileAsync(content, cancel));

    /// <summary>The profile, and how far the columns go together.</summary>
    public Task<Result<TableAnalysis>> AnalysisAsync(ResourceKey dataset, CancellationToken cancel) =>
        ReadAsync(dataset, DataUse.Read, async content =>
        {
            var profile = await archive.ReadProfileAsync(content, cancel);
            string[] columns = [.. content.Columns.Where(column => column.Type != "text").Take(TableAnalysis.MostColumns).Select(column =>
                column.Name)];
            var rows = await reader.ReadAsync(content, columns, TableAnalysis.MostRows, cancel);
            // Many pairs take seconds, and the pool's threads answer requests.
            return await Task.Factory.StartNew(
                () => TableAnalysis.Of(profile, rows, cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        });

    /// <summary>How fit the dataset is to learn from, with the cells behind each finding.</summary>
    public async Task<Result<QualityFindings>> FindingsAsync(ResourceKey dataset, CancellationToken cancel)
    {
        var expectations = await grains.Dataset(dataset).GetExpectationsAsync();
        return await ReadAsync(dataset, DataUse.Read, async content =>
        {
            var (schema, profile) = (content.ToTableSchema(), await archive.ReadProfileAsync(content, cancel));
            var report = QualityAssessment.Assess(profile, schema);
            var asked = report.Warnings.Select(warning => (Warning: warning, Question: QualityFinding.Behind(warning, profile, schema))).ToArray();
            var answers = new Queue<CellAnswer>(await archive.FindAsync(content, [.. asked.Select(a => a.Question).OfType<CellQuestion>()], cancel));
            var findings = asked.Select(a => (a.Warning, Answer: a.Question is null ? null : answers.Dequeue())).Select(a => new QualityFinding(
                a.Warning.Kind, a.Warning.Column, a.Warning.Value, a.Warning.Message,
                a.Answer is null ? [] : ExpectationChecks.Cells(a.Answer, a.Warning.Column, content.Columns), a.Answer?.Found ?? 0));
            return QualityFindings.Of(dataset.Id, report, [.. findings], expectations.Value);
        });
    }

    /// <summary>What is measured and said of the dataset, on one sheet.</summary>
    public async Task<Result<Datasheet>> DatasheetAsync(ResourceKey dataset, CancellationToken cancel)
    {
        var grain = grains.Dataset(dataset);
        var (described, words, lineage) = (await grain.DescribeAsync(), await grain.GetWordsAsync(), await grain.GetLineageAsync());
        if (!described.Accepted) return described.Refusal;
        if (!words.Accepted) return words.Refusal;
        if (!lineage.Accepted) return lineage.Refusal;
        var quality = await FindingsAsync(dataset, cancel);
        return quality.Map(findings => new Datasheet(described.Value, words.Value, findings, lineage.Value.Source, lineage.Value.Transformations,
            lineage.Value.Models));
    }

    /// <summary>How far the columns of a dataset are from those of its parent, or of another dataset.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="against">What to hold it against; its parent when null, and refused with 422 where it has none.</param>
    /// <param name="cancel">Stops the comparison.</param>
    public async Task<Result<VersionDrift>> DriftAsync(ResourceKey dataset, string? against, CancellationToken cancel)
    {
        var described = await grains.Dataset(dataset).DescribeAsync();
        if (!described.Accepted) return described.Refusal;
        if ((against ?? described.Value.Parent) is not { } other)
            return Refusal.Unprocessable("datasets.no-parent", "The dataset is the first of its line. Say with ?against= what to hold it against.");
        var before = await ReadAsync(new ResourceKey(dataset.Workspace, other), DataUse.Read, content => RowsAsync(content, cancel));
        if (!before.Accepted) return before.Refusal;
        return await ReadAsync(dataset, DataUse.Read, async content =>
        {
            var now = await RowsAsync(content, cancel);
            var columns = await Task.Factory.StartNew(
                () => MovedColumn.Of(now, before.Value), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return new VersionDrift(dataset.Id, other, now.Rows, before.Value.Rows, columns);
        });
    }

    private Task<Frame> RowsAsync(DatasetContent content, CancellationToken cancel)
    {
        const int MostCells = 4_000_000, MostRows = 100_000;
        string[] columns = [.. content.Columns.Where(column => column.Type != "text").Select(column => column.Name)];
        return reader.ReadAsync(content, columns, Math.Min(MostRows, MostCells / Math.Max(1, columns.Length)), cancel);
    }

    /// <summary>How fit the dataset is to learn from, under its present schema.</summary>
    public Task<Result<QualityReport>> QualityAsync(ResourceKey dataset, CancellationToken cancel) =>
        ReadAsync(dataset, null, async content =>
            QualityAssessment.Assess(await archive.ReadProfileAsync(content, cancel), content.ToTableSchema()));

    /// <summary>The first rows.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="rows">1 to <see cref="MostPreviewRows"/>; others are refused with 400.</param>
    /// <param name="cancel">Stops the reading.</param>
    public async Task<Result<DatasetPreview>> PreviewAsync(ResourceKey dataset, int rows, CancellationToken cancel) =>
        rows is < 1 or > MostPreviewRows
            ? Refusal.Invalid("datasets.preview-rows", $"Expected rows from 1 to {MostPreviewRows}, got {rows}.")
            : await ReadAsync(dataset, DataUse.Read, async content =>
                DatasetPreview.Of(await reader.ReadAsync(content, null, rows, cancel), content.Rows));

    /// <summary>Types, roles and missing counts.</summary>
    public async Task<Result<DatasetShape>> ShapeAsync(ResourceKey dataset) =>
        (await grains.Dataset(dataset).DescribeAsync()).Map(DatasetShape.Of);

    /// <summary>All rows, with how many there are; closing the stream removes the file behind it.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="format"><c>csv</c> or <c>parquet</c>; others are refused with 400.</param>
    /// <param name="cancel">Stops the export.</param>
    public async Task<Result<ExportedRows>> ExportAsync(ResourceKey dataset, string format, CancellationToken cancel) => format switch
    {
        "csv" => await ReadAsync(dataset, DataUse.Export, content => ExportAsync(content, TableFormat.Csv, cancel)),
        "parquet" => await ReadAsync(dataset, DataUse.Export, content => ExportAsync(content, TableFormat.Parquet, cancel)),
        _ => Refusal.Invalid("datasets.export-format", "Expected format=csv or format=parquet."),
    };

    private async Task<ExportedRows> ExportAsync(DatasetContent content, TableFormat format, CancellationToken cancel) =>
        new(await archive.ExportAsync(content, format, cancel), content.Rows);

    /// <summary>Where the datasets of a page of the catalogue come from and where they went.</summary>
    /// <returns>The page, without those deleted in between, and how many there are in all.</returns>
    public async Task<(ImmutableArray<DatasetLineage> Page, long Total)> LineagesAsync(CatalogueQuery query, CancellationToken cancel)
    {
        var found = await catalogue.QueryAsync(query, cancel);
        var lineages = await Task.WhenAll(found.Items.Select(item => grains.Dataset(query.Workspace, item.Id).GetLineageAsync()));
        return ([.. await Task.WhenAll(lineages.Where(lineage => lineage.Accepted).Select(lineage => WithChildrenAsync(lineage.Value!)))],
            found.Total);

        // Children name their parent; the parent's record does not know them.
        async Task<DatasetLineage> WithChildrenAsync(DatasetLineage lineage)
        {
            var children = await catalogue.QueryAsync(
                new(query.Workspace, CatalogueKinds.Dataset, [new("parent", FilterOperator.Equal, lineage.DatasetId)], "created_at", 1, 500), cancel);
            return lineage with { Children = [.. children.Items.Select(child => child.Id)] };
        }
    }

    /// <param name="dataset">The dataset.</param>
    /// <param name="use">What its classification is asked about; null where no row and no value is shown.</param>
    /// <param name="read">Reads.</param>
    private async Task<Result<T>> ReadAsync<T>(ResourceKey dataset, DataUse? use, Func<DatasetContent, Task<T>> read)
    {
        var opened = await grains.Dataset(dataset).OpenAsync();
        if (!opened.Accepted) return opened.Refusal;
        if (use is { } asked && (await grains.ClassificationOfDataset(dataset).AllowAsync(asked, classification.Value.Region)).Refusal is { } refused)
            return refused;
        try
        {
            return await read(opened.Value);
        }
        catch (FileNotFoundException)
        {
            return DatasetRefusals.NotFound(dataset.Id); // deleted between the two calls
        }
    }
}
