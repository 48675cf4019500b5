using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Instrumentation.AspNetCore;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Kolosal.Hosting;

/// <summary>Metrics for Prometheus always; traces and metrics over OTLP once there is somewhere to send them.</summary>
public static class TelemetryHosting
{
    private static readonly string[] Meters = ["Kolosal.*", "Microsoft.Orleans", "Npgsql"];

    private static readonly string[] Sources = ["Kolosal.*", "Microsoft.Orleans.Application"];

    public static WebApplicationBuilder AddKolosalTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<TelemetryOptions>().BindConfiguration(TelemetryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        var options = builder.Configuration.GetSection(TelemetryOptions.Section).Get<TelemetryOptions>() ?? new TelemetryOptions();
        bool sends = options.OtlpEndpoint is not null || !string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);

        string? version = typeof(TelemetryHosting).Assembly.GetName().Version?.ToString(3);
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("kolosal", serviceVersion: version))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Meters).AddAspNetCoreInstrumentation().AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation().AddProcessInstrumentation().AddView(ExportedMetrics.Of)
                    .AddPrometheusExporter(prometheus => prometheus.ScopeInfoEnabled = false); // the names say whose they are
                if (sends) metrics.AddOtlpExporter(otlp => Address(otlp, options, "metrics"));
            });

        // Spans that nobody collects would only cost.
        if (sends) telemetry.WithTracing(traces => traces
            .AddSource(Sources).AddAspNetCoreInstrumentation(NameByRoute).AddHttpClientInstrumentation().AddNpgsql()
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TraceShare)))
            .AddOtlpExporter(otlp => Address(otlp, options, "traces")));
        return builder;
    }

    // Over HTTP each signal has a path of its own, which the exporter adds to an address from the environment only.
    private static void Address(OtlpExporterOptions otlp, TelemetryOptions options, string signal)
    {
        if (options.OtlpProtocol is { } protocol) otlp.Protocol = protocol;
        if (options.OtlpEndpoint is { } endpoint)
            otlp.Endpoint = otlp.Protocol == OtlpExportProtocol.HttpProtobuf ? new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/v1/{signal}") : endpoint;
    }

    // The pattern and never the path or the query: those may carry personal data, and their number has no bound.
    private static void NameByRoute(AspNetCoreTraceInstrumentationOptions requests) => requests.EnrichWithHttpRequest = (span, _) =>
    {
        span.SetTag("url.path", null);
        span.SetTag("url.query", null);
    };
}
