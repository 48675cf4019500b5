using System.Text.Json.Serialization;
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
        slos.MapPost("/slos", Define).WithName("DefineSlo").WithSummary("Promises something of a model; the same name replaces the promise.");
        return slos;
    }

    private static Task<Listing<SloMonitor>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<SloMonitor>(catalogue, caller, CatalogueKinds.SloMonitor, cancel);

    private static Task<Results<Ok<SloMonitor>, Problem>> Get(string model_id, Caller caller, IGrainFactory grains) =>
        grains.SloMonitor(new(caller.Workspace, model_id)).GetAsync().ToHttp();

    private static Task<Listing<SloStanding>> ListObjectives(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<SloStanding>(catalogue, caller, CatalogueKinds.ServiceLevelObjective, cancel);

    private static Task<Results<Ok<SloStanding>, Problem>> GetObjective(string id, Caller caller, IGrainFactory grains) =>
        SloId.TryParse(id, out var slo)
            ? grains.SloMonitor(new(caller.Workspace, slo.Model)).GetObjectiveAsync(id).ToHttp()
            : Task.FromResult<Result<SloStanding>>(SloId.NotFound).ToHttp();

    private static Task<Results<Created<SloStanding>, Problem>> Define(DefineSloRequest request, Caller caller, IGrainFactory grains) =>
        grains.SloMonitor(new(caller.Workspace, request.ModelId)).DefineAsync(request.ToObjective())
            .ToCreated(standing => $"/api/monitoring/slos/{Uri.EscapeDataString(standing.SloId)}");
}

/// <param name="ModelId">The model's name.</param>
/// <param name="Name">Names the objective among the model's: a-z, 0-9 and -.</param>
/// <param name="Type">availability, error_rate or latency.</param>
/// <param name="Target">Promised share of good requests.</param>
/// <param name="ThresholdMilliseconds">For latency.</param>
/// <param name="WindowDays">Default: 30.</param>
internal sealed record DefineSloRequest(
    [property: JsonRequired] string ModelId, [property: JsonRequired] string Name, [property: JsonRequired] SloType Type,
    [property: JsonRequired] double Target, double? ThresholdMilliseconds = null, int WindowDays = 30)
{
    public SloObjective ToObjective() => new(new SloId(ModelId, Name).ToString(), Type, Target, ThresholdMilliseconds, WindowDays);
}
