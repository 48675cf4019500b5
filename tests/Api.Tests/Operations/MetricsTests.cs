using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Kolosal.Access;
using Kolosal.Testing;

namespace Kolosal.Api.Tests;

/// <summary>Against the exposition format as its documentation writes it (version 0.0.4).</summary>
[Collection(TelemetryCollection.Name)]
public sealed class MetricsTests
{
    [Fact]
    public async Task Metrics_are_text_that_prometheus_reads()
    {
        using var host = new ApiHost();

        // A counter is there once it has counted.
        await host.As(Role.Consumer).GetAsync("/api/security/api-keys");
        using var scraper = host.WithKey(ApiHost.OperatorKey);

        // The exporter answers scrapes in quick succession with one text.
        string text = await Eventually.HoldsAsync(
            () => ReadMetricsAsync(scraper), read => read.Contains("\nkolosal_access_refusals_total{", StringComparison.Ordinal));
        var types = new Dictionary<string, string>();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal)) Assert.True(types.TryAdd(line.Split(' ')[2], line.Split(' ')[3]), line);
            if (line[0] == '#') continue;

            // name{label="value",…} number [milliseconds]
            var sample = Regex.Match(line, "^[a-zA-Z_:][a-zA-Z0-9_:]*(\\{([a-zA-Z_][a-zA-Z0-9_]*=\"([^\"\\\\]|\\\\.)*\",?)*\\})? (\\S+)( [0-9]+)?$");
            Assert.True(sample.Success, line);
            string number = sample.Groups[4].Value.Replace("+Inf", "Infinity", StringComparison.Ordinal);
            Assert.True(double.TryParse(number, CultureInfo.InvariantCulture, out _), line);
        }
        foreach (var (name, type) in (ReadOnlySpan<(string, string)>)
            [
                ("kolosal_access_refusals_total", "counter"), ("orleans_catalog_activation_created_total", "counter"),
                ("http_server_request_duration_seconds", "histogram"),
                ("dotnet_gc_collections_total", "counter"), ("process_memory_usage_bytes", "gauge"),
            ])
            Assert.Equal((name, type), (name, types.GetValueOrDefault(name)));

        // Of the engine what is chosen goes out, and no series for each of its classes.
        string[] engine = [.. types.Keys.Where(name => name.StartsWith("orleans_", StringComparison.Ordinal))];
        Assert.InRange(engine.Length, 5, 40);
        Assert.DoesNotContain("orleans_catalog_activation_working_set", engine);
        Assert.DoesNotContain("grain_type=", text.Replace("orleans_streams_persistent_stream_messages_sent", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    private static async Task<string> ReadMetricsAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/metrics");
        Assert.Equal((HttpStatusCode.OK, "text/plain"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        return await response.Content.ReadAsStringAsync();
    }
}

/// <summary>
/// Alone in the process: a listener takes the meters of all servers in it for one, and stops listening when the first of them is gone.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TelemetryCollection
{
    public const string Name = "telemetry";
}
