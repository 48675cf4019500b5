using System.Collections.Concurrent;
using System.Text;
using Kolosal.Access;
using Kolosal.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Kolosal.Api.Tests;

/// <summary>What a collector receives over OTLP/HTTP: the texts in its messages, which are UTF-8 in protobuf as anywhere.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class OtlpTests : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, StringBuilder> received = new();
    private WebApplication collector = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        collector = builder.Build();
        collector.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body, Encoding.UTF8);
            string body = await reader.ReadToEndAsync();
            var all = received.GetOrAdd(signal, _ => new StringBuilder());
            lock (all) all.Append(body);
        });
        await collector.StartAsync();
    }

    public async Task DisposeAsync() => await collector.DisposeAsync();

    [Fact]
    public async Task A_collector_gets_spans_by_route_and_every_meter_and_nothing_that_a_caller_sent()
    {
        using var host = new ObservedHost(collector.Urls.First());

        // Clients of tests are in the same process, and their spans are none of the server's; so are those of other tests, which use other names.
        using (SuppressInstrumentationScope.Begin())
        {
            using var admin = host.As(Role.Admin);
            await admin.GetAsync("/api/security/principals/prn_hypatia?note=sofja.kowalewskaja");
            await admin.GetAsync("/somewhere/lise.meitner?note=sofja.kowalewskaja");
            await host.WithKey("chien.wu").GetAsync("/api/security/whoami");
        }
        string[] spans = ["kolosal", "/api/security/principals/{id}", "GET /api/security/whoami", "IPrincipalGrain"];
        string[] measured =
        [
            "Kolosal.Access", "kolosal.access.refusals", "Microsoft.Orleans", "http.server.request.duration", "dotnet.gc.collections",
            "process.memory.usage",
        ];

        // A span ends, and a duration is measured, when the answer is out, which its reader may see first.
        await Eventually.EqualsAsync("", () =>
        {
            Assert.True(host.Services.GetRequiredService<TracerProvider>().ForceFlush());

            // Answers false whenever there is a reader that is only asked, as Prometheus' is; what counts is what arrives.
            host.Services.GetRequiredService<MeterProvider>().ForceFlush();
            return Task.FromResult(string.Join(' ', Missing("traces", spans).Concat(Missing("metrics", measured))));
        });
        string traces = Text("traces"), metrics = Text("metrics");
        foreach (string personal in (string[])["principals/prn_hypatia", "sofja.kowalewskaja", "lise.meitner", "chien.wu"])
            Assert.DoesNotContain(personal, traces + metrics, StringComparison.Ordinal);
    }

    private IEnumerable<string> Missing(string signal, string[] expected)
    {
        string text = Text(signal);
        return expected.Where(one => !text.Contains(one, StringComparison.Ordinal));
    }

    private string Text(string signal)
    {
        if (!received.TryGetValue(signal, out var all)) return "";
        lock (all) return all.ToString();
    }

    private sealed class ObservedHost(string endpoint) : ApiHost(new ApiHostOptions
    {
        Settings = new Dictionary<string, string>
        {
            ["Kolosal:Telemetry:OtlpEndpoint"] = endpoint,
            ["Kolosal:Telemetry:OtlpProtocol"] = "HttpProtobuf",
            ["Kolosal:Telemetry:TraceShare"] = "1",
        },
    });
}
