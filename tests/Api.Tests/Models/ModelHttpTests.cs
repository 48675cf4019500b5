using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Kolosal.Access;

namespace Kolosal.Api.Tests.Models;

[Collection(ServingCollection.Name)]
public sealed class ModelHttpTests(ServingApi host)
{
    [Fact]
    public async Task The_life_of_a_version_over_http()
    {
        string name = await host.RegisterAsync();
        await host.RegisterAsync(name, shift: 1);
        HttpClient alice = host.As(Role.Admin, subject: "alice"), bob = host.As(Role.Admin, subject: "bob");

        Assert.Equal("models.nothing-active", await Problems.CodeAsync(await bob.GetAsync($"/api/models/{name}/metrics"), HttpStatusCode.Conflict));
        Assert.Equal("models.not-validated", await PromoteAsync(bob, $"{name}:1", HttpStatusCode.Conflict));
        Assert.True((await Read(await bob.PostAsync($"/api/models/{name}:1/validate", null))).GetProperty("passed").GetBoolean());
        Assert.Equal("models.approver-is-author", await PromoteAsync(alice, $"{name}:1", HttpStatusCode.Forbidden));
        Assert.Equal("models.version-needed", await PromoteAsync(bob, name, HttpStatusCode.UnprocessableEntity));
        Assert.Null(await PromoteAsync(bob, $"{name}:1", HttpStatusCode.OK));

        var model = await Read(await bob.GetAsync($"/api/models/{name}"));
        Assert.Equal(1, model.GetProperty("active").GetInt32());
        Assert.Equal(["active", "evaluating"], model.GetProperty("versions").EnumerateArray()
            .Select(version => version.GetProperty("status").GetString()));
        Assert.Equal(20, (await Read(await bob.GetAsync($"/api/models/{name}/metrics"))).GetProperty("test_rows").GetInt32());
        Assert.Equal(2, (await Read(await bob.GetAsync($"/api/models/{name}/versions"))).GetProperty("total").GetInt32());
        Assert.Equal(1, (await Read(await bob.GetAsync($"/api/models/{name}/versions?status=active"))).GetProperty("total").GetInt32());
        Assert.Contains(name, (await Read(await bob.GetAsync("/api/models?limit=500"))).GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("name").GetString()));

        var history = await Read(await bob.GetAsync($"/api/models/{name}/history"));
        Assert.Equal((1, "bob"), (history.GetProperty("champion").GetInt32(), history.GetProperty("because").GetProperty("by").GetString()));
        Assert.Equal(JsonValueKind.Null, (await Read(await bob.GetAsync($"/api/models/{name}/history?at=2020-01-01T00:00:00Z")))
            .GetProperty("champion").ValueKind);

        Assert.Equal("models.active", await Problems.CodeAsync(await bob.DeleteAsync($"/api/models/{name}"), HttpStatusCode.Conflict));
        Assert.Equal("workflow.transition-not-allowed", await Problems.CodeAsync(await PostNote(bob, $"{name}:1/retire"), HttpStatusCode.Conflict));
        Assert.Equal(HttpStatusCode.OK, (await PostNote(bob, $"{name}:2/retire")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostNote(bob, $"{name}:1/deprecate")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await bob.DeleteAsync($"/api/models/{name}")).StatusCode);
        Assert.Equal("models.not-found", await Problems.CodeAsync(await bob.GetAsync($"/api/models/{name}"), HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task The_download_is_the_package_itself()
    {
        string name = await host.RegisterAsync();
        var bob = host.As(Role.Admin, subject: "bob");
        byte[] package = await bob.GetByteArrayAsync($"/api/models/{name}:1/download");
        var version = await Read(await bob.GetAsync($"/api/models/{name}:1"));
        Assert.Equal(version.GetProperty("registration").GetProperty("package_sha256").GetString(),
            Convert.ToHexStringLower(SHA256.HashData(package)));
        Assert.True((await Read(await bob.PostAsync($"/api/models/{name}:1/verify", null))).GetProperty("passed").GetBoolean());
    }

    [Fact]
    public async Task A_card_is_json_or_markdown_and_guards_against_lost_changes()
    {
        string name = await host.RegisterAsync();
        var bob = host.As(Role.Admin, subject: "bob");
        var first = await bob.GetAsync($"/api/models/{name}:1/card");
        Assert.Equal("\"0\"", first.Headers.ETag!.Tag);

        const string Words = """
            {"description":"Scores | things <b>","intended_use":null,"out_of_scope":null,"limitations":null,
            "ethical_considerations":null,"contact":null}
            """;
        Assert.Equal(HttpStatusCode.OK, (await Put(bob, name, Words, "\"0\"")).StatusCode);
        Assert.Equal("models.card-changed", await Problems.CodeAsync(
            await Put(bob, name, Words.Replace("things", "others"), "\"0\""), HttpStatusCode.PreconditionFailed));

        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/models/{name}:1/card");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/markdown"));
        string card = await (await bob.SendAsync(request)).Content.ReadAsStringAsync();
        Assert.StartsWith($"# {name}, version 1", card);
        Assert.Contains("Scores \\| things &lt;b>", card);
        Assert.Contains("| roc_auc | 0.8 | 0.7 to 0.9 | higher |", card);
        Assert.Contains("Protected attributes among them: c", card);
    }

