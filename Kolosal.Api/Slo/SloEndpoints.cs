using System.Text.Json;
using Kolosal.Http;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Slo;

internal static class SloEndpoints
{
    /// <summary>An objective that nobody has changed is listed nowhere; its model is.</summary>
    private static readonly PathRecord Model = PathRecord.Of("id", CatalogueKinds.Model, _ => SloId.NotFound, id =>
        SloId.TryParse(id, out var slo) ? slo.Model : null);

    public static RouteGroupBuilder MapSlo(this IEndpointRouteBuilder routes)
    {
        var slos = routes.MapGroup("/api/monitoring").WithTags("Service levels");

        slos.MapGet("/slo", List).WithName("ListSloMonitors").WithSummary("Every model's service levels: budgets, burn rates, latency quantiles.");
        slos.MapGet("/slo/{model_id}", Get).OfRecord(ModelRecords.ByName).WithName("GetSloMonitor").WithSummary("One model's service levels now.");
        slos.MapGet("/slos", ListObjectives).WithName("ListSlos").WithSummary("Every objective as it stood at its last change of state.");
        slos.MapGet("/slos/{id}", GetObjective).OfRecord(Model).WithName("GetSlo").WithSummary("One objective with its budget and burn rates now.");
        slos.MapPost("/slos", Define).WithName("DefineSlo")
            .WithSummary("Promises something of a model; the same name replaces the promise. Also as an OpenSLO v1 document in YAML.")
            .Accepts<DefineSloRequest>("application/json", "application/yaml", "application/x-yaml")
            .WithMetadata(new BodyTranslation(OpenSloWriter.IsYaml, yaml => OpenSloReader.ToJson(yaml)));
        return slos;
    }

    private static Task<Listing<SloMonitor>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<SloMonitor>(catalogue, caller, CatalogueKinds.SloMonitor, cancel);

    private static Task<Results<Ok<SloMonitor>, Problem>> Get(string model_id, Caller caller, IGrainFactory grains) =>
        grains.SloMonitor(new(caller.Workspace, model_id)).GetAsync().ToHttp();

    private static async Task<Results<Listing<SloStanding>, ContentHttpResult>> ListObjectives(
        ListRequest list, Caller caller, HttpRequest request, ICatalogue catalogue, CancellationToken cancel)
    {
        if (!OpenSloWriter.Wanted(request))
            return await list.AnswerAsync<SloStanding>(catalogue, caller, CatalogueKinds.ServiceLevelObjective, cancel);
        var page = await list.PageAsync<SloStanding>(catalogue, caller, CatalogueKinds.ServiceLevelObjective, cancel);
        return Yaml(page.Items.Select(entry => JsonSerializer.Deserialize<SloStanding>(entry.Document, WireJson.Options)!.Objective));
    }

    private static async Task<Results<Ok<SloStanding>, ContentHttpResult, Problem>> GetObjective(
        string id, Caller caller, HttpRequest request, IGrainFactory grains)
    {
        if (!SloId.TryParse(id, out var slo)) return new Problem(SloId.NotFound);
        var standing = await grains.SloMonitor(new(caller.Workspace, slo.Model)).GetObjectiveAsync(id);
        if (!standing.Accepted) return new Problem(standing.Refusal);
        return OpenSloWriter.Wanted(request) ? Yaml([standing.Value.Objective]) : TypedResults.Ok(standing.Value);
    }

    private static async Task<Results<Created<SloStanding>, Problem>> Define(DefineSloRequest request, Caller caller, IGrainFactory grains)
    {
        var objective = request.ToObjective();
        if (!objective.Accepted) return new Problem(objective.Refusal);
        return await grains.SloMonitor(new(caller.Workspace, request.ModelId)).DefineAsync(objective.Value)
            .ToCreated(standing => $"/api/monitoring/slos/{Uri.EscapeDataString(standing.SloId)}");
    }

    private static ContentHttpResult Yaml(IEnumerable<SloObjective> objectives) =>
        TypedResults.Content(OpenSloWriter.Write(objectives), OpenSloWriter.ContentType);
}
