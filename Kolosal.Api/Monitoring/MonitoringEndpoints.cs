using Kolosal.Audit;
using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Monitoring;

/// <summary>All models at a glance, and what happens to them as it happens.</summary>
internal static class MonitoringEndpoints
{
    private static readonly ImmutableArray<string> Concerning =
        ["slo.", "drift.", "fairness.", "incident.", "model.", "feedback.", "alert.", "alerts.", "retraining."];

    public static RouteGroupBuilder MapMonitoring(this IEndpointRouteBuilder routes)
    {
        var monitoring = routes.MapGroup("/api/monitoring").WithTags("Monitoring");

        monitoring.MapGet("/dashboard", GetDashboard).WithName("GetMonitoringDashboard").WithSummary(
            "Every model by name: traffic, errors, latency, service levels, drift, fairness, quality, open incidents. "
            + "?after= the last model of a page goes on behind it; other parameters filter by the model's fields.");
        monitoring.MapGet("/events", GetEvents).WithName("GetMonitoringEvents").WithSummary(
            "What happens to models, monitors and incidents, as server-sent events; goes on after Last-Event-ID, else begins now.");
        return monitoring;
    }

    private static async Task<Ok<MonitoringDashboard>> GetDashboard(
        ListRequest list, Caller caller, ICatalogue catalogue, TimeProvider clock, CancellationToken cancel) =>
        TypedResults.Ok(await new DashboardReader(catalogue, caller.Workspace).ReadAsync(list, clock.GetUtcNow(), cancel));

    private static EventStream GetEvents(LastEventId last, Caller caller, ICatalogue catalogue, TimeProvider clock, CancellationToken cancel) =>
        new(new TrailEvents(catalogue, caller.Workspace, clock, Concerning).FollowAsync(last.Number, cancel));
}
