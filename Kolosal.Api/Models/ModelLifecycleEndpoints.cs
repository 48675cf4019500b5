using Kolosal.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Models;

/// <summary>What a promotion needs, who approved, and how versions and models end.</summary>
internal static class ModelLifecycleEndpoints
{
    public static RouteGroupBuilder MapModelLifecycle(this IEndpointRouteBuilder routes)
    {
        var models = routes.MapGroup("/api/models").WithTags("Models");
        models.MapGet("/{id}/policy", GetPolicy).WithName("GetModelPolicy")
            .WithSummary("What a promotion of the model needs, and whether the model, the workspace or nobody said so.");
        models.MapPut("/{id}/policy", SetPolicy).OfRecord(ModelRecords.ByIdsName).WithName("SetModelPolicy")
            .WithSummary("Sets what a promotion of the model needs, in place of the workspace's policy; the former stays in the history.");
        models.MapGet("/{id}/validation", GetValidation).WithName("GetModelValidation")
            .WithSummary("The last validation of a version with its bundle.");
        models.MapGet("/{id}/evidence", GetEvidence).WithName("GetModelEvidence").WithSummary("What features found out about a version.");
        models.MapPost("/{id}/approve", Approve).OfRecord(ModelRecords.ById).WithName("ApproveModel")
            .WithSummary("Keeps the caller's word that a version may serve; not the author's.");
        models.MapGet("/{id}/governance", GetGovernance).WithName("GetModelGovernance")
            .WithSummary("Approvals, retirement dates, conditions of aliases, drafts.");
        models.MapPut("/{id}/sunset", SetSunset).OfRecord(ModelRecords.ById).WithName("SetModelSunset")
            .WithSummary("Sets when a version retires by itself; null takes the date back.");
        models.MapPost("/{id}/archive", Archive).OfRecord(ModelRecords.ByIdsName).WithName("ArchiveModel")
            .WithSummary("Archives a model: it answers 410, and its packages are deleted after the time of retention.");
        models.MapPost("/{id}/unarchive", Unarchive).OfRecord(ModelRecords.ByIdsName).WithName("UnarchiveModel")
            .WithSummary("Takes a model out of the archive.");
        models.MapPut("/{id}/aliases/{alias}/rule", SetAliasRule).OfRecord(ModelRecords.ByIdsName).WithName("SetModelAliasRule")
            .WithSummary("Says who may set an alias, and onto versions of which status.");
        models.MapDelete("/{id}/aliases/{alias}/rule", ClearAliasRule).WithName("ClearModelAliasRule")
            .WithSummary("Takes the conditions of an alias away.");
        models.MapGet("/{id}/card/history", GetCardHistory).WithName("GetModelCardHistory")
            .WithSummary("The latest 100 revisions of what people wrote on the card.");
        routes.MapGet("/api/modelops/promotion-policy", GetWorkspacePolicy).WithTags("Models").WithName("GetPromotionPolicy")
            .WithSummary("What a promotion needs of models that have no policy of their own.");
        routes.MapPut("/api/modelops/promotion-policy", SetWorkspacePolicy).WithTags("Models").WithName("SetPromotionPolicy")
            .WithSummary("Sets what a promotion needs of models that have no policy of their own; the former stays in the history.");
        return models;
    }

    private static async Task<Results<Ok<PromotionPolicyReport>, StatusCodeHttpResult, Problem>> GetPolicy(
        ModelId id, HttpContext context, Caller caller, IGrainFactory grains)
    {
        var model = await grains.Model(id.Key(caller.Workspace)).GetGovernanceAsync();
        if (!model.Accepted) return new Problem(model.Refusal);
        return await grains.PromotionPolicy(caller.Workspace, id.Name).GetAsync().ToDocument(context, policy => policy.Revision);
    }

