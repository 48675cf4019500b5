using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.CommandLine;

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
        string[] lines = (await auditor.GetStringAsync("/api/audit/export?signed=false")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        using var last = JsonDocument.Parse(lines[^1]);
        Assert.Equal(verified.GetProperty("head").GetString(), last.RootElement.GetProperty("hash").GetString());
        Assert.Equal(lines[1..], (await auditor.GetStringAsync("/api/audit/export?from=1&signed=false")).Split('\n',
            StringSplitOptions.RemoveEmptyEntries));

        // Signed, which is how it goes by itself, it verifies away from the server, whole and in part.
        foreach (string query in (string[])["", "?from=2", "?from=3"])
        {
            string path = Path.Combine(host.DataDirectory, "export.jsonl");
            await File.WriteAllTextAsync(path, await auditor.GetStringAsync($"/api/audit/export{query}"));
            string key = (await auditor.GetFromJsonAsync<JsonElement>("/api/audit/keys")).GetProperty("keys")[0].GetString()!;
            var output = new StringWriter();
            Assert.Equal(0, await KolosalCommand.RunAsync(["audit", "verify", path, "--key", key], _ => Task.FromResult(9), output, output));
            Assert.StartsWith("VALID", output.ToString(), StringComparison.Ordinal);
            await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("ann", "bob",
                StringComparison.Ordinal) + (query == "?from=3" ? "x" : ""));
            Assert.Equal(1, await KolosalCommand.RunAsync(["audit", "verify", path, "--key", key], _ => Task.FromResult(9), output, output));
        }

        using var stranger = host.As(Role.Auditor, "unaudited");
        Assert.Equal(0, (await stranger.GetFromJsonAsync<JsonElement>("/api/audit/events")).GetProperty("total").GetInt32());
        Assert.Equal(0, (await stranger.GetFromJsonAsync<JsonElement>("/api/audit/verify")).GetProperty("entries").GetInt64());
    }

    [Fact]
    public async Task The_log_is_served_as_others_tools_read_it()
    {
        using var admin = host.As(Role.Admin, "tiled", "ann");
        Assert.Equal("audit.nothing-signed", await Problems.CodeAsync(await admin.GetAsync("/api/audit/tlog/checkpoint"), HttpStatusCode.NotFound));
        for (int i = 0; i < 3; i++)
            using (await admin.PostAsync("/api/security/principals", ApiHost.Json($$"""{"name":"p{{i}}","roles":["consumer"]}"""))) { }

        string[] note = (await admin.GetStringAsync("/api/audit/tlog/checkpoint")).Split('\n');
        Assert.Equal(("kolosal/audit/tiled", "3"), (note[0], note[1]));
        Assert.Equal(96, (await admin.GetByteArrayAsync("/api/audit/tlog/tile/0/000.p/3")).Length);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync("/api/audit/tlog/tile/0/000")).StatusCode);
        var proof = await admin.GetFromJsonAsync<JsonElement>("/api/audit/entries/1/proof");
        Assert.Equal(2, proof.GetProperty("path").GetArrayLength());
        var grown = await admin.GetFromJsonAsync<JsonElement>("/api/audit/consistency?from=1&to=3");
        Assert.Equal(Convert.ToHexStringLower(Convert.FromBase64String(note[2])), grown.GetProperty("to_root").GetString());
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity, (await admin.GetAsync("/api/audit/consistency?from=2&to=9")).StatusCode);
        var listed = await admin.GetFromJsonAsync<JsonElement>("/api/security/audit-log?type=principal.register");
        Assert.Equal(3, listed.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task The_trail_is_for_auditors()
    {
        using var consumer = host.As(Role.Consumer);
        foreach (string path in (string[])["events", "predictions", "verify", "export", "keys", "tlog/checkpoint", "tlog/tile/0/000.p/1",
            "consistency"])
            Assert.Equal(HttpStatusCode.Forbidden, (await consumer.GetAsync($"/api/audit/{path}")).StatusCode);
    }
}
