using Kolosal.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Alerts;

internal static class AlertEndpoints
{
    public static RouteGroupBuilder MapAlerts(this IEndpointRouteBuilder routes)
    {
        var alerts = routes.MapGroup("/api/monitoring").WithTags("Alerts");

        alerts.MapGet("/alerts", List).WithName("ListAlerts").WithSummary(
            "Everything that fires, waits or was resolved within a day, the gravest first.");
        alerts.MapGet("/alerts/{id}", Get).WithName("GetAlert").WithSummary("One alert, and what keeps it from being told.");
        alerts.MapGet("/alert-rules", ListRules).WithName("ListAlertRules").WithSummary("The rules, those that came with the platform among them.");
        alerts.MapGet("/alert-rules/{id}", GetRule).WithName("GetAlertRule").WithSummary("One rule, and the worst of its alerts.");
        alerts.MapPut("/alert-rules/{id}", SetRule).WithName("SetAlertRule").WithSummary("Makes a rule, or replaces it.");
        alerts.MapDelete("/alert-rules/{id}", RemoveRule).WithName("DeleteAlertRule").WithSummary("Ends a rule and its alerts.");
        alerts.MapGet("/silences", ListSilences).WithName("ListSilences").WithSummary("The silences that hold, and those that ended lately.");
        alerts.MapPost("/silences", BeginSilence).WithName("CreateSilence").WithSummary("Keeps alerts from being told for a while.");
        alerts.MapDelete("/silences/{id}", EndSilence).WithName("DeleteSilence").WithSummary("Ends a silence now.");
        return alerts;
    }

    private static async Task<Ok<AlertBoard>> List(Caller caller, IGrainFactory grains) => TypedResults.Ok(await Desk(caller, grains).ListAsync());

    private static Task<Results<Ok<Alert>, Problem>> Get(string id, Caller caller, IGrainFactory grains) =>
        Desk(caller, grains).GetAsync(id).ToHttp();

    private static async Task<Ok<AlertRuleList>> ListRules(Caller caller, IGrainFactory grains)
    {
        var rules = await Desk(caller, grains).ListRulesAsync();
        return TypedResults.Ok(new AlertRuleList(rules, rules.Length));
    }

    private static Task<Results<Ok<AlertRule>, StatusCodeHttpResult, Problem>> GetRule(
        string id, HttpContext context, Caller caller, IGrainFactory grains) =>
        Desk(caller, grains).GetRuleAsync(id).ToDocument(context, rule => rule.Revision);

    private static Task<Results<Ok<AlertRule>, StatusCodeHttpResult, Problem>> SetRule(
        string id, SetAlertRuleRequest request, IfMatch ifMatch, HttpContext context, Caller caller, IGrainFactory grains) =>
        Desk(caller, grains).SetRuleAsync(id, request.ToSpec(), ifMatch.Revision).ToDocument(context, rule => rule.Revision);

    private static Task<Results<NoContent, Problem>> RemoveRule(string id, Caller caller, IGrainFactory grains) =>
        Desk(caller, grains).RemoveRuleAsync(id).ToNoContent();

    private static async Task<Ok<SilenceList>> ListSilences(Caller caller, IGrainFactory grains)
    {
        var silences = await Desk(caller, grains).ListSilencesAsync();
        return TypedResults.Ok(new SilenceList(silences, silences.Length));
    }

    private static Task<Results<Created<Silence>, Problem>> BeginSilence(
        SilenceRequest request, CommandKey command, Caller caller, IGrainFactory grains) =>
        Desk(caller, grains).SilenceAsync(command.Name("sil"), request.ToSpec()).ToCreated(silence => $"/api/monitoring/silences/{silence.Id}");

    private static Task<Results<Ok<Silence>, Problem>> EndSilence(string id, Caller caller, IGrainFactory grains) =>
        Desk(caller, grains).EndSilenceAsync(id).ToHttp();

    private static IAlertDeskGrain Desk(Caller caller, IGrainFactory grains) => grains.AlertDesk(caller.Workspace);
}
