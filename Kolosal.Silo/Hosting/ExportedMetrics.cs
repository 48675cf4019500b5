using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace Kolosal.Hosting;

/// <summary>Which instruments go out, and with which labels: those that a rule, a graph or a runbook asks for.</summary>
/// <remarks>
/// Orleans measures itself with some 140 instruments, many of them once for each class of grain, state and queue, most as histograms: more
/// than a megabyte a scrape, and one that grows with the product. Here are the engine's signs of trouble, without those labels. Only
/// instruments that are recorded when something happens lose labels; one that is observed would report one of its readings for the sum.
/// </remarks>
internal static class ExportedMetrics
{
    private const string Engine = "Microsoft.Orleans";

    /// <summary>Bounds for the times of requests, in seconds: around the promises of milliseconds, and up to a time-out.</summary>
    private static readonly double[] RequestBounds = [0.005, 0.025, 0.1, 0.5, 2.5, 30];

    /// <summary>Bounds for the engine's times, in milliseconds.</summary>
    private static readonly double[] EngineBounds = [1, 5, 25, 100, 500, 2_500, 10_000, 30_000];

    /// <summary>Of the engine: recorded, so the labels can be added up.</summary>
    private static readonly FrozenSet<string> Recorded = FrozenSet.ToFrozenSet(
    [
        "orleans-app-requests-latency", "orleans-app-requests-timedout", "orleans-app-requests-canceled",
        "orleans-catalog-activation-latency", "orleans-catalog-activation-created", "orleans-catalog-activation-destroyed",
        "orleans-catalog-activation-failed-to-activate", "orleans-catalog-activation-concurrent-registration-attempts",
        "orleans-storage-read-latency", "orleans-storage-write-latency", "orleans-storage-clear-latency",
        "orleans-storage-read-errors", "orleans-storage-write-errors", "orleans-storage-clear-errors",
        "orleans-messaging-expired", "orleans-messaging-rejected", "orleans-messaging-rerouted", "orleans-messaging-sent-dropped",
        "orleans-messaging-sent-failed", "orleans-messaging-pings-reply-missed", "orleans-gateway-load-shedding",
        "orleans-scheduler-long-running-turns", "orleans-watchdog-health-checks-failed", "orleans-reminders-tardiness",
        "orleans-reminders-ticks-delivered", "orleans-directory-recovery-count", "orleans-networking-sockets-closed",
        "orleans-networking-sockets-opened",
    ]);

    /// <summary>Of the engine: observed, with few labels or none.</summary>
    private static readonly FrozenSet<string> Observed = FrozenSet.ToFrozenSet(
    [
        "orleans-reminders-active", "orleans-gateway-connected-clients",
        "orleans-client-connected-gateways", "orleans-streams-persistent-stream-messages-read", "orleans-streams-persistent-stream-messages-sent",
        "orleans-streams-queue-read-failures", "orleans-streams-queue-cache-under-pressure", "orleans-directory-cache-size",
    ]);

    /// <summary>Meters that only repeat what the server's own figures say, or name types of exceptions.</summary>
    private static readonly FrozenSet<string> Unused = FrozenSet.ToFrozenSet(
    [
        "Microsoft.AspNetCore.Authentication", "Microsoft.AspNetCore.Authorization", "Microsoft.AspNetCore.Routing",
        "Microsoft.AspNetCore.MemoryPool",
    ]);

    /// <returns>How the instrument goes out; null for as it is.</returns>
    public static MetricStreamConfiguration? Of(Instrument instrument)
    {
        if (Unused.Contains(instrument.Meter.Name)) return MetricStreamConfiguration.Drop;
        if (instrument.Name == "http.server.request.duration")
            return new ExplicitBucketHistogramConfiguration
            { Boundaries = RequestBounds, TagKeys = ["http.request.method", "http.route", "http.response.status_code"] };
        if (instrument is { Meter.Name: "Kolosal.Fairness", Name: "kolosal.fairness.disparate_impact" })
            return new MetricStreamConfiguration { Name = "kolosal.fairness.window_impact" }; // the gauge by model has the short name
        if (instrument.Meter.Name != Engine) return null;
        if (instrument.IsObservable) return Observed.Contains(instrument.Name) ? null : MetricStreamConfiguration.Drop;
        if (!Recorded.Contains(instrument.Name)) return MetricStreamConfiguration.Drop;
        return instrument is Histogram<long> or Histogram<double> or Histogram<int>
            ? new ExplicitBucketHistogramConfiguration { Boundaries = EngineBounds, TagKeys = [] }
            : new MetricStreamConfiguration { TagKeys = [] };
    }
}
