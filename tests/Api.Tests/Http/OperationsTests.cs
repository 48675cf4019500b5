using System.Net;
using System.Text.Json;
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
        using var ready = await Eventually.HoldsAsync(() => host.Anonymous().GetAsync("/health/ready"), found => found.IsSuccessStatusCode);
        using var answer = JsonDocument.Parse(await ready.Content.ReadAsStringAsync());
        Assert.Equal("healthy", answer.RootElement.GetProperty("status").GetString());
        Assert.Equal("healthy", answer.RootElement.GetProperty("checks").GetProperty("engine").GetString());
        Assert.Equal("healthy", answer.RootElement.GetProperty("checks").GetProperty("storage").GetString());
        Assert.Equal("healthy", answer.RootElement.GetProperty("checks").GetProperty("predictions").GetString());
    }

    [Fact]
    public async Task The_status_has_real_figures_of_engine_and_process()
    {
        using var admin = host.As(Role.Admin, "status");
        await admin.PostAsync("/api/security/principals", new StringContent(
            """{"name":"p","roles":["trainer"]}""", System.Text.Encoding.UTF8, "application/json"));
        byte[] held = new byte[64 << 20];
        GC.Collect();
        using var status = JsonDocument.Parse(await host.WithKey(ApiHost.OperatorKey).GetStringAsync("/api/system/status"));

        var engine = status.RootElement.GetProperty("engine");
        Assert.Equal("orleans", engine.GetProperty("name").GetString());
        var silo = Assert.Single(engine.GetProperty("silos").EnumerateArray());
        Assert.InRange(silo.GetProperty("activations").GetInt32(), 1, int.MaxValue);
        Assert.Contains(engine.GetProperty("activations_by_class").EnumerateObject(),
            row => row.Name.Contains("Principal", StringComparison.Ordinal) && row.Value.GetInt32() > 0);

        var process = status.RootElement.GetProperty("process");
        Assert.InRange(process.GetProperty("working_set_bytes").GetInt64(), 10L << 20, 8L << 30);
        Assert.InRange(process.GetProperty("live_bytes").GetInt64(), held.Length, 8L << 30);
        Assert.InRange(process.GetProperty("threads").GetInt32(), 2, 10_000);
        Assert.InRange(status.RootElement.GetProperty("uptime_seconds").GetDouble(), 0, TimeSpan.FromDays(1).TotalSeconds);
    }
}