    private static Task<Results<Ok<PromotionPolicyReport>, StatusCodeHttpResult, Problem>> SetPolicy(
        ModelId id, SetPromotionPolicyRequest request, IfMatch ifMatch, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.PromotionPolicy(caller.Workspace, id.Name).SetAsync(request.ToPolicy(), request.Note, ifMatch.Revision)
            .ToDocument(context, policy => policy.Revision);

    private static Task<Results<Ok<PromotionPolicyReport>, StatusCodeHttpResult, Problem>> GetWorkspacePolicy(
        HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.PromotionPolicy(caller.Workspace).GetAsync().ToDocument(context, policy => policy.Revision);

    private static Task<Results<Ok<PromotionPolicyReport>, StatusCodeHttpResult, Problem>> SetWorkspacePolicy(
        SetPromotionPolicyRequest request, IfMatch ifMatch, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.PromotionPolicy(caller.Workspace).SetAsync(request.ToPolicy(), request.Note, ifMatch.Revision)
            .ToDocument(context, policy => policy.Revision);

    private static async Task<Results<Ok<ValidationReport>, Problem>> GetValidation(ModelId id, Caller caller, IGrainFactory grains)
    {
        var model = await grains.Model(id.Key(caller.Workspace)).GetAsync();
        if (!model.Accepted) return new Problem(model.Refusal);
        var version = ModelOpsModel.Find(model.Value, id);
        if (!version.Accepted) return new Problem(version.Refusal);
        return version.Value.Validation is { } validation ? TypedResults.Ok(validation) : new Problem(Refusal.NotFound("models.not-validated",
            $"Version {version.Value.Number} of '{id.Name}' was never validated; POST /api/models/{id.Name}:{version.Value.Number}/validate does."));
    }

    private static async Task<Results<Ok<EvidenceList>, Problem>> GetEvidence(ModelId id, Caller caller, IGrainFactory grains)
    {
        var card = await grains.Model(id.Key(caller.Workspace)).GetCardAsync(id.Reference);
        return card.Map(found => new EvidenceList(found.Version, found.PackageSha256, found.Evidence ?? [])).ToHttp();
    }

    private static Task<Results<Ok<ModelGovernance>, Problem>> Approve(ModelId id, NoteRequest request, Caller caller, IGrainFactory grains) =>
        grains.Model(id.Key(caller.Workspace)).ApproveAsync(id.Reference, caller.Principal, request.Note).ToHttp();

    private static Task<Results<Ok<ModelGovernance>, Problem>> GetGovernance(ModelId id, Caller caller, IGrainFactory grains) =>
        grains.Model(id.Key(caller.Workspace)).GetGovernanceAsync().ToHttp();

    private static Task<Results<Ok<ModelGovernance>, Problem>> SetSunset(
        ModelId id, SetSunsetRequest request, Caller caller, IGrainFactory grains) =>
        grains.Model(id.Key(caller.Workspace)).SetSunsetAsync(id.Reference, request.At, request.Note).ToHttp();

    private static Task<Results<Ok<ModelGovernance>, Problem>> Archive(ModelId id, NoteRequest request, Caller caller, IGrainFactory grains) =>
        grains.Model(id.Key(caller.Workspace)).ArchiveAsync(request.Note).ToHttp();

    private static Task<Results<Ok<ModelGovernance>, Problem>> Unarchive(ModelId id, NoteRequest request, Caller caller, IGrainFactory grains) =>
        grains.Model(id.Key(caller.Workspace)).UnarchiveAsync(request.Note).ToHttp();

    private static Task<Results<Ok<ModelGovernance>, Problem>> SetAliasRule(
        ModelId id, string alias, SetAliasRuleRequest request, Caller caller, IGrainFactory grains) =>
        grains.Model(id.Key(caller.Workspace)).SetAliasRuleAsync(alias, new(request.Roles ?? [], request.Statuses ?? [])).ToHttp();

    private static Task<Results<Ok<ModelGovernance>, Problem>> ClearAliasRule(ModelId id, string alias, Caller caller, IGrainFactory grains) =>
        grains.Model(id.Key(caller.Workspace)).SetAliasRuleAsync(alias, null).ToHttp();

    private static async Task<Results<Ok<CardHistory>, Problem>> GetCardHistory(ModelId id, Caller caller, IGrainFactory grains) =>
        (await grains.Model(id.Key(caller.Workspace)).GetCardHistoryAsync(id.Reference)).Map(revisions => new CardHistory(revisions)).ToHttp();
}

/// <summary>What features found out about a version.</summary>
/// <param name="Version">The version's number.</param>
/// <param name="PackageSha256">Its package.</param>
/// <param name="Items">One of each kind and source.</param>
internal sealed record EvidenceList(int Version, string PackageSha256, ImmutableArray<EvidenceItem> Items);

/// <param name="Items">Oldest first.</param>
internal sealed record CardHistory(ImmutableArray<CardRevision> Items);
