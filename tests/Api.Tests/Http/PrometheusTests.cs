using System.Diagnostics.Metrics;
using Kolosal.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Kolosal.Api.Tests;

/// <summary>Against the exposition format as its documentation writes it (version 0.0.4).</summary>
public sealed class PrometheusTests
{
    [Fact]
    public async Task Counters_gauges_and_histograms_are_written_with_unit_kind_and_escapes()
    {
        using var meter = new Meter("Kolosal.Tests.Prometheus");
        var reader = new PrometheusReader();
        using var provider = OpenTelemetry.Sdk.CreateMeterProviderBuilder().AddMeter(meter.Name)
            .AddView("wait", new ExplicitBucketHistogramConfiguration { Boundaries = [0.5, 2] }).AddReader(reader).Build();

        var served = meter.CreateCounter<long>("rows.served", "{row}", "Rows \\ answered.");
        served.Add(2, new KeyValuePair<string, object?>("model", "a\"b\\c\nd"));
        served.Add(3, new KeyValuePair<string, object?>("model", "a\"b\\c\nd"));
        meter.CreateObservableGauge("held", () => 1.5, "By");
        var wait = meter.CreateHistogram<double>("wait", "s");
        foreach (double seconds in new[] { 0.25, 0.5, 1, 4 }) wait.Record(seconds);

        string expected = """
            # HELP rows_served_total Rows \\ answered.
            # TYPE rows_served_total counter
            rows_served_total{model="a\"b\\c\nd"} 5
            # TYPE held_bytes gauge
            held_bytes 1.5
            # TYPE wait_seconds histogram
            wait_seconds_bucket{le="0.5"} 2
            wait_seconds_bucket{le="2"} 3
            wait_seconds_bucket{le="+Inf"} 4
            wait_seconds_sum 5.75
            wait_seconds_count 4

            """;
        Assert.Equal(expected, await reader.ScrapeAsync(CancellationToken.None));
    }
}
