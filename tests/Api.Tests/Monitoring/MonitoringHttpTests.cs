using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Api.Tests.Models;
using Kolosal.Incidents;
using Kolosal.Models;
using Kolosal.Storage;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Api.Tests.Monitoring;

[Collection(ServingCollection.Name)]
public sealed class MonitoringHttpTests(ServingApi host)
{
    [Fact]
    public async Task The_dashboard_shows_a_model_with_all_that_its_monitors_found()
    {
        string name = await host.ServeAsync();
        using var admin = host.As(Role.Admin);
        Assert.True((await admin.PutAsync(
            $"/api/monitoring/drift/{name}", ApiHost.Json("""{"window_rows":50,"false_alarm":0.01}"""))).IsSuccessStatusCode);
        Assert.True((await admin.PutAsync($"/api/monitoring/fairness/{name}", ApiHost.Json(
            """{"window_rows":50,"minimum_group_rows":5,"minimum_impact_ratio":0.8,"false_alarm":0.01}"""))).IsSuccessStatusCode);
        string rows = string.Join(",", Enumerable.Range(0, 60).Select(i => $"[{i + 10},\"{(i % 2 == 0 ? "a" : "b")}\"]"));
        Assert.True((await host.As(Role.Consumer).PostAsync(
            "/api/predict", ApiHost.Json($$"""{"model_id":"{{name}}","rows":[{{rows}}]}"""))).IsSuccessStatusCode);

        var shown = await Eventually.HoldsAsync(
            async () => await ItemAsync(name), item => item.GetProperty("drift").ValueKind == JsonValueKind.Object
                && item.GetProperty("fairness").ValueKind == JsonValueKind.Object && item.GetProperty("service").ValueKind == JsonValueKind.Object
                && item.GetProperty("open_incidents").GetInt32() > 0);
        var (service, drift) = (shown.GetProperty("service"), shown.GetProperty("drift"));
        Assert.Equal((1, "active", "on_track"), (service.GetProperty("requests").GetInt64(), shown.GetProperty("status").GetString(),
            service.GetProperty("slo").GetString()));
        Assert.True(service.GetProperty("p99").GetDouble() > 0);
        Assert.Equal((true, "x"), (drift.GetProperty("drifted").GetBoolean(), drift.GetProperty("column").GetString()));
        Assert.Equal("c", shown.GetProperty("fairness").GetProperty("attribute").GetString());
        Assert.StartsWith("sev", shown.GetProperty("worst_severity").GetString(), StringComparison.Ordinal);

        var summary = JsonDocument.Parse(await admin.GetStringAsync("/api/monitoring/dashboard?limit=1")).RootElement.GetProperty("summary");
        Assert.True(summary.GetProperty("drifted").GetInt64() >= 1);
        Assert.True(summary.GetProperty("open_incidents").GetInt64() >= 1);
        Assert.True(summary.GetProperty("models").GetInt64() >= 1);
    }

