using Kolosal.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kolosal;

/// <summary>A silo without a front door: it joins the others and trains, serves and watches for them. Over HTTP it answers probes only.</summary>
internal static class SiloProgram
{
    public static Task Main(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddKolosalLogging();
        builder.AddKolosalTelemetry();
        builder.AddKolosalSilo();

        var app = builder.Build();
        app.MapGet("/health/live", () => Results.Ok());
        app.MapGet("/health/ready", async (HealthCheckService health, CancellationToken cancel) =>
            (await health.CheckHealthAsync(cancel)).Status == HealthStatus.Healthy
                ? Results.Ok() : Results.StatusCode(StatusCodes.Status503ServiceUnavailable));
        return app.RunAsync();
    }
}
