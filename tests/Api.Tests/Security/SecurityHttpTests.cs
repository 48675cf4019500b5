using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Security;

/// <summary>Its own server, so that its bursts are nobody else's.</summary>
public sealed class SecurityHttpTests : IAsyncLifetime
{
    private WatchedApi host = null!;

    public Task InitializeAsync()
    {
        host = new WatchedApi();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task The_doors_record_who_they_turn_away_and_a_burst_opens_an_incident()
    {
        using var admin = host.WithKey(ApiHost.AdminKey);

        // A key that exists with a secret that is not its own: the workspace is known.
        using (var wrong = host.WithKey(ApiHost.AdminKey[..^4] + "0000"))
            for (int i = 0; i < 6; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await wrong.GetAsync("/api/security/whoami")).StatusCode);
        using (var consumer = host.As(Role.Consumer, subject: "carl"))
            Assert.Equal(HttpStatusCode.Forbidden, (await consumer.GetAsync("/api/audit/events")).StatusCode);

        var failed = await FindAsync(admin, "type=login_failure");
        Assert.True(failed.GetProperty("occurrences").GetInt64() >= 1);
        var refused = await FindAsync(admin, "type=unauthorized_access&source=carl");
        Assert.Equal("low", refused.GetProperty("severity").GetString());
        Assert.Contains("audit.read", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var burst = await FindAsync(admin, "type=suspicious_activity&severity=high");
        Assert.Equal("open", burst.GetProperty("status").GetString());
        await Eventually.HoldsAsync(
            () => admin.GetFromJsonAsync<JsonElement>("/api/security/incidents?type=security"), found => found.GetProperty("total").GetInt32() > 0);

        var status = await admin.GetFromJsonAsync<JsonElement>("/api/security/status");
        Assert.True(status.GetProperty("security_events").GetProperty("open_high").GetInt64() >= 1);
        Assert.True(status.GetProperty("login_failures").GetInt64() >= 6);
    }

    [Fact]
    public async Task A_reported_event_goes_through_its_workflow_and_no_further()
    {
        using var admin = host.As(Role.Admin, "reported", "ann");
        using var posted = await admin.PostAsync("/api/security/events", ApiHost.Json(
            """{"type":"data_breach","severity":"critical","title":"A laptop is gone","detail":"Left in a train.","source":"laptop-7"}"""));
        Assert.Equal(HttpStatusCode.Created, posted.StatusCode);
        string address = posted.Headers.Location!.ToString();
        var known = await admin.GetFromJsonAsync<JsonElement>(address);
        Assert.Equal(("open", "ann", 1L), (known.GetProperty("status").GetString(), known.GetProperty("reported_by").GetString(),
            known.GetProperty("occurrences").GetInt64()));
        Assert.Equal(JsonValueKind.String, known.GetProperty("report_by").ValueKind);

        Assert.Equal("security.report-due", await Problems.CodeAsync(await PatchAsync(admin, address, "resolved"), HttpStatusCode.Conflict));
        using var told = await admin.PostAsync($"{address}/reports", ApiHost.Json("""{"authority":"DPA"}"""));
        Assert.Equal(HttpStatusCode.OK, told.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PatchAsync(admin, address, "resolved")).StatusCode);
        Assert.Equal(
            "workflow.transition-not-allowed", await Problems.CodeAsync(await PatchAsync(admin, address, "investigating"), HttpStatusCode.Conflict));
        Assert.Equal(HttpStatusCode.OK, (await PatchAsync(admin, address, "open")).StatusCode);

        using var stranger = host.As(Role.Admin, "elsewhere");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await PatchAsync(stranger, address, "open")).StatusCode);
    }

    [Fact]
    public async Task A_rotation_of_the_master_key_is_noted_and_everything_goes_on()
    {
        using var admin = host.WithKey(ApiHost.AdminKey);
        using var rotated = await admin.PostAsync("/api/security/secrets/master_key/rotate", null);
        Assert.Equal(HttpStatusCode.OK, rotated.StatusCode);
        Assert.Equal("success", (await rotated.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("outcome").GetString());
        using var noted = await admin.PostAsync("/api/security/secret-rotations", ApiHost.Json(
            """{"name":"warehouse","type":"database_password","outcome":"success","rotated_at":"2026-01-01T00:00:00Z"}"""));
        Assert.Equal(HttpStatusCode.Created, noted.StatusCode);
        var listed = await admin.GetFromJsonAsync<JsonElement>("/api/security/secret-rotations?sort=name");
        Assert.Equal(["master_key", "warehouse"], listed.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()));
        var due = await admin.GetFromJsonAsync<JsonElement>("/api/security/secret-rotations/due");
        Assert.Equal("warehouse", Assert.Single(due.GetProperty("items").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal("secrets.not-ours", await Problems.CodeAsync(
            await admin.PostAsync("/api/security/secrets/warehouse/rotate", null), HttpStatusCode.UnprocessableEntity));
        using var workspaceAdmin = host.As(Role.Admin);
        Assert.Equal(HttpStatusCode.Forbidden, (await workspaceAdmin.PostAsync("/api/security/secrets/master_key/rotate", null)).StatusCode);
    }

    /// <summary>What the server writes, lists and answers holds neither a key nor the master key.</summary>
    [Fact]
    public async Task No_secret_stands_in_what_is_stored_listed_measured_or_refused()
    {
        using var admin = host.WithKey(ApiHost.AdminKey);
        using var made = await admin.PostAsync("/api/security/api-keys", ApiHost.Json("""{"name":"grep","roles":["consumer"]}"""));
        string key = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("api_key").GetString()!;
        using (var user = host.WithKey(key)) await user.GetAsync("/api/audit/events");
        using (var wrong = host.WithKey(key[..^1] + "!")) await wrong.GetAsync("/api/audit/events");
        using (var unknown = host.WithKey($"kol_default.nobody_{new string('s', 40)}")) await unknown.GetAsync("/api/audit/events");
        await FindAsync(admin, "type=unauthorized_access&source=" + (await admin.GetFromJsonAsync<JsonElement>(
            "/api/security/api-keys?name=grep")).GetProperty("items")[0].GetProperty("id").GetString());
        string secret = key[(key.LastIndexOf('_') + 1)..], operators = ApiHost.AdminKey[(ApiHost.AdminKey.LastIndexOf('_') + 1)..];
        string master = (await File.ReadAllTextAsync(Path.Combine(host.DataDirectory, "keys", "master.key"))).Trim();

        foreach (string address in (string[])["/api/security/events?limit=500", "/api/security/api-keys", "/api/audit/events?limit=500",
            "/api/audit/export", "/metrics", "/api/system/status", "/api/security/status", "/openapi/v1.json"])
        {
            string answer = await admin.GetStringAsync(address);
            Assert.All((string[])[secret, operators, new string('s', 40), master], hidden => Assert.DoesNotContain(hidden, answer,
                StringComparison.Ordinal));
        }

        foreach (string path in Directory.EnumerateFiles(host.DataDirectory, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(path) is "master.key" or "kolosal.lock") continue;
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var text = new StreamReader(file, System.Text.Encoding.Latin1);
            string content = await text.ReadToEndAsync();
            Assert.All((string[])[secret, operators, new string('s', 40), master], hidden => Assert.False(
                content.Contains(hidden, StringComparison.Ordinal), $"{Path.GetFileName(path)} holds a secret."));
        }
    }

    private static async Task<JsonElement> FindAsync(HttpClient admin, string filter) => (await Eventually.HoldsAsync(
        () => admin.GetFromJsonAsync<JsonElement>($"/api/security/events?{filter}"), found => found.GetProperty("total").GetInt32() > 0))
        .GetProperty("items")[0];

    private static Task<HttpResponseMessage> PatchAsync(HttpClient client, string address, string status) =>
        client.PatchAsync($"{address}/status", ApiHost.Json($$"""{"status":"{{status}}"}"""));

    private sealed class WatchedApi() : ApiHost(new ApiHostOptions
    {
        Settings = ImmutableDictionary<string, string>.Empty.Add("Kolosal:Security:BurstOfOneSource", "5")
            .Add("Kolosal:Security:TellEveryMilliseconds", "50"),
    });
}
