using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kolosal.Access;

namespace Kolosal.Api.Tests.Access;

[Collection(ApiCollection.Name)]
public sealed class RoleHttpTests(ApiHost host)
{
    private const string Roles = "/api/security/roles";

    [Fact]
    public async Task A_role_that_may_name_challengers_of_some_models_is_told_which_condition_bars_it()
    {
        const string workspace = "narrowed";
        using var admin = host.As(Role.Admin, workspace, "ann");
        foreach (string model in (string[])["credit-a", "fraud-a"])
            using (var draft = await admin.PostAsync("/api/modelops/models", ApiHost.Json($$"""{"name":"{{model}}","description":"to come"}""")))
                Assert.Equal(HttpStatusCode.Created, draft.StatusCode);
        using var made = await admin.PostAsync(Roles, ApiHost.Json("""
            {"name":"releaser","base":"trainer","note":"names challengers","conditions":[
              {"permission":"models.write","attribute":"alias","allowed":["challenger"]},
              {"permission":"models.promote","attribute":"model","allowed":["credit-*"]},
              {"permission":"models.export","attribute":"model","allowed":["credit-*"]}]}
            """));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal($"{Roles}/rol_releaser", made.Headers.Location!.ToString());

        using var holder = host.As("releaser", workspace, "bob");
        var who = await holder.GetFromJsonAsync<JsonElement>("/api/security/whoami");
        Assert.Equal("releaser", who.GetProperty("roles")[0].GetString());
        Assert.Contains("models.promote", who.GetProperty("permissions").EnumerateArray().Select(permission => permission.GetString()));
        Assert.Equal(3, who.GetProperty("conditions").GetArrayLength());

        // Either the alias is set, or the version does not allow one: never a condition.
        Assert.NotEqual("access.condition", await CodeAsync(await SetAliasAsync(holder, "credit-a", "challenger")));
        using var barred = await SetAliasAsync(holder, "credit-a", "blue");
        Assert.Equal(HttpStatusCode.Forbidden, barred.StatusCode);
        Assert.Contains(
            "releaser grants models.write only where the alias is challenger", await barred.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        foreach (var (path, body) in ((string, string)[])[
            ("validate", "{}"), ("promote", """{"stage":"active","note":"n"}"""), ("suspend", """{"note":"n"}""")])
        {
            Assert.Equal("access.condition", await CodeAsync(await holder.PostAsync($"/api/models/fraud-a:1/{path}", ApiHost.Json(body))));
            Assert.NotEqual("access.condition", await CodeAsync(await holder.PostAsync($"/api/models/credit-a:1/{path}", ApiHost.Json(body))));
        }

        Assert.Equal("access.condition", await CodeAsync(await holder.GetAsync("/api/models/fraud-a/download")));
        Assert.Equal("access.condition", await CodeAsync(await holder.PostAsync(
            "/api/export/model", ApiHost.Json("""{"model_id":"fraud-a","format":"onnx"}"""))));
        Assert.Equal("access.denied", await CodeAsync(await holder.GetAsync("/api/audit/events")));

        // Narrowed further and then ended, it bites here at once.
        using var changed = await admin.PutAsync(
            $"{Roles}/rol_releaser", ApiHost.Json("""{"base":"trainer","permissions":["models.read"]}"""));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal("access.denied", await CodeAsync(await SetAliasAsync(holder, "credit-a", "challenger")));
        Assert.Equal(HttpStatusCode.OK, (await holder.GetAsync("/api/models")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync($"{Roles}/rol_releaser")).StatusCode);
        Assert.Equal("access.denied", await CodeAsync(await holder.GetAsync("/api/models")));
        var trail = await admin.GetFromJsonAsync<JsonElement>("/api/audit/events?subject=roles/rol_releaser&sort=created_at");
        Assert.Equal(["role.define", "role.define", "role.retire"],
            trail.GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("action").GetString()));
    }

    [Fact]
    public async Task A_role_that_reads_data_up_to_a_class_reads_and_exports_nothing_above_it()
    {
        string id = await host.UploadAsync("a,b\n1,p\n2,q\n3,r\n");
        using HttpClient admin = host.As(Role.Admin), holder = host.As("analyst", subject: "eve");
        using (var made = await admin.PostAsync(Roles, ApiHost.Json("""
            {"name":"analyst","base":"data_owner","permissions":["data.read","data.rows"],
             "conditions":[{"permission":"data.rows","attribute":"classification","allowed":["internal"]}]}
            """)))
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal("access.condition", await CodeAsync(await holder.GetAsync($"/api/data/{id}/export")));

        using var classed = await admin.PostAsJsonAsync("/api/compliance/data-classification",
            new { dataset_id = id, sensitivity = "internal", data_type = "financial" });
        string record = (await classed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        Assert.Equal(HttpStatusCode.OK, (await holder.GetAsync($"/api/data/{id}/export")).StatusCode);
        using (await admin.PatchAsJsonAsync($"/api/compliance/data-classification/{record}", new { sensitivity = "confidential" })) { }
        foreach (string what in (string[])["export", "preview"])
        {
            using var barred = await holder.GetAsync($"/api/data/{id}/{what}");
            Assert.Contains("only where the data are classed at most internal", await barred.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, (await holder.GetAsync($"/api/data/{id}")).StatusCode);
    }

    [Fact]
    public async Task Roles_are_listed_read_changed_under_their_tag_and_belong_to_their_workspace()
    {
        using HttpClient admin = host.As(Role.Admin, "rolled"), stranger = host.As(Role.Admin, "elsewhere");
        const string body = """{"name":"reader","base":"auditor","permissions":["models.read"]}""";
        using var made = await admin.PostAsync(Roles, ApiHost.Json(body));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await admin.PostAsync(Roles, ApiHost.Json(body))).StatusCode);
        Assert.Equal("access.role-taken", await CodeAsync(await admin.PostAsync(Roles, ApiHost.Json("""{"name":"reader","base":"auditor"}"""))));
        Assert.Equal(1, (await admin.GetFromJsonAsync<JsonElement>(Roles)).GetProperty("total").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"{Roles}/rol_reader")).StatusCode);
        Assert.Equal("access.no-such-role", await CodeAsync(await stranger.PostAsync(
            "/api/security/api-keys", ApiHost.Json("""{"name":"k","roles":["reader"]}"""))));

        var read = await admin.GetAsync($"{Roles}/rol_reader");
        using var change = new HttpRequestMessage(HttpMethod.Put, $"{Roles}/rol_reader") { Content = ApiHost.Json("""{"base":"auditor"}""") };
        change.Headers.IfMatch.Add(read.Headers.ETag!);
        Assert.Equal(HttpStatusCode.OK, (await admin.SendAsync(change)).StatusCode);
        using var stale = new HttpRequestMessage(HttpMethod.Put, $"{Roles}/rol_reader") { Content = ApiHost.Json("""{"base":"consumer"}""") };
        stale.Headers.IfMatch.Add(read.Headers.ETag!);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await admin.SendAsync(stale)).StatusCode);

        using var bad = await admin.PostAsync(Roles, ApiHost.Json(
            """{"name":"wide","base":"consumer","permissions":["access.manage"],"conditions":[]}"""));
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.Contains("$.permissions[0]", await bad.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> SetAliasAsync(HttpClient client, string model, string alias) =>
        client.PutAsync($"/api/models/{model}/aliases/{alias}", ApiHost.Json("""{"version":1}"""));

    private static async Task<string?> CodeAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            if (answer.IsSuccessStatusCode) return null;
            return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
        }
    }
}
