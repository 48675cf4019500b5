using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Datasets;

internal static class DatasetEndpoints
{
    private const int MostPreviewRows = 1000;

    public static RouteGroupBuilder MapDatasets(this IEndpointRouteBuilder routes)
    {
        var data = routes.MapGroup("/api/data").WithTags("Data");

        data.MapPost("/upload", Upload).WithName("UploadDataset")
            .WithSummary("Takes in a file (multipart: name, file) as a dataset; equal content answers the dataset it already is.")
            .Accepts<IFormFile>("multipart/form-data");
        data.MapGet("/samples", ListSamples).WithName("ListSamples").WithSummary("The bundled data sets with origin and licence.");
        data.MapPost("/sample/{name}", LoadSample).WithName("LoadSample")
            .WithSummary("Loads a bundled data set as a dataset, with target and protected attributes declared.");

        data.MapGet("/", List).WithName("ListDatasets").WithSummary("The datasets of the workspace, without their columns.");
        data.MapGet("/lineage", ListLineage).WithName("ListLineage").WithSummary("Where each dataset came from and where it went.");
        data.MapGet("/lineage/{dataset_id}", GetLineage).WithName("GetLineage")
            .WithSummary("Source, schema snapshots, transformations, children and models of one dataset.");
        data.MapGet("/quality", GetQuality).WithName("GetQuality").WithSummary("How fit a dataset is to learn from, with warnings.");

        data.MapGet("/{dataset_id}", Get).WithName("GetDataset").WithSummary("One dataset with its columns.");
        data.MapGet("/{dataset_id}/preview", Preview).WithName("PreviewDataset").WithSummary("The first rows.");
        data.MapGet("/{dataset_id}/info", Info).WithName("GetDatasetInfo").WithSummary("Column types and missing counts.");
        data.MapGet("/{dataset_id}/analyze", Analyze).WithName("AnalyzeDataset")
            .WithSummary("The profile: figures, histograms, top values, correlations.");
        data.MapPut("/{dataset_id}/schema", SetSchema).WithName("SetDatasetSchema")
            .WithSummary("Overrides types, roles, target, protected attributes, ranges and favourable label.");
        data.MapGet("/{dataset_id}/export", Export).WithName("ExportDataset")
            .WithSummary("All rows as CSV (safe to open in a spreadsheet) or Parquet.")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv");
        data.MapDelete("/{dataset_id}", Delete).WithName("DeleteDataset").WithSummary("Deletes a dataset and answers which models saw it.");
        return data;
    }

    private static async Task<Results<Created<DatasetDescription>, Problem>> Upload(
        HttpContext context, Caller caller, UploadReceiver uploads, CancellationToken cancel) =>
        (await uploads.ReceiveAsync(context, caller, cancel)).ToCreated(Location);

    private static Ok<ImmutableArray<BundledSample>> ListSamples() => TypedResults.Ok(BundledSamples.All);

    private static Task<Results<Created<DatasetDescription>, Problem>> LoadSample(
        string name, Caller caller, BundledSamples samples, CancellationToken cancel) =>
        samples.LoadAsync(name, caller.Workspace, cancel).ToCreated(Location);

    private static Task<Listing<DatasetDescription>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<DatasetDescription>(catalogue, caller, DatasetListing.Kind, cancel);

    private static async Task<Ok<PageDocument<DatasetLineage>>> ListLineage(
        ListRequest list, Caller caller, ICatalogue catalogue, IGrainFactory grains, CancellationToken cancel)
    {
        var found = await catalogue.QueryAsync(new(caller.Workspace, DatasetListing.Kind, list.Filters, list.Sort, list.Page, list.Limit), cancel);
        var lineages = await Task.WhenAll(found.Items.Select(item => grains.Dataset(caller.Key(item.Id)).GetLineageAsync()));
        return TypedResults.Ok(new PageDocument<DatasetLineage>(
            [.. lineages.Where(l => l.Accepted).Select(l => l.Value!)], found.Total, list.Page, list.Limit));
    }

    private static Task<Results<Ok<DatasetLineage>, Problem>> GetLineage(string dataset_id, Caller caller, IGrainFactory grains) =>
        grains.Dataset(caller.Key(dataset_id)).GetLineageAsync().ToHttp();

