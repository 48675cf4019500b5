using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kolosal.Access;

namespace Kolosal.Api.Tests.Audit;

[Collection(ApiCollection.Name)]
public sealed class AuditHttpTests(ApiHost host)
{
    [Fact]
    public async Task What_somebody_does_is_listed_verified_and_exported_for_the_workspace_alone()
    {
        using var admin = host.As(Role.Admin, "audited", "ann");
        using var auditor = host.As(Role.Auditor, "audited");
        for (int i = 0; i < 3; i++)
        {
            using var made = await admin.PostAsync("/api/security/principals", ApiHost.Json($$"""{"name":"p{{i}}","roles":["consumer"]}"""));
            Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        }

        var listed = await auditor.GetFromJsonAsync<JsonElement>("/api/audit/events?action=principal.register&actor=ann&sort=seq");
        Assert.Equal(3, listed.GetProperty("total").GetInt32());
        Assert.Equal(["principals/prn_p0", "principals/prn_p1", "principals/prn_p2"],
            listed.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("subject").GetString()));
        Assert.Equal(0, (await auditor.GetFromJsonAsync<JsonElement>("/api/audit/predictions")).GetProperty("total").GetInt32());

        var verified = await auditor.GetFromJsonAsync<JsonElement>("/api/audit/verify");
        Assert.Equal((true, 3), (verified.GetProperty("valid").GetBoolean(), verified.GetProperty("entries").GetInt64()));
        string[] lines = (await auditor.GetStringAsync("/api/audit/export")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        using var last = JsonDocument.Parse(lines[^1]);
        Assert.Equal(verified.GetProperty("head").GetString(), last.RootElement.GetProperty("hash").GetString());
        Assert.Equal(lines[1..], (await auditor.GetStringAsync("/api/audit/export?from=1")).Split('\n', StringSplitOptions.RemoveEmptyEntries));

        using var stranger = host.As(Role.Auditor, "unaudited");
        Assert.Equal(0, (await stranger.GetFromJsonAsync<JsonElement>("/api/audit/events")).GetProperty("total").GetInt32());
        Assert.Equal(0, (await stranger.GetFromJsonAsync<JsonElement>("/api/audit/verify")).GetProperty("entries").GetInt64());
    }

    [Fact]
    public async Task The_trail_is_for_auditors()
    {
        using var consumer = host.As(Role.Consumer);
        foreach (string path in (string[])["events", "predictions", "verify", "export"])
            Assert.Equal(HttpStatusCode.Forbidden, (await consumer.GetAsync($"/api/audit/{path}")).StatusCode);
    }
}
