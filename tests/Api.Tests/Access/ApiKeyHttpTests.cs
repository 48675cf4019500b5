using System.Net;
using System.Text;
using System.Text.Json;
using Kolosal.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Api.Tests;

[Collection(ApiCollection.Name)]
public sealed class ApiKeyHttpTests(ApiHost host)
{
    private const string Keys = "/api/security/api-keys", WhoAmI = "/api/security/whoami";

    [Fact]
    public async Task The_operator_s_admin_key_works_in_either_header()
    {
        using var byHeader = await ReadAsync(await host.WithKey(ApiHost.AdminKey).GetAsync(WhoAmI));
        using var byBearer = await ReadAsync(await host.WithToken(ApiHost.AdminKey).GetAsync(WhoAmI));
        Assert.Equal(["admin", "operator"], byHeader.RootElement.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
        Assert.Equal("key_admin", byBearer.RootElement.GetProperty("subject").GetString());
    }

    [Fact]
    public async Task A_key_is_shown_once_works_in_its_role_and_ends_when_it_is_revoked()
    {
        using var admin = host.As(Role.Admin, "keys");
        using var created = await ReadAsync(await admin.PostAsync(Keys, Json("""{"name":"scorer","roles":["consumer"]}""")), HttpStatusCode.Created);
        string text = created.RootElement.GetProperty("api_key").GetString()!,
            id = created.RootElement.GetProperty("key").GetProperty("id").GetString()!;

        using var scorer = host.WithKey(text);
        using var who = await ReadAsync(await scorer.GetAsync(WhoAmI));
        Assert.Equal(("keys", id), (who.RootElement.GetProperty("workspace").GetString(), who.RootElement.GetProperty("subject").GetString()));
        Assert.Equal(HttpStatusCode.Forbidden, (await scorer.GetAsync(Keys)).StatusCode);

        string list = await admin.GetStringAsync(Keys), one = await admin.GetStringAsync($"{Keys}/{id}");
        string secret = text[(text.LastIndexOf('_') + 1)..];
        Assert.DoesNotContain(secret, list + one, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", list + one, StringComparison.OrdinalIgnoreCase);

        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync($"{Keys}/{id}")).StatusCode);
        Assert.Equal("access.bad-credentials", await Problems.CodeAsync(await scorer.GetAsync(WhoAmI), HttpStatusCode.Unauthorized));
        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync($"{Keys}/{id}")).StatusCode);
    }

    [Fact]
    public async Task The_right_id_with_another_secret_is_nobody()
    {
        string wrong = ApiHost.AdminKey[..^1] + (ApiHost.AdminKey[^1] == 'x' ? 'y' : 'x');
        for (int attempt = 0; attempt < 3; attempt++)
        {
            Assert.Equal(HttpStatusCode.OK, (await host.WithKey(ApiHost.AdminKey).GetAsync(WhoAmI)).StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, (await host.WithKey(wrong).GetAsync(WhoAmI)).StatusCode);
        }
    }

    [Theory]
    [InlineData("""{"name":"x","roles":[]}""", "access.no-role")]
    [InlineData("""{"name":"x","roles":["emperor"]}""", "access.no-such-role")]
    [InlineData("""{"name":"x","roles":["admin"],"expires_at":"2020-01-01T00:00:00Z"}""", "access.expired")]
    [InlineData("""{"name":"x","roles":["admin"],"principal_id":"prn_nobody"}""", "access.no-such-principal")]
    public async Task A_key_that_makes_no_sense_is_refused(string body, string code) =>
        Assert.Equal(code, await Problems.CodeAsync(await host.As(Role.Admin, "keys").PostAsync(Keys, Json(body)),
            HttpStatusCode.UnprocessableEntity));

    [Fact]
    public async Task Keys_of_one_principal_have_one_subject_no_more_roles_than_it_and_end_with_it()
    {
        using var admin = host.As(Role.Admin, "people");
        await ReadAsync(await admin.PostAsync("/api/security/principals", Json("""{"name":"ada","roles":["trainer"]}""")), HttpStatusCode.Created);
        Assert.Equal("access.role-beyond-principal", await Problems.CodeAsync(
            await admin.PostAsync(Keys, Json("""{"name":"x","roles":["admin"],"principal_id":"prn_ada"}""")), HttpStatusCode.UnprocessableEntity));

        var texts = new List<string>();
        for (int i = 0; i < 2; i++)
        {
            using var created = await ReadAsync(
                await admin.PostAsync(Keys, Json("""{"name":"x","roles":["trainer"],"principal_id":"prn_ada"}""")), HttpStatusCode.Created);
            texts.Add(created.RootElement.GetProperty("api_key").GetString()!);
        }
        using (var who = await ReadAsync(await host.WithKey(texts[0]).GetAsync(WhoAmI)))
            Assert.Equal("prn_ada", who.RootElement.GetProperty("subject").GetString());

        // The second key has not been used, so nothing is remembered of it and the end bites at once.
        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync("/api/security/principals/prn_ada")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.WithKey(texts[1]).GetAsync(WhoAmI)).StatusCode);
    }

    [Fact]
    public async Task The_status_counts_what_happened()
    {
        using HttpClient admin = host.As(Role.Admin, "counted"), operators = host.WithKey(ApiHost.AdminKey);
        using var before = await ReadAsync(await operators.GetAsync("/api/security/status"));
        await host.WithKey("nonsense").GetAsync(WhoAmI);
        await host.As(Role.Consumer, "counted").GetAsync(Keys);
        await ReadAsync(await admin.PostAsync(Keys, Json("""{"name":"x","roles":["auditor"]}""")), HttpStatusCode.Created);
        using var after = await ReadAsync(await operators.GetAsync("/api/security/status"));
        using var own = await ReadAsync(await admin.GetAsync("/api/security/status"));

        // Other tests refuse callers at the same time, hence at least.
        Assert.InRange(Number(after, "login_failures") - Number(before, "login_failures"), 1, long.MaxValue);
        Assert.InRange(Number(after, "refused_requests") - Number(before, "refused_requests"), 1, long.MaxValue);
        Assert.Equal(1, Number(own, "api_keys"));

        // What all workspaces together have met is an operator's to see.
        Assert.Equal(JsonValueKind.Null, own.RootElement.GetProperty("login_failures").ValueKind);
        Assert.InRange((await GeneralAsync(operators)).GetProperty("admitted").GetInt64(), 3, long.MaxValue);
        Assert.Equal(JsonValueKind.Null, (await GeneralAsync(admin)).GetProperty("admitted").ValueKind);
    }

    [Fact]
    public async Task Behind_the_front_door_the_grains_have_their_own()
    {
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        var foreign = grains.ApiKey("default", "key_admin");

        Principal.Current = null;
        await Assert.ThrowsAsync<AccessDeniedException>(() => foreign.GetAsync());

        Principal.Current = new Principal("default", "c", [Role.Consumer]);
        Assert.False((await Assert.ThrowsAsync<AccessDeniedException>(() => foreign.GetAsync())).ForeignWorkspace);

        Principal.Current = new Principal("elsewhere", "a", [Role.Admin]);
        Assert.True((await Assert.ThrowsAsync<AccessDeniedException>(() => foreign.GetAsync())).ForeignWorkspace);

        Principal.Current = new Principal("default", "a", [Role.Admin]);
        Assert.True((await foreign.GetAsync()).Accepted);

        // What the hosting process does for itself nobody does on behalf of somebody, whatever the role.
        await Assert.ThrowsAsync<AccessDeniedException>(() => foreign.LookUpAsync());
        Principal.Current = null;
    }

    private static async Task<JsonElement> GeneralAsync(HttpClient client)
    {
        using var limits = await ReadAsync(await client.GetAsync("/api/security/rate-limit/stats"));
        return limits.RootElement.GetProperty("classes").EnumerateArray().Single(row => row.GetProperty("name").GetString() == "general").Clone();
    }

    private static long Number(JsonDocument document, string name) => document.RootElement.GetProperty(name).GetInt64();

    private static async Task<JsonDocument> ReadAsync(HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.OK)
    {
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{response.StatusCode}: {body}");
        return JsonDocument.Parse(body);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
