using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kolosal.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Kolosal.Datasets;

/// <summary>Versions of datasets, what is expected and said of them, and their lineage.</summary>
internal static class VersionEndpoints
{
    public static void MapVersions(this RouteGroupBuilder data, PathRecord dataset)
    {
        data.MapPost("/{dataset_id}/clean", Clean).OfRecord(dataset).WithName("CleanDataset")
            .WithSummary("A new version that went through cleaning steps; every step is recorded, the target is never changed.");
        data.MapPost("/{dataset_id}/preprocess", Preprocess).OfRecord(dataset).WithName("PreprocessDataset")
            .WithSummary("A new version whose features went through the library's steps, fitted to all of its rows.");
        data.MapPost("/{dataset_id}/append", Append).OfRecord(dataset).WithName("AppendToDataset")
            .WithSummary("A new version with the rows of a file (multipart: name, file) behind the dataset's own.")
            .Accepts<IFormFile>("multipart/form-data");
        data.MapGet("/{dataset_id}/versions", Versions).WithName("ListDatasetVersions")
            .WithSummary("The line of versions that the dataset belongs to.");
        data.MapGet("/{dataset_id}/drift", Drift).WithName("GetDatasetDrift")
            .WithSummary("How far the columns moved against the parent, or against ?against=.");
        data.MapGet("/{dataset_id}/expectations", Expectations).WithName("GetExpectations")
            .WithSummary("What is expected of the dataset, and how that stands.");
        data.MapPut("/{dataset_id}/expectations", Expect).OfRecord(dataset).WithName("SetExpectations")
            .WithSummary("Replaces what is expected of the dataset, and looks at once.");
        data.MapPut("/{dataset_id}/datasheet", SetDatasheet).OfRecord(dataset).WithName("SetDatasheet")
            .WithSummary("Replaces what people say of the dataset.");
        data.MapGet("/datasheet", Datasheet).WithName("GetDatasheet")
            .WithSummary("The datasheet of ?dataset_id=, as JSON, Markdown or HTML by Accept.");
        data.MapGet("/lineage/{dataset_id}/openlineage", OpenLineageEvents).WithName("GetOpenLineage")
            .WithSummary("How the dataset came to be and what learnt from it, as run events of OpenLineage 2-0-2.");
        data.MapPost("/lineage/openlineage", Tell).WithName("TellOpenLineage")
            .WithSummary("Takes in a run or job event of another system: what it read and made stands in the lineage from then on.");
    }

    private static Task<Results<Created<DatasetDescription>, Problem>> Clean(
        string dataset_id, CleanRequest request, Caller caller, DatasetVersions versions, CancellationToken cancel) =>
        versions.CleanAsync(caller.Key(dataset_id), request.ToSteps(), request.Name, cancel).ToCreated(Location);

    private static Task<Results<Created<DatasetDescription>, Problem>> Preprocess(
        string dataset_id, PreprocessRequest request, Caller caller, DatasetVersions versions, CancellationToken cancel) =>
        versions.PreprocessAsync(caller.Key(dataset_id), request.ToSteps(), request.Name, cancel).ToCreated(Location);

    private static async Task<Results<Created<DatasetDescription>, Problem>> Append(
        string dataset_id, HttpContext context, Caller caller, UploadReceiver uploads, CancellationToken cancel) =>
        (await uploads.ReceiveAsync(context, caller, cancel, dataset_id)).ToCreated(Location);

    private static async Task<Results<Ok<PageDocument<DatasetVersion>>, Problem>> Versions(
        string dataset_id, Caller caller, DatasetVersions versions, CancellationToken cancel)
    {
        var found = await versions.ListAsync(caller.Key(dataset_id), cancel);
        return found.Map(all => new PageDocument<DatasetVersion>(all, all.Length, 1, Math.Max(1, all.Length))).ToHttp();
    }

    private static Task<Results<Ok<VersionDrift>, Problem>> Drift(
        string dataset_id, Caller caller, DatasetQueries queries, CancellationToken cancel, string? against = null) =>
        queries.DriftAsync(caller.Key(dataset_id), against, cancel).ToHttp();

    private static Task<Results<Ok<ExpectationReport>, Problem>> Expectations(string dataset_id, Caller caller, IGrainFactory grains) =>
        grains.Dataset(caller.Key(dataset_id)).GetExpectationsAsync().ToHttp();

    private static Task<Results<Ok<ExpectationReport>, Problem>> Expect(
        string dataset_id, ExpectationsRequest request, Caller caller, ExpectationChecks checks, CancellationToken cancel) =>
        checks.DeclareAsync(caller.Key(dataset_id), request.ToExpectations(), cancel).ToHttp();

    private static Task<Results<Ok<DatasetDescription>, StatusCodeHttpResult, Problem>> SetDatasheet(
        string dataset_id, DatasheetRequest request, IfMatch match, Caller caller, IGrainFactory grains, HttpContext context) =>
        grains.Dataset(caller.Key(dataset_id)).SetWordsAsync(request.ToWords(), match.Revision).ToDocument(context, d => d.Revision);

    private static async Task<Results<Ok<Datasheet>, ContentHttpResult, Problem>> Datasheet(
        string dataset_id, Caller caller, DatasetQueries queries, HttpContext context, CancellationToken cancel)
    {
        var sheet = await queries.DatasheetAsync(caller.Key(dataset_id), cancel);
        if (!sheet.Accepted) return new Problem(sheet.Refusal);
        context.Response.Headers.Vary = HeaderNames.Accept;
        // The first of the three that is asked for by name; JSON where none is.
        foreach (var accepted in context.Request.GetTypedHeaders().Accept.OrderByDescending(type => type.Quality ?? 1))
        {
            if (accepted.MediaType == "application/json") break;
            if (accepted.MediaType == "text/markdown")
                return TypedResults.Content(DatasheetMarkdown.Render(sheet.Value), "text/markdown", Encoding.UTF8);
            if (accepted.MediaType == "text/html") return TypedResults.Content(DatasheetHtml.Render(sheet.Value), "text/html", Encoding.UTF8);
        }

        return TypedResults.Ok(sheet.Value);
    }

    private static async Task<Results<Ok<JsonArray>, Problem>> OpenLineageEvents(
        string dataset_id, Caller caller, IGrainFactory grains, LineageWalk walk, CancellationToken cancel)
    {
        var lineage = await walk.OfAsync(caller.Key(dataset_id), cancel);
        if (!lineage.Accepted) return new Problem(lineage.Refusal);
        var dataset = await grains.Dataset(caller.Key(dataset_id)).DescribeAsync();
        return dataset.Map(described => OpenLineage.Events(caller.Workspace, described, lineage.Value)).ToHttp();
    }

    private static async Task<Results<Ok<LineageJob>, Problem>> Tell([FromBody] JsonElement request, Caller caller, IGrainFactory grains)
    {
        var news = OpenLineage.Read(caller.Workspace, request);
        return news.Accepted ? (await grains.LineageJob(caller.Workspace, OpenLineage.JobId(news.Value)).TellAsync(news.Value)).ToHttp()
            : new Problem(news.Refusal);
    }

    private static string Location(DatasetDescription dataset) => $"/api/data/{dataset.DatasetId}";
}
