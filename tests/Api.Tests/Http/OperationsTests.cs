using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kolosal.Access;
using Kolosal.Testing;

namespace Kolosal.Api.Tests;

[Collection(ApiCollection.Name)]
public sealed class OperationsTests(ApiHost host)
{
    [Fact]
    public async Task It_is_alive_and_ready_and_says_which_parts_were_asked()
    {
        Assert.Equal(HttpStatusCode.OK, (await host.Anonymous().GetAsync("/health/live")).StatusCode);
        using var ready = await host.Anonymous().GetAsync("/health/ready");
        using var answer = JsonDocument.Parse(await ready.Content.ReadAsStringAsync());
        Assert.Equal("healthy", answer.RootElement.GetProperty("status").GetString());
        Assert.Equal("healthy", answer.RootElement.GetProperty("checks").GetProperty("engine").GetString());
        Assert.Equal("healthy", answer.RootElement.GetProperty("checks").GetProperty("storage").GetString());
    }

    [Fact]
    public async Task The_status_has_real_figures_of_engine_and_process()
    {
        using var admin = host.As(Role.Admin, "status");
        await admin.PostAsync("/api/security/principals", new StringContent(
            """{"name":"p","roles":["trainer"]}""", System.Text.Encoding.UTF8, "application/json"));
        using var status = JsonDocument.Parse(await admin.GetStringAsync("/api/system/status"));

        var engine = status.RootElement.GetProperty("engine");
        Assert.Equal("orleans", engine.GetProperty("name").GetString());
        var silo = Assert.Single(engine.GetProperty("silos").EnumerateArray());
        Assert.InRange(silo.GetProperty("activations").GetInt32(), 1, int.MaxValue);
        Assert.Contains(engine.GetProperty("activations_by_class").EnumerateObject(),
            row => row.Name.Contains("Principal", StringComparison.Ordinal) && row.Value.GetInt32() > 0);

        var process = status.RootElement.GetProperty("process");
        Assert.InRange(process.GetProperty("working_set_bytes").GetInt64(), 10L << 20, 8L << 30);
        Assert.InRange(process.GetProperty("threads").GetInt32(), 2, 10_000);
        Assert.InRange(status.RootElement.GetProperty("uptime_seconds").GetDouble(), 0, TimeSpan.FromDays(1).TotalSeconds);
    }

    [Fact]
    public async Task Metrics_are_text_that_prometheus_reads()
    {
        // A counter is there once it has counted.
        await host.As(Role.Consumer).GetAsync("/api/security/api-keys");
        using var auditor = host.WithToken(ApiHost.Token([Role.Auditor]));

        // The exporter answers scrapes in quick succession with one text.
        string text = await Eventually.HoldsAsync(
            () => ReadMetricsAsync(auditor), read => read.Contains("\nkolosal_access_refusals_total{", StringComparison.Ordinal));
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
    }

    private static async Task<string> ReadMetricsAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/metrics");
        Assert.Equal((HttpStatusCode.OK, "text/plain"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        return await response.Content.ReadAsStringAsync();
    }
}
