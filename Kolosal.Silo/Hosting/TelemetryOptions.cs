using System.ComponentModel.DataAnnotations;
using OpenTelemetry.Exporter;

namespace Kolosal.Hosting;

/// <summary>Section <c>Kolosal:Telemetry</c>. What it does not name, OpenTelemetry's own variables (<c>OTEL_*</c>) decide.</summary>
public sealed class TelemetryOptions
{
    public const string Section = "Kolosal:Telemetry";

    /// <summary>
    /// Collector that traces and metrics are sent to over OTLP; <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> does the same. Default: none, so nothing is
    /// sent.
    /// </summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>How the collector is spoken to: Grpc or HttpProtobuf. Default: what <c>OTEL_EXPORTER_OTLP_PROTOCOL</c> says, else Grpc.</summary>
    public OtlpExportProtocol? OtlpProtocol { get; set; }

    /// <summary>Share of traces that are kept, 0 to 1, where the caller has not decided already. Default: 0.1.</summary>
    [Range(0.0, 1.0)]
    public double TraceShare { get; set; } = 0.1;
}
