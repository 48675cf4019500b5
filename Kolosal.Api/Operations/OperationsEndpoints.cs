using Kolosal.Http;
using Kolosal.Storage.Retention;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Dashboard;

namespace Kolosal.Operations;

internal static class OperationsEndpoints
{
    private static readonly ImmutableSortedDictionary<string, string> None = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>When to ask again, in seconds: as often as an orchestrator probes.</summary>
    private const string ProbeAgainSeconds = "5";

    public static IEndpointRouteBuilder MapOperations(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", () => TypedResults.Redirect("/docs")).ExcludeFromDescription();
        routes.MapGet("/health/live", () => TypedResults.Ok(new HealthAnswer("healthy", None, None)))
            .WithTags("Operations")
            .WithName("GetLiveness").WithSummary("The process answers.");
        routes.MapGet("/health/ready", GetReadiness).WithTags("Operations")
            .WithName("GetReadiness").WithSummary(
                "Engine and storage answer; 503 names what does not. What is degraded serves all the same, and the details say what is wrong.");

        // Of this process, in Prometheus' text format; a scraper sends its API key as a bearer token.
        routes.MapPrometheusScrapingEndpoint("/metrics").WithMetadata(new HttpMethodMetadata([HttpMethods.Get]));
        routes.MapGet("/api/system/status", GetStatus).WithTags("Operations")
            .WithName("GetSystemStatus").WithSummary("Engine, silos, activations, queues; memory, threads and collections of this process.");
        routes.MapGet("/api/cluster", GetCluster).WithTags("Operations")
            .WithName("GetCluster").WithSummary("The silos and what runs in them.");
        routes.MapOpenApiDocument();
        if (routes.ServiceProvider.GetRequiredService<IConfiguration>() is var configuration && DashboardOptions.Of(configuration).Enabled)
            routes.MapOrleansDashboard("/dashboard").ExcludeFromDescription();
        return routes;
    }

    private static async Task<JsonHttpResult<HealthAnswer>> GetReadiness(
        HealthCheckService health, HttpResponse response, CancellationToken cancel)
    {
        var report = await health.CheckHealthAsync(cancel);
        if (report.Status == HealthStatus.Unhealthy) response.Headers.RetryAfter = ProbeAgainSeconds;
        var checks = report.Entries.ToImmutableSortedDictionary(entry => entry.Key, entry => WireJson.Word(entry.Value.Status));
        return TypedResults.Json(
            new HealthAnswer(WireJson.Word(report.Status), checks, Reasons(report)),
            statusCode: report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    private static ImmutableSortedDictionary<string, string> Reasons(HealthReport report) => report.Entries
        .Where(entry => entry.Value.Status != HealthStatus.Healthy)
        .ToImmutableSortedDictionary(entry => entry.Key, entry => entry.Value switch
        {
            { Exception: { } fault } => Http.Faults.ToProblem(fault) is var problem ? $"{problem.Code}: {problem.Detail}" : "",
            { Description: { Length: > 0 } said } => said,
            _ => "It did not answer in time.",
        });

    private static async Task<Ok<SystemStatus>> GetStatus(
        IEngineStatus engine, TimeProvider clock, IServiceProvider services, CancellationToken cancel) =>
        TypedResults.Ok(SystemStatus.Of(await engine.ReadAsync(cancel), clock, services.GetService<IDiskForecasts>()?.Read()));

    private static async Task<Ok<EngineStatus>> GetCluster(IEngineStatus engine, CancellationToken cancel) =>
        TypedResults.Ok(await engine.ReadAsync(cancel));
}

/// <param name="Status">healthy, degraded or unhealthy.</param>
/// <param name="Checks">The same for each part that was asked.</param>
/// <param name="Reasons">Of each part that is not healthy, what is wrong: a code and a sentence.</param>
internal sealed record HealthAnswer(
    string Status, ImmutableSortedDictionary<string, string> Checks, ImmutableSortedDictionary<string, string> Reasons);
