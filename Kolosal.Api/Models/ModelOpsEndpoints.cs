using System.Text.Json;
using Kolosal.Access;
using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Models;

/// <summary>The registry under the names of the trust fabric: every version of every model, drafts among them.</summary>
internal static class ModelOpsEndpoints
{
    public static RouteGroupBuilder MapModelOps(this IEndpointRouteBuilder routes)
    {
        var models = routes.MapGroup("/api/modelops/models").WithTags("Models");
        models.MapPost("/", Draft).WithName("DraftModelVersion").WithSummary("Records a version that has no package yet.");
        models.MapGet("/", List).WithName("ListModelOpsModels").WithSummary("Versions by name, status, author, trainer and task.");
        models.MapGet("/{id}", Get).WithName("GetModelOpsModel").WithSummary("One version, with the statuses that may follow.");
        models.MapPatch("/{id}/status", ChangeStatus).OfRecord(ModelRecords.ByIdsName).WithName("ChangeModelOpsStatus")
            .WithSummary("Takes a version one step of its transition table further; to approved, staging and active on evidence alone.");
        return models;
    }

    private static async Task<Results<Created<ModelOpsModel>, Problem>> Draft(
        DraftModelRequest request, CommandKey command, Caller caller, IGrainFactory grains)
    {
        if (!ModelId.IsName(request.Name))
            return new Problem(Refusal.Invalid("models.malformed-name",
                $"A model's name is 1 to 128 letters, digits, '.', '_' and '-', and begins with a letter or digit; got '{request.Name}'."));
        var model = grains.Model(new(caller.Workspace, request.Name));
        var drafted = await model.DraftAsync(
            command.Text, new(caller.Subject, request.Description ?? "", request.RunId, request.Framework));
        if (!drafted.Accepted) return new Problem(drafted.Refusal);
        return (await model.GetAsync()).Map(report => ModelOpsModel.Of(request.Name, report.Versions[drafted.Value - 1]))
            .ToCreated(version => $"/api/modelops/models/{version.Id}");
    }

    private static Task<Listing<VersionListing>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        (list with
        {
            Filters = [.. list.Filters.Select(filter => filter with { Field = Own(filter.Field) })],
            Sort = list.Sort is { } sort ? sort.StartsWith('-') ? $"-{Own(sort[1..])}" : Own(sort) : null,
        }).AnswerAsync<VersionListing>(catalogue, caller, CatalogueKinds.ModelVersion, cancel, entries => Task.FromResult(
            entries.Select(entry => entry with
            {
                Document = JsonSerializer.Serialize(
                    ModelOpsModel.Of(JsonSerializer.Deserialize<VersionListing>(entry.Document, WireJson.Options)!), WireJson.Options),
            }).ToImmutableArray()));

    private static async Task<Results<Ok<ModelOpsModel>, Problem>> Get(ModelId id, Caller caller, IGrainFactory grains)
    {
        var model = await grains.Model(id.Key(caller.Workspace)).GetAsync();
        if (!model.Accepted) return new Problem(model.Refusal);
        return ModelOpsModel.Find(model.Value, id).Map(version => ModelOpsModel.Of(id.Name, version)).ToHttp();
    }

    private static async Task<Results<Ok<ModelOpsModel>, Problem>> ChangeStatus(
        ModelId id, ChangeModelStatusRequest request, Caller caller, IGrainFactory grains)
    {
        var model = grains.Model(id.Key(caller.Workspace));
        var before = await model.GetAsync();
        if (!before.Accepted) return new Problem(before.Refusal);
        var meant = ModelOpsModel.Find(before.Value, id);
        if (!meant.Accepted) return new Problem(meant.Refusal);
        var changed = await model.ChangeStatusAsync(new($"{meant.Value.Number}", request.Status, caller.Principal, request.Note));
        return changed.Map(report => ModelOpsModel.Of(id.Name, report.Versions[meant.Value.Number - 1])).ToHttp();
    }

    /// <summary>The registry's own name of a member.</summary>
    private static string Own(string member) => member switch
    {
        "name" => "model",
        "version" => "number",
        "created_at" => "registered_at",
        _ => member,
    };
}