    [Fact]
    public async Task Ten_thousand_models_are_read_page_by_page_without_waking_any()
    {
        const string workspace = "many";
        const int models = 10_000;
        var catalogue = host.Services.GetRequiredService<ICatalogue>();
        var at = DateTimeOffset.UtcNow;
        await Parallel.ForEachAsync(Enumerable.Range(0, models), async (i, cancel) =>
        {
            string name = $"m{i:D5}";
            await catalogue.UpsertAsync(new(workspace, CatalogueKinds.Model, name, at, at, JsonSerializer.Serialize(
                new ModelListing(name, ModelStatus.Active, 1, 1, false, "binary", "prior", "alice", "ds_1", "auc", 0.5, at, at), WireJson.Options)),
                cancel);
            if (i % 10 == 0) await catalogue.UpsertAsync(new(workspace, CatalogueKinds.SloMonitor, name, at, at,
                JsonSerializer.Serialize(new { model_id = name, status = i % 100 == 0 ? "breached" : "on_track", recent = new { requests = i } })),
                cancel);
        });
        using var auditor = host.As(Role.Auditor, workspace);
        var first = JsonDocument.Parse(await auditor.GetStringAsync("/api/monitoring/dashboard?limit=500")).RootElement;
        Assert.Equal((models, 500, "m00499"), (
            first.GetProperty("total").GetInt32(), first.GetProperty("items").GetArrayLength(), first.GetProperty("next").GetString()));
        Assert.Equal((models, 100), (first.GetProperty("summary").GetProperty("models").GetInt32(),
            first.GetProperty("summary").GetProperty("slo_breached").GetInt32()));
        Assert.Equal(490, first.GetProperty("items")[490].GetProperty("service").GetProperty("requests").GetInt64());
        Assert.Equal(JsonValueKind.Null, first.GetProperty("items")[491].GetProperty("service").ValueKind);

        var began = Stopwatch.StartNew();
        var seen = new List<string>();
        for (string? after = "m09000"; after is not null;)
        {
            var page = JsonDocument.Parse(await auditor.GetStringAsync($"/api/monitoring/dashboard?limit=300&after={after}")).RootElement;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("model_id").GetString()!));
            after = page.GetProperty("next").GetString();
        }
        Assert.Equal(Enumerable.Range(9_001, 999).Select(i => $"m{i:D5}"), seen);
        Assert.True(began.Elapsed < TimeSpan.FromSeconds(30), $"Four pages took {began.Elapsed}.");

        Assert.Equal("request.bad-list", await Problems.CodeAsync(
            await auditor.GetAsync("/api/monitoring/dashboard?sort=score"), HttpStatusCode.BadRequest));
        Assert.Equal(0, JsonDocument.Parse(await host.As(Role.Auditor, "few").GetStringAsync("/api/monitoring/dashboard")).RootElement
            .GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Events_come_as_they_happen_and_go_on_after_the_last_one_seen()
    {
        string name = await host.RegisterAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var auditor = host.As(Role.Auditor);
        using var live = await OpenAsync(auditor, null, patience.Token);
        using var reader = new StreamReader(await live.Content.ReadAsStreamAsync(patience.Token));
        var before = ReadUntilAsync(reader, name, patience.Token);
        string raised = await Eventually.HoldsAsync(async () =>
        {
            // Until the stream stands, what happens is not told of: it begins now.
            string id = await host.Services.GetRequiredService<IGrainFactory>().IncidentDesk("default").RaiseAsync(new(
                $"tests/{Guid.NewGuid()}", $"models/{name}", name, IncidentType.Performance, IncidentSeverity.Sev4, "Slow",
                DateTimeOffset.UtcNow, DateTimeOffset.UtcNow, "tests"));
            await Task.WhenAny(before, Task.Delay(200));
            return before.IsCompleted ? id : "";
        }, id => id.Length > 0);
        var (number, type, data) = await before;
        Assert.StartsWith("incident.", type, StringComparison.Ordinal);
        Assert.Equal((name, $"incidents/{raised}"), (data.GetProperty("model").GetString(), data.GetProperty("subject").GetString()));

        // A client that saw the event before it hears it again, and with it what it missed.
        using var again = await OpenAsync(auditor, number - 1, patience.Token);
        using var second = new StreamReader(await again.Content.ReadAsStreamAsync(patience.Token));
        Assert.Equal((number, type), await ReadUntilAsync(second, name, patience.Token) is var repeated ? (repeated.Number, repeated.Type) : default);
        Assert.Equal(HttpStatusCode.BadRequest, (await OpenAsync(auditor, -1, patience.Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await OpenAsync(host.As(Role.Consumer), null, patience.Token)).StatusCode);
    }

    private async Task<JsonElement> ItemAsync(string name) => JsonDocument.Parse(
        await host.As(Role.Auditor).GetStringAsync($"/api/monitoring/dashboard?name={name}")).RootElement.GetProperty("items")[0];

    private static async Task<HttpResponseMessage> OpenAsync(HttpClient client, long? last, CancellationToken cancel)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/monitoring/events");
        if (last is { } number) request.Headers.TryAddWithoutValidation("Last-Event-ID", $"{number}");
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
    }

    private static async Task<(long Number, string Type, JsonElement Data)> ReadUntilAsync(
        StreamReader reader, string model, CancellationToken cancel)
    {
        var (number, type) = (0L, "");
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal)) number = long.Parse(line[4..]);
            if (line.StartsWith("event: ", StringComparison.Ordinal)) type = line[7..];
            if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
            var data = JsonDocument.Parse(line[6..]).RootElement;
            if (data.GetProperty("model").GetString() == model && type.StartsWith("incident.", StringComparison.Ordinal))
                return (number, type, data);
        }
        throw new EndOfStreamException("The stream ended.");
    }
}
