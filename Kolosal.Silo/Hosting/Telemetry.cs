using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Kolosal.Hosting;

/// <summary>Section <c>Kolosal:Telemetry</c>.</summary>
public sealed class TelemetryOptions
{
    public const string Section = "Kolosal:Telemetry";

    /// <summary>Where traces and metrics are sent over OTLP; <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> does the same. Default: nowhere.</summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>Share of traces that are kept, 0 to 1, where the caller has not decided already. Default: 0.1.</summary>
    [System.ComponentModel.DataAnnotations.Range(0.0, 1.0)]
    public double TraceShare { get; set; } = 0.1;
}

/// <summary>Metrics for Prometheus always; traces and metrics over OTLP once there is somewhere to send them.</summary>
public sealed class Telemetry : IHostedService, IDisposable
{
    private static readonly string[] Meters =
        ["Kolosal.*", "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http",
            "System.Runtime"];

    private static readonly string[] Sources = ["Kolosal.*", "Microsoft.AspNetCore", "System.Net.Http", "Microsoft.Orleans.Application"];

    private readonly MeterProvider metrics;
    private readonly TracerProvider? traces;

    public Telemetry(IOptions<TelemetryOptions> options, IConfiguration configuration)
    {
        var (share, endpoint) = (options.Value.TraceShare, options.Value.OtlpEndpoint);
        bool send = endpoint is not null || !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        var resource = ResourceBuilder.CreateDefault().AddService(
            "kolosal", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3));

        Prometheus = new PrometheusReader();
        var measured = OpenTelemetry.Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Meters).AddReader(Prometheus);
        if (send) measured.AddOtlpExporter(otlp => otlp.Endpoint = endpoint ?? otlp.Endpoint);
        metrics = measured.Build();
        if (!send) return;

        traces = OpenTelemetry.Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Sources)
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(share)))
            .AddOtlpExporter(otlp => otlp.Endpoint = endpoint ?? otlp.Endpoint)
            .Build();
    }

    /// <summary>What <c>/metrics</c> answers with.</summary>
    public PrometheusReader Prometheus { get; }

    // A hosted service so that it exists, and listens, before the first request; there is nothing to start beyond that.
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        traces?.Dispose();
        metrics.Dispose();
    }
}

public static class TelemetryHosting
{
    public static WebApplicationBuilder AddKolosalTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<TelemetryOptions>().BindConfiguration(TelemetryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<Telemetry>().AddHostedService(provider => provider.GetRequiredService<Telemetry>());
        return builder;
    }
}
