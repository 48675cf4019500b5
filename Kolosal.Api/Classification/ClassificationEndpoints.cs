using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Classification;

internal static class ClassificationEndpoints
{
    private static readonly PathRecord Record = PathRecord.Of("id", CatalogueKinds.DataClassification, id =>
        Refusal.NotFound("classification.not-found", $"There is no data classification '{id}' in this workspace."));

    public static RouteGroupBuilder MapClassification(this IEndpointRouteBuilder routes)
    {
        var classes = routes.MapGroup("/api/compliance/data-classification").WithTags("Compliance");
        classes.MapPost("/", Classify).WithName("ClassifyData")
            .WithSummary("Says how sensitive a dataset or another thing is, where it must stay, how long and for whom.");
        classes.MapGet("/", List).WithName("ListDataClassifications").WithSummary("Classifications by sensitivity, data type and residency.");
        classes.MapGet("/{id}", Get).WithName("GetDataClassification").WithSummary("One classification.");
        classes.MapPatch("/{id}", Change).OfRecord(Record).WithName("ChangeDataClassification")
            .WithSummary("Changes a classification, puts a legal hold on it or lifts it, or notes a review.");
        return classes;
    }

    private static async Task<Results<Created<DataClassification>, Problem>> Classify(
        ClassifyDataRequest request, Caller caller, IGrainFactory grains)
    {
        if (request.Refuse() is { } refusal) return new Problem(refusal);
        var spec = request.ToSpec();
        return await grains.ClassificationOf(caller.Workspace, spec.Asset).ClassifyAsync(spec)
            .ToCreated(made => $"/api/compliance/data-classification/{made.Id}");
    }

    private static Task<Listing<DataClassification>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<DataClassification>(catalogue, caller, CatalogueKinds.DataClassification, cancel);

    private static Task<Results<Ok<DataClassification>, StatusCodeHttpResult, Problem>> Get(
        string id, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.DataClassification(caller.Workspace, caller.Key(id).Id).GetAsync().ToDocument(context, found => found.Revision);

    private static async Task<Results<Ok<DataClassification>, StatusCodeHttpResult, Problem>> Change(
        string id, ChangeClassificationRequest request, IfMatch match, HttpContext context, Caller caller, IGrainFactory grains) =>
        request.Refuse() is { } refusal ? new Problem(refusal)
            : await grains.DataClassification(caller.Workspace, caller.Key(id).Id).ChangeAsync(request.ToChange(), match.Revision)
                .ToDocument(context, changed => changed.Revision);
}