    [Fact]
    public async Task Words_of_a_card_forge_no_part_of_it_and_those_left_out_are_empty()
    {
        string name = await host.RegisterAsync();
        var bob = host.As(Role.Admin, subject: "bob");
        Assert.Equal(HttpStatusCode.OK, (await Put(bob, name,
            """{"description":"Good.\n\n## Evaluation\n\n| roc_auc | 1.0 |\nApproved\r=====\n<h1>x</h1>"}""", "\"0\"")).StatusCode);
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/models/{name}:1/card");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/markdown"));
        string[] lines = (await (await bob.SendAsync(request)).Content.ReadAsStringAsync()).Split('\n');
        Assert.Equal(["Model", "Intended use", "Out of scope", "Governance", "Evaluation", "Limitations", "Ethical considerations", "Contact"],
            lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..]));
        Assert.DoesNotContain(lines, line => line.StartsWith('='));
        Assert.DoesNotContain(lines, line => line.Contains("<h1>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_alias_cannot_be_set_onto_a_retired_version()
    {
        string name = await host.RegisterAsync();
        var bob = host.As(Role.Admin, subject: "bob");
        Assert.Equal(HttpStatusCode.OK, (await bob.PutAsync($"/api/models/{name}/aliases/next", ApiHost.Json("""{"version":1}"""))).StatusCode);
        await PostNote(bob, $"{name}:1/retire");
        foreach (string alias in (string[])["next", "other"])
            Assert.Equal("models.retired", await Problems.CodeAsync(
                await bob.PutAsync($"/api/models/{name}/aliases/{alias}", ApiHost.Json("""{"version":1}""")), HttpStatusCode.Gone));
    }

    [Fact]
    public async Task Another_workspace_sees_nothing()
    {
        string name = await host.ServeAsync();
        var stranger = host.As(Role.Admin, workspace: "elsewhere");
        foreach (string path in (string[])["", ":1", "/card", "/history", "/versions", "/metrics", "/download"])
            Assert.Equal("models.not-found", await Problems.CodeAsync(await stranger.GetAsync($"/api/models/{name}{path}"), HttpStatusCode.NotFound));
    }

    [Theory]
    [InlineData("a:b"), InlineData("-x"), InlineData("a@"), InlineData("a:99999999999")]
    public async Task A_malformed_id_is_refused(string id) =>
        Assert.InRange((int)(await host.As(Role.Admin).GetAsync($"/api/models/{id}")).StatusCode, 400, 404);

    private static async Task<HttpResponseMessage> PostNote(HttpClient client, string path) =>
        await client.PostAsync($"/api/models/{path}", ApiHost.Json("""{"note":"done"}"""));

    private static async Task<HttpResponseMessage> Put(HttpClient client, string name, string words, string ifMatch)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"/api/models/{name}:1/card") { Content = ApiHost.Json(words) };
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await client.SendAsync(request);
    }

    private static async Task<string?> PromoteAsync(HttpClient client, string id, HttpStatusCode status)
    {
        var answer = await client.PostAsync($"/api/models/{id}/promote", ApiHost.Json("""{"note":"good"}"""));
        if (status != HttpStatusCode.OK) return await Problems.CodeAsync(answer, status);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return null;
    }

    private static async Task<JsonElement> Read(HttpResponseMessage answer)
    {
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonDocument.Parse(body).RootElement;
    }
}