    private static Task<Results<Ok<QualityReport>, Problem>> GetQuality(
        string dataset_id, Caller caller, IGrainFactory grains, IDatasetArchive archive, CancellationToken cancel) =>
        WithContent(dataset_id, caller, grains, async content =>
            QualityAssessment.Assess(await archive.ReadProfileAsync(content, cancel), content.ToTableSchema()));

    private static Task<Results<Ok<DatasetDescription>, StatusCodeHttpResult, Problem>> Get(
        string dataset_id, Caller caller, IGrainFactory grains, HttpContext context) =>
        grains.Dataset(caller.Key(dataset_id)).DescribeAsync().ToDocument(context, d => d.Revision);

    private static async Task<Results<Ok<DatasetPreview>, Problem>> Preview(
        string dataset_id, Caller caller, IGrainFactory grains, IDatasetReader reader, CancellationToken cancel, int rows = 20)
    {
        if (rows is < 1 or > MostPreviewRows)
            return new Problem(400, "datasets.preview-rows", $"Expected rows from 1 to {MostPreviewRows}, got {rows}.");
        return await WithContent(dataset_id, caller, grains,
            async content => DatasetPreview.Of(await reader.ReadAsync(content, null, rows, cancel), content.Rows));
    }

    private static async Task<Results<Ok<DatasetShape>, Problem>> Info(string dataset_id, Caller caller, IGrainFactory grains) =>
        (await grains.Dataset(caller.Key(dataset_id)).DescribeAsync()).Map(DatasetShape.Of).ToHttp();

    private static Task<Results<Ok<TableProfile>, Problem>> Analyze(
        string dataset_id, Caller caller, IGrainFactory grains, IDatasetArchive archive, CancellationToken cancel) =>
        WithContent(dataset_id, caller, grains, content => archive.ReadProfileAsync(content, cancel));

    private static Task<Results<Ok<DatasetDescription>, StatusCodeHttpResult, Problem>> SetSchema(
        string dataset_id, SetSchemaRequest request, IfMatch match, Caller caller, IGrainFactory grains, HttpContext context) =>
        grains.Dataset(caller.Key(dataset_id)).SetSchemaAsync(request.ToChange(), match.Revision).ToDocument(context, d => d.Revision);

    private static async Task<Results<FileStreamHttpResult, Problem>> Export(
        string dataset_id, Caller caller, IGrainFactory grains, IDatasetArchive archive, CancellationToken cancel, string format = "csv")
    {
        if (format is not ("csv" or "parquet")) return new Problem(400, "datasets.export-format", "Expected format=csv or format=parquet.");
        var opened = await grains.Dataset(caller.Key(dataset_id)).OpenAsync();
        if (!opened.Accepted) return new Problem(opened.Refusal);
        bool csv = format == "csv";
        var rows = await archive.ExportAsync(opened.Value, csv ? TableFormat.Csv : TableFormat.Parquet, cancel);
        return TypedResults.File(rows, csv ? "text/csv; charset=utf-8" : "application/vnd.apache.parquet", $"{dataset_id}.{format}");
    }

    private static Task<Results<Ok<DatasetDeletion>, Problem>> Delete(string dataset_id, Caller caller, IGrainFactory grains) =>
        grains.Dataset(caller.Key(dataset_id)).DeleteAsync().ToHttp();

    private static async Task<Results<Ok<T>, Problem>> WithContent<T>(
        string datasetId, Caller caller, IGrainFactory grains, Func<DatasetContent, Task<T>> read)
    {
        var opened = await grains.Dataset(caller.Key(datasetId)).OpenAsync();
        if (!opened.Accepted) return new Problem(opened.Refusal);
        try
        {
            return TypedResults.Ok(await read(opened.Value));
        }
        catch (FileNotFoundException)
        {
            // Deleted between the two calls.
            return new Problem(404, "datasets.not-found", $"There is no dataset '{datasetId}' in this workspace.");
        }
    }

    private static string Location(DatasetDescription dataset) => $"/api/data/{dataset.DatasetId}";
}
