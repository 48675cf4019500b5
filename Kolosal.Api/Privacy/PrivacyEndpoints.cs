using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Privacy;

internal static class PrivacyEndpoints
{
    private static readonly PathRecord Dataset = PathRecord.Of("dataset_id", CatalogueKinds.Dataset, id =>
        Refusal.NotFound("datasets.not-found", $"There is no dataset '{id}' in this workspace."));

    public static RouteGroupBuilder MapPrivacy(this IEndpointRouteBuilder routes)
    {
        var privacy = routes.MapGroup("/api/privacy").WithTags("Privacy");
        privacy.MapPost("/scan", Scan).WithName("ScanDataset")
            .WithSummary("Looks at every value of a dataset for personal data, and proposes treatments and a classification.");
        privacy.MapPost("/anonymize", Anonymize).WithName("AnonymizeDataset")
            .WithSummary("Makes a new version of a dataset in which people are harder to find, and says what that cost.");
        privacy.MapGet("/retention", GetRetention).WithName("GetRetention").WithSummary("How long datasets are kept, what is due, what is held.");
        privacy.MapPut("/retention", SetRetention).WithName("SetRetention").WithSummary("Sets how long datasets are kept.");
        privacy.MapPost("/retention/purge", Purge).WithName("PurgeDatasets").WithSummary("Deletes now what is due, as the daily purge does.");
        privacy.MapPost("/erasure", Erase).WithName("EraseSubject")
            .WithSummary("Takes a person out of every dataset, and names the models that saw them.");
        privacy.MapGet("/erasures", ListErasures).WithName("ListErasures").WithSummary("What was erased; nobody is named.");
        privacy.MapGet("/erasures/{id}", GetErasure).WithName("GetErasure").WithSummary("One erasure.");
        privacy.MapGet("/budgets/{dataset_id}", GetBudget).WithName("GetPrivacyBudget")
            .WithSummary("The privacy budget of a dataset and what is left.");
        privacy.MapPut("/budgets/{dataset_id}", SetBudget).OfRecord(Dataset).WithName("SetPrivacyBudget")
            .WithSummary("Sets the privacy budget of a dataset; it is never raised.");
        privacy.MapPost("/query", Query).WithName("AskPrivately").WithSummary("A count, sum, mean or histogram with noise, charged to the budget.");
        return privacy;
    }

    private static Task<Results<Ok<PersonalDataReport>, Problem>> Scan(
        ScanRequest request, Caller caller, PersonalDataScanner scanner, CancellationToken cancel) =>
        scanner.ScanAsync(caller.Key(request.DatasetId), cancel).ToHttp();

    private static Task<Results<Created<AnonymisationReport>, Problem>> Anonymize(
        AnonymizeRequest request, Caller caller, DatasetAnonymiser anonymiser, CancellationToken cancel) =>
        anonymiser.AnonymiseAsync(caller.Key(request.DatasetId), request.Name, request.ToRequest(), cancel)
            .ToCreated(report => $"/api/data/{report.Dataset.DatasetId}");

    private static Task<Results<Ok<RetentionReport>, StatusCodeHttpResult, Problem>> GetRetention(
        HttpContext context, Caller caller, IGrainFactory grains)
    {
        // What is due changes while the schedule does not: only a write is held against its revision.
        context.Request.Headers.IfNoneMatch = default;
        return grains.Retention(caller.Workspace).GetAsync().ToDocument(context, report => report.Revision);
    }

    private static Task<Results<Ok<RetentionReport>, StatusCodeHttpResult, Problem>> SetRetention(
        RetentionRequest request, IfMatch match, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.Retention(caller.Workspace).SetAsync(request.ToSchedule(), match.Revision).ToDocument(context, report => report.Revision);

    private static Task<Results<Ok<PurgeReport>, Problem>> Purge(Caller caller, IGrainFactory grains) =>
        grains.Retention(caller.Workspace).PurgeAsync().ToHttp();

    private static Task<Results<Created<ErasureReport>, Problem>> Erase(
        ErasureRequest request, Caller caller, SubjectEraser eraser, CancellationToken cancel) =>
        eraser.EraseAsync(
            caller.Workspace, [.. request.Subject.Select(known => (known.Column, known.Value))], request.Ticket, caller.Subject,
            request.ToScope(), cancel)
            .ToCreated(report => $"/api/privacy/erasures/{report.Id}");

    private static Task<Listing<ErasureReport>> ListErasures(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<ErasureReport>(catalogue, caller, CatalogueKinds.Erasure, cancel);

    private static Task<Results<Ok<ErasureReport>, Problem>> GetErasure(string id, Caller caller, IGrainFactory grains) =>
        grains.Erasure(caller.Workspace, caller.Key(id).Id).GetAsync().ToHttp();

    private static Task<Results<Ok<PrivacyBudget>, Problem>> GetBudget(string dataset_id, Caller caller, IGrainFactory grains) =>
        grains.PrivacyBudget(caller.Key(dataset_id)).GetAsync().ToHttp();

    private static async Task<Results<Ok<PrivacyBudget>, Problem>> SetBudget(
        string dataset_id, BudgetRequest request, Caller caller, IGrainFactory grains) =>
        request.Refuse() is { } refusal ? new Problem(refusal)
            : (await grains.PrivacyBudget(caller.Key(dataset_id)).SetAsync(request.Epsilon, request.Delta)).ToHttp();

    private static Task<Results<Ok<PrivateAnswer>, Problem>> Query(
        PrivateQueryRequest request, Caller caller, PrivateQueries queries, CancellationToken cancel) =>
        queries.AskAsync(caller.Key(request.DatasetId), request.QueryId, request.ToQuery(), cancel).ToHttp();
}
