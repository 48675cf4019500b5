using Kolosal.Classification;
using Kolosal.Storage;
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

    /// <summary>All rows; closing the stream removes the file behind it.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="format"><c>csv</c> or <c>parquet</c>; others are refused with 400.</param>
    /// <param name="cancel">Stops the export.</param>
    public async Task<Result<Stream>> ExportAsync(ResourceKey dataset, string format, CancellationToken cancel) => format switch
    {
        "csv" => await ReadAsync(dataset, DataUse.Export, content => archive.ExportAsync(content, TableFormat.Csv, cancel)),
        "parquet" => await ReadAsync(dataset, DataUse.Export, content => archive.ExportAsync(content, TableFormat.Parquet, cancel)),
        _ => Refusal.Invalid("datasets.export-format", "Expected format=csv or format=parquet."),
    };

    /// <summary>Where the datasets of a page of the catalogue come from and where they went.</summary>
    /// <returns>The page, without those deleted in between, and how many there are in all.</returns>
    public async Task<(ImmutableArray<DatasetLineage> Page, long Total)> LineagesAsync(CatalogueQuery query, CancellationToken cancel)
    {
        var found = await catalogue.QueryAsync(query, cancel);
        var lineages = await Task.WhenAll(found.Items.Select(item => grains.Dataset(query.Workspace, item.Id).GetLineageAsync()));
        return ([.. lineages.Where(lineage => lineage.Accepted).Select(lineage => lineage.Value!)], found.Total);
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
