using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Access;

[Collection(ApiCollection.Name)]
public sealed class AccessReviewHttpTests(ApiHost host)
{
    [Fact]
    public async Task A_key_that_a_reviewer_revokes_stops_working()
    {
        using var admin = host.As(Role.Admin, "reviewed", "ann");
        using var reviewer = host.As(Role.Reviewer, "reviewed", "rita");
        var (id, text) = await MakeKeyAsync(admin, """{"name":"to review","roles":["consumer"]}""");
        using var user = host.WithKey(text);
        Assert.Equal(HttpStatusCode.OK, (await user.GetAsync("/api/security/whoami")).StatusCode);

        using var opened = await admin.PostAsync("/api/compliance/access-reviews", ApiHost.Json($$"""{"type":"api_keys","subject_id":"{{id}}"}"""));
        Assert.Equal(HttpStatusCode.Created, opened.StatusCode);
        string address = opened.Headers.Location!.ToString();
        Assert.Equal("access.own-review", await Problems.CodeAsync(await DecideAsync(admin, address, "approved"), HttpStatusCode.Forbidden));
        Assert.Equal(HttpStatusCode.OK, (await DecideAsync(reviewer, address, "needs_justification")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await DecideAsync(reviewer, address, "revoked")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await user.GetAsync("/api/security/whoami")).StatusCode);
        Assert.Equal(
            "workflow.transition-not-allowed", await Problems.CodeAsync(await DecideAsync(reviewer, address, "approved"), HttpStatusCode.Conflict));

        var listed = await reviewer.GetFromJsonAsync<JsonElement>("/api/compliance/access-reviews?status=revoked");
        Assert.Equal("rita", Assert.Single(listed.GetProperty("items").EnumerateArray()).GetProperty("decided_by").GetString());
        using var stranger = host.As(Role.Reviewer, "elsewhere");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(address)).StatusCode);
    }

    [Fact]
    public async Task Both_secrets_of_a_rotated_key_work_while_they_overlap()
    {
        using var admin = host.As(Role.Admin, "rotated", "ann");
        var (id, first) = await MakeKeyAsync(admin, """{"name":"rotating","roles":["trainer"]}""");
        using var rotated = await admin.PostAsync($"/api/security/api-keys/{id}/rotate", ApiHost.Json("""{"overlap_hours":1}"""));
        string second = (await rotated.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("api_key").GetString()!;
        foreach (string key in (string[])[first, second])
        {
            using var user = host.WithKey(key);
            Assert.Equal(HttpStatusCode.OK, (await user.GetAsync("/api/security/whoami")).StatusCode);
        }

        using (await admin.PostAsync($"/api/security/api-keys/{id}/rotate", ApiHost.Json("""{"overlap_hours":0}""")))
            foreach (string key in (string[])[first, second])
            {
                using var user = host.WithKey(key);
                Assert.Equal(HttpStatusCode.Unauthorized, (await user.GetAsync("/api/security/whoami")).StatusCode);
            }
    }

    [Fact]
    public async Task A_key_is_confined_to_its_scopes()
    {
        using var admin = host.As(Role.Admin, "scoped", "ann");
        var (_, text) = await MakeKeyAsync(admin, """{"name":"narrow","roles":["auditor"],"scopes":["models.read"]}""");
        using var user = host.WithKey(text);
        Assert.Equal(HttpStatusCode.OK, (await user.GetAsync("/api/models")).StatusCode);
        Assert.Equal("access.denied", await Problems.CodeAsync(await user.GetAsync("/api/audit/events"), HttpStatusCode.Forbidden));
        var who = await user.GetFromJsonAsync<JsonElement>("/api/security/whoami");
        Assert.Equal(["authenticated", "models.read"], who.GetProperty("permissions").EnumerateArray().Select(item => item.GetString()));
        Assert.Equal("access.scope-beyond-roles", await Problems.CodeAsync(await admin.PostAsync(
            "/api/security/api-keys", ApiHost.Json("""{"name":"x","roles":["auditor"],"scopes":["models.write"]}""")),
                HttpStatusCode.UnprocessableEntity));
    }

    private static async Task<(string Id, string Text)> MakeKeyAsync(HttpClient admin, string body)
    {
        using var made = await admin.PostAsync("/api/security/api-keys", ApiHost.Json(body));
        var answer = await made.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(made.IsSuccessStatusCode, answer.GetRawText());
        return (answer.GetProperty("key").GetProperty("id").GetString()!, answer.GetProperty("api_key").GetString()!);
    }

    private static Task<HttpResponseMessage> DecideAsync(HttpClient client, string address, string status) =>
        client.PatchAsync($"{address}/status", ApiHost.Json($$"""{"status":"{{status}}","note":"looked at"}"""));
}
