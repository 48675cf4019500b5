using Kolosal.Classification;
using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Datasets;

internal static class DatasetEndpoints
{
    private static readonly PathRecord Dataset = PathRecord.Of("dataset_id", CatalogueKinds.Dataset, id =>
        Refusal.NotFound("datasets.not-found", $"There is no dataset '{id}' in this workspace."));

    public static RouteGroupBuilder MapDatasets(this IEndpointRouteBuilder routes)
    {
        var data = routes.MapGroup("/api/data").WithTags("Data").WithDataLabels();

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
        data.MapPut("/{dataset_id}/schema", SetSchema).OfRecord(Dataset).WithName("SetDatasetSchema")
            .WithSummary("Overrides types, roles, target, protected attributes, ranges and favourable label.");
        data.MapGet("/{dataset_id}/export", Export).WithName("ExportDataset")
            .WithSummary("All rows as CSV (safe to open in a spreadsheet) or Parquet.")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv");
        data.MapDelete("/{dataset_id}", Delete).WithName("DeleteDataset").WithSummary("Deletes a dataset and answers which models saw it.");
        data.MapVersions(Dataset);
        data.MapImports();
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
        list.AnswerAsync<DatasetDescription>(catalogue, caller, CatalogueKinds.Dataset, cancel);

    private static async Task<Ok<PageDocument<DatasetLineage>>> ListLineage(
        ListRequest list, Caller caller, DatasetQueries queries, CancellationToken cancel)
    {
        var filters = ListFilters.Check<DatasetDescription>(list.Filters);
        var (page, total) = await queries.LineagesAsync(
            new(caller.Workspace, CatalogueKinds.Dataset, filters, list.Sort, list.Page, list.Limit), cancel);
        return TypedResults.Ok(new PageDocument<DatasetLineage>(page, total, list.Page, list.Limit));
    }

    private static Task<Results<Ok<LineageDocument>, Problem>> GetLineage(
        string dataset_id, Caller caller, LineageWalk walk, CancellationToken cancel) => walk.OfAsync(caller.Key(dataset_id), cancel).ToHttp();

    private static Task<Results<Ok<QualityFindings>, Problem>> GetQuality(
        string dataset_id, Caller caller, DatasetQueries queries, CancellationToken cancel) =>
        queries.FindingsAsync(caller.Key(dataset_id), cancel).ToHttp();

    private static Task<Results<Ok<DatasetDescription>, StatusCodeHttpResult, Problem>> Get(
        string dataset_id, Caller caller, IGrainFactory grains, HttpContext context) =>
        grains.Dataset(caller.Key(dataset_id)).DescribeAsync().ToDocument(context, d => d.Revision);

    private static Task<Results<Ok<DatasetPreview>, Problem>> Preview(
        string dataset_id, Caller caller, DatasetQueries queries, CancellationToken cancel, int rows = 20) =>
        queries.PreviewAsync(caller.Key(dataset_id), rows, cancel).ToHttp();

    private static Task<Results<Ok<DatasetShape>, Problem>> Info(string dataset_id, Caller caller, DatasetQueries queries) =>
        queries.ShapeAsync(caller.Key(dataset_id)).ToHttp();

    private static Task<Results<Ok<TableAnalysis>, Problem>> Analyze(
        string dataset_id, Caller caller, DatasetQueries queries, CancellationToken cancel) =>
        queries.AnalysisAsync(caller.Key(dataset_id), cancel).ToHttp();

    private static async Task<Results<Ok<DatasetDescription>, StatusCodeHttpResult, Problem>> SetSchema(
        string dataset_id, SetSchemaRequest request, IfMatch match, Caller caller, IGrainFactory grains, ExpectationChecks checks,
            HttpContext context,
        CancellationToken cancel)
    {
        var grain = grains.Dataset(caller.Key(dataset_id));
        var changed = await grain.SetSchemaAsync(request.ToChange(), match.Revision);
        // Other types are other values: what is expected of them is looked at again.
        if (changed.Accepted && (await checks.RenewAsync(caller.Key(dataset_id), cancel)).Accepted) changed = await grain.DescribeAsync();
        return await Task.FromResult(changed).ToDocument(context, d => d.Revision);
    }

    private static async Task<Results<FileStreamHttpResult, Problem>> Export(
        string dataset_id, DeclaredDisclosure declared, HttpContext context, Caller caller, DatasetQueries queries, CancellationToken cancel,
        string format = "csv")
    {
        var rows = await queries.ExportAsync(caller.Key(dataset_id), format, cancel);
        if (!rows.Accepted) return new Problem(rows.Refusal);
        if (await declared.LeaveAsync(context, caller, $"datasets/{dataset_id}", $"dataset.{format}", rows.Value.Rows) is { } refusal)
        {
            await rows.Value.Content.DisposeAsync();
            return new Problem(refusal);
        }

        return TypedResults.File(
            rows.Value.Content, format == "csv" ? "text/csv; charset=utf-8" : "application/vnd.apache.parquet", $"{dataset_id}.{format}");
    }

    private static Task<Results<Ok<DatasetDeletion>, Problem>> Delete(string dataset_id, Caller caller, IGrainFactory grains) =>
        grains.Dataset(caller.Key(dataset_id)).DeleteAsync().ToHttp();

    private static string Location(DatasetDescription dataset) => $"/api/data/{dataset.DatasetId}";
}
