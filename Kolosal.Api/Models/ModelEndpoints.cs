using Kolosal.Access;
using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Models;

internal static class ModelEndpoints
{
    public static RouteGroupBuilder MapModels(this IEndpointRouteBuilder routes)
    {
        var models = routes.MapGroup("/api/models").WithTags("Models");

        models.MapGet("", List).WithName("ListModels").WithSummary("The models of the workspace.");
        models.MapGet("/{id}", Get).WithName("GetModel").WithSummary("A model with its versions; or one version, when the id names one.");
        models.MapDelete("/{id}", Delete).WithName("DeleteModel").WithSummary("Takes a model from view; refused while a version is active.");
        models.MapGet("/{id}/versions", ListVersions).WithName("ListModelVersions").WithSummary("The versions of a model.");
        models.MapGet("/{id}/metrics", GetMetrics).WithName("GetModelMetrics")
            .WithSummary("Scores on held-out rows, with intervals and the baseline.");
        models.MapGet("/{id}/history", GetHistory).WithName("GetModelHistory")
            .WithSummary("Who was champion at an instant, and every decision up to it.");
        models.MapGet("/{id}/download", Download).WithName("DownloadModel").WithSummary("The model package itself.");
        models.MapGet("/{id}/signature", ModelSignatures.Get).WithName("GetModelSignature")
            .WithSummary("A version's package hash, its signature, and the public key that checks it without this server.");
        models.MapGet("/{id}/card", ModelCards.Get).WithName("GetModelCard").WithSummary("The model card, as JSON or as Markdown by Accept.");
        models.MapPut("/{id}/card", ModelCards.Put).OfRecord(ModelRecords.ById)
            .WithName("SetModelCard").WithSummary("Replaces what people wrote on the card.");

        models.MapPost("/{id}/verify", Verify).WithName("VerifyModel").WithSummary("Checks hash, signature and package now; changes nothing.");
        models.MapPost("/{id}/validate", Validate).WithName("ValidateModel").WithSummary("Checks a version and keeps the report as evidence.");
        models.MapPost("/{id}/promote", Promote).OfRecord(ModelRecords.ById).WithName("PromoteModel")
            .WithSummary("Makes a version staging or active; needs a recent validation and an approver who is not the author.");
        models.MapPost("/{id}/rollback", Rollback).OfRecord(ModelRecords.ById)
            .WithName("RollbackModel").WithSummary("Makes the previous champion active again.");
        models.MapPost("/{id}/deprecate", Deprecate).OfRecord(ModelRecords.ById)
            .WithName("DeprecateModel").WithSummary("Marks a version as one to move away from.");
        models.MapPost("/{id}/retire", Retire).OfRecord(ModelRecords.ById)
            .WithName("RetireModel").WithSummary("Ends a version for good; it answers 410 from then on.");
        models.MapPost("/{id}/suspend", Suspend).OfRecord(ModelRecords.ById)
            .WithName("SuspendModel").WithSummary("Stops all versions from serving until resumed.");
        models.MapPost("/{id}/resume", Resume).OfRecord(ModelRecords.ById)
            .WithName("ResumeModel").WithSummary("Ends a suspension.");
        models.MapPut("/{id}/aliases/{alias}", SetAlias).OfRecord(ModelRecords.ById)
            .WithName("SetModelAlias").WithSummary("Lets a name stand for a version.");
        models.MapPut("/{id}/logging", SetLogging).OfRecord(ModelRecords.ById).WithName("SetModelLogging")
            .WithSummary("When predictions are acknowledged: after the disk has them (durable), or at once (async: a crash loses at most 100 ms).");
        routes.MapPost("/api/export/model", ModelExports.Export).WithTags("Models").WithName("ExportModel")
            .WithSummary("Writes a version as ONNX, PMML 4.4, C# source or its package; refused by name of the part that has no form there.");
        return models;
    }

    private static Task<Listing<ModelListing>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<ModelListing>(catalogue, caller, CatalogueKinds.Model, cancel);

    private static async Task<Results<Ok<ModelReport>, Ok<VersionReport>, Problem>> Get(ModelId id, Caller caller, IGrainFactory grains)
    {
        var model = grains.Model(id.Key(caller.Workspace));
        if (id.Reference is not null) return Either(await model.GetVersionAsync(id.Reference));
        return Either(await model.GetAsync());
    }

    private static Task<Results<NoContent, Problem>> Delete(ModelId id, Caller caller, IGrainFactory grains) =>
        grains.Model(id.Key(caller.Workspace)).DeleteAsync().ToNoContent();

    private static async Task<Results<Listing<VersionListing>, Problem>> ListVersions(
        ModelId id, ListRequest list, Caller caller, IGrainFactory grains, ICatalogue catalogue, CancellationToken cancel)
    {
        var model = await grains.Model(id.Key(caller.Workspace)).GetAsync();
        if (!model.Accepted) return new Problem(model.Refusal);
        return await (list with { Filters = list.Filters.Add(new("model", FilterOperator.Equal, id.Name)), Sort = list.Sort ?? "number" })
            .AnswerAsync<VersionListing>(catalogue, caller, CatalogueKinds.ModelVersion, cancel);
    }

