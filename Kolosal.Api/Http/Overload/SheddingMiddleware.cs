using Microsoft.AspNetCore.Routing;

namespace Kolosal.Http;

/// <summary>Refuses telemetry while predictions need all there is. Behind the gate: who may not ask learns nothing of the load.</summary>
internal sealed class SheddingMiddleware(RequestDelegate next, ServingLoad load)
{
    /// <summary>Beginnings of routes that record or read figures; what they are about can be sent or asked again.</summary>
    private static readonly (string Method, string Begins)[] Telemetry =
    [
        ("POST", "/api/predict/feedback"), ("GET", "/api/predict/stats/"), ("GET", "/api/predict/traffic/"), ("GET", "/api/monitoring/"),
        ("POST", "/api/runs/{run_id}/metrics"), ("POST", "/api/runs/{run_id}/params"), ("POST", "/api/runs/{run_id}/tags"),
        ("POST", "/api/2.0/mlflow/runs/log-"), ("GET", "/api/2.0/mlflow/metrics/"),
    ];

    public Task InvokeAsync(HttpContext context) =>
        IsTelemetry(context) && load.RefuseTelemetry() is { } refusal ? refusal.ExecuteAsync(context) : next(context);

    private static bool IsTelemetry(HttpContext context)
    {
        if (context.GetEndpoint() is not RouteEndpoint { RoutePattern.RawText: { } pattern }) return false;
        foreach (var (method, begins) in Telemetry)
            if (method == context.Request.Method && pattern.StartsWith(begins, StringComparison.Ordinal)) return true;
        return false;
    }
}