    private static async Task<Results<Ok<ModelEvaluation>, Problem>> GetMetrics(ModelId id, Caller caller, IGrainFactory grains) =>
        (await grains.Model(id.Key(caller.Workspace)).GetVersionAsync(id.Reference)).Map(version => version.Registration.Evaluation).ToHttp();

    private static Task<Results<Ok<ModelHistory>, Problem>> GetHistory(ModelId id, DateTimeOffset? at, Caller caller, IGrainFactory grains) =>
        grains.Model(id.Key(caller.Workspace)).HistoryAsync(at).ToHttp();

    private static async Task<Results<FileStreamHttpResult, Problem>> Download(
        ModelId id, Caller caller, IGrainFactory grains, IBlobStore blobs, CancellationToken cancel)
    {
        if (caller.Principal.Refuse(Permission.ModelsExport, (ConditionAttribute.Model, id.Name)) is { } barred) return new Problem(barred);
        var version = await grains.Model(id.Key(caller.Workspace)).GetVersionAsync(id.Reference);
        if (!version.Accepted) return new Problem(version.Refusal);
        var package = await blobs.OpenAsync(version.Value.Registration.Package, cancel);
        return package is null
            ? new Problem(410, "models.package-gone", "The package of this version is no longer stored.")
            : TypedResults.Stream(package, "application/octet-stream", $"{id.Name}-{version.Value.Number}.kolosal");
    }

    private static Task<Results<Ok<ValidationReport>, Problem>> Verify(ModelId id, Caller caller, IGrainFactory grains) =>
        grains.Model(id.Key(caller.Workspace)).CheckAsync(id.Reference).ToHttp();

    private static Task<Results<Ok<ValidationReport>, Problem>> Validate(ModelId id, Caller caller, IGrainFactory grains) =>
        grains.Model(id.Key(caller.Workspace)).ValidateAsync(id.Reference).ToHttp();

    private static Task<Results<Ok<ModelReport>, Problem>> Promote(ModelId id, PromoteModelRequest request, Caller caller, IGrainFactory grains) =>
        grains.Model(id.Key(caller.Workspace))
            .PromoteAsync(new(request.Version ?? 0, request.Stage, caller.Principal, request.Note, id.Reference, request.Remedies)).ToHttp();

    private static Task<Results<Ok<ModelReport>, Problem>> Rollback(
        ModelId id, NoteRequest request, CommandKey command, Caller caller, IGrainFactory grains) =>
        grains.Model(id.Key(caller.Workspace)).RollbackAsync($"rollback-{command.Digits}", request.Note).ToHttp();

    private static Task<Results<Ok<ModelReport>, Problem>> Deprecate(ModelId id, NoteRequest request, Caller caller, IGrainFactory grains) =>
        grains.Model(id.Key(caller.Workspace)).DeprecateAsync(id.Reference, request.Note).ToHttp();

    private static Task<Results<Ok<ModelReport>, Problem>> Retire(ModelId id, NoteRequest request, Caller caller, IGrainFactory grains) =>
        grains.Model(id.Key(caller.Workspace)).RetireAsync(id.Reference, request.Note).ToHttp();

    private static Task<Results<Ok<ModelReport>, Problem>> Suspend(ModelId id, NoteRequest request, Caller caller, IGrainFactory grains) =>
        grains.Model(id.Key(caller.Workspace)).SuspendAsync(request.Note).ToHttp();

    private static Task<Results<Ok<ModelReport>, Problem>> Resume(ModelId id, NoteRequest request, Caller caller, IGrainFactory grains) =>
        grains.Model(id.Key(caller.Workspace)).ResumeAsync(request.Note).ToHttp();

    private static Task<Results<Ok<ModelReport>, Problem>> SetAlias(
        ModelId id, string alias, SetAliasRequest request, Caller caller, IGrainFactory grains) =>
        grains.Model(id.Key(caller.Workspace)).SetAliasAsync(alias, request.Version).ToHttp();

    private static Task<Results<Ok<ModelReport>, Problem>> SetLogging(ModelId id, SetLoggingRequest request, Caller caller, IGrainFactory grains) =>
        grains.Model(id.Key(caller.Workspace)).SetLoggingAsync(request.Logging).ToHttp();

    private static Results<Ok<ModelReport>, Ok<VersionReport>, Problem> Either(Result<ModelReport> model) =>
        model.Accepted ? TypedResults.Ok(model.Value) : new Problem(model.Refusal);

    private static Results<Ok<ModelReport>, Ok<VersionReport>, Problem> Either(Result<VersionReport> version) =>
        version.Accepted ? TypedResults.Ok(version.Value) : new Problem(version.Refusal);
}
