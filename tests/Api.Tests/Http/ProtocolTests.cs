using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Kolosal.Access;

namespace Kolosal.Api.Tests;

/// <summary>What HTTP itself asks for, whichever the feature.</summary>
[Collection(ApiCollection.Name)]
public sealed class ProtocolTests(ApiHost host)
{
    private const string Principals = "/api/security/principals";

    [Fact]
    public async Task An_unknown_address_is_404_with_a_problem() =>
        Assert.Equal("not-found", await Problems.CodeAsync(await host.Anonymous().GetAsync("/api/no/such/thing"), HttpStatusCode.NotFound));

    [Fact]
    public async Task A_method_that_a_route_does_not_take_is_405_and_the_allowed_ones_are_named()
    {
        using var response = await host.As(Role.Admin).PutAsync(Principals, Json("{}"));
        Assert.Equal("request.method-not-allowed", await Problems.CodeAsync(response, HttpStatusCode.MethodNotAllowed));
        Assert.Contains("POST", response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Another_content_type_is_415() =>
        Assert.Equal("request.unsupported-media-type", await Problems.CodeAsync(
            await host.As(Role.Admin).PostAsync(Principals, new StringContent("name=x", Encoding.UTF8, "text/plain")),
                HttpStatusCode.UnsupportedMediaType));

    [Theory]
    [InlineData("{\"name\":", "request.malformed-json", "$.name")]
    [InlineData("{\"name\":5,\"roles\":[]}", "request.malformed-json", "$.name")]
    [InlineData("{\"name\":\"x\",\"roles\":[7]}", "request.malformed-json", "$.roles[0]")]
    [InlineData("{\"name\":\"x\",\"roles\":[],\"rolez\":1}", "request.malformed-json", "$.rolez")]
    [InlineData("{\"name\":\"x\"}", "request.malformed-json", "$.roles")]
    [InlineData("{\"name\":\"x\",\"roles\":[null]}", "request.malformed-json", "$.roles[0]")]
    [InlineData("{\"name\":\"x\",\"roles\":[\"\\ud800\"]}", "request.bad-value", "$.roles[0]")]
    [InlineData("{\"name\":\"a\\u0000\",\"roles\":[]}", "request.bad-value", "$.name")]
    [InlineData("{\"name\":\"a\\r\\nb\",\"roles\":[]}", "request.bad-value", "$.name")]
    [InlineData("{\"name\":\"\",\"roles\":[]}", "request.bad-value", "$.name")]
    [InlineData("[]", "request.malformed-json", "$")]
    [InlineData("{\"name\":null,\"roles\":[]}", "request.malformed-json", "$.name")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\",\"roles\":[]}", "request.malformed-json", "$.name")]
    [InlineData("{\"name\":\"Ä\",\"roles\":[]}", "access.bad-name", "$.name")]
    public async Task A_wrong_body_is_400_and_says_where(string body, string code, string path)
    {
        using var response = await host.As(Role.Admin).PostAsync(Principals, Json(body));
        Assert.Equal(code, await Problems.CodeAsync(response, HttpStatusCode.BadRequest));
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Contains(path, problem.RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task Ten_thousand_levels_of_nesting_are_400()
    {
        string bomb = "{\"name\":" + new string('[', 10_000) + new string(']', 10_000) + ",\"roles\":[]}";
        using var response = await host.As(Role.Admin).PostAsync(Principals, Json(bomb));
        Assert.StartsWith("request.", await Problems.CodeAsync(response, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Theory, InlineData("utf-16"), InlineData("bogus"), InlineData("\"\"")]
    public async Task A_charset_other_than_utf_8_is_400(string charset)
    {
        var body = new ByteArrayContent("{}"u8.ToArray());
        body.Headers.TryAddWithoutValidation("Content-Type", $"application/json; charset={charset}");
        using var response = await host.As(Role.Admin).PostAsync(Principals, body);
        Assert.StartsWith("request.", await Problems.CodeAsync(response, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_byte_order_mark_is_passed_over()
    {
        using var response = await host.As(Role.Admin, "marks").PostAsync(Principals, Json("\ufeff{\"name\":\"marked\",\"roles\":[\"trainer\"]}"));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Fact]
    public async Task Every_fault_of_a_body_is_named_at_once()
    {
        using var response = await host.As(Role.Admin).PostAsync("/api/train", Json(
            """{"dataset_id":"","target":7,"trainer":null,"folds":1.5,"seed":"x","parameters":[],"no":1}"""));
        await Problems.CodeAsync(response, HttpStatusCode.BadRequest);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(["$.dataset_id", "$.folds", "$.no", "$.parameters", "$.seed", "$.target", "$.trainer"],
            problem.RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Theory, InlineData("/api/models?versions[gte]=abc"), InlineData("/api/models?versions=abc"), InlineData("/api/models?suspended=maybe"),
        InlineData("/api/models?created_at[gte]=abc"), InlineData("/api/runs?max_trials[lte]=x"), InlineData("/api/audit/events?at[gte]=abc"),
        InlineData("/api/audit/events?at[gte]=2026-99-99"), InlineData("/api/data?rows[gte]=1e999"), InlineData("/api/data/lineage?rows[gte]=abc"),
        InlineData("/api/models?name=a%00b")]
    public async Task A_value_that_cannot_be_compared_with_its_field_is_400(string address) =>
        Assert.StartsWith("request.", await Problems.CodeAsync(await host.As(Role.Admin).GetAsync(address), HttpStatusCode.BadRequest),
            StringComparison.Ordinal);

    [Fact]
    public async Task Head_is_get_without_its_body()
    {
        using var admin = host.As(Role.Admin);
        foreach (string path in (string[])["/api/security/whoami", Principals, "/health/live", "/openapi/v1.json"])
        {
            using var got = await admin.GetAsync(path);
            using var head = await admin.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
            Assert.Equal((got.StatusCode, got.Content.Headers.ContentType), (head.StatusCode, head.Content.Headers.ContentType));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        }
        using var nobody = await host.Anonymous().SendAsync(new HttpRequestMessage(HttpMethod.Head, Principals));
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
    }

    [Theory, InlineData("?limit=0"), InlineData("?limit=501"), InlineData("?limit=x"), InlineData("?page=0"), InlineData("?page=1&page=2"),
        InlineData("?name[like]=x"),
     InlineData("?sort=a;b"), InlineData("?a%20b=1")]
    public async Task A_list_that_cannot_be_meant_is_400(string query) =>
        Assert.Equal("request.bad-list", await Problems.CodeAsync(await host.As(Role.Admin).GetAsync(Principals + query), HttpStatusCode.BadRequest));

    [Fact]
    public async Task A_list_pages_sorts_and_filters()
    {
        using var admin = host.As(Role.Admin, "lists");
        foreach (string name in new[] { "b", "a", "c" }) await admin.PostAsync(Principals, Json($"{{\"name\":\"{name}\",\"roles\":[\"trainer\"]}}"));

        using var page = await ReadAsync(await admin.GetAsync(Principals + "?sort=id&limit=2&page=2"));
        Assert.Equal((3, 2, 2), (page.RootElement.GetProperty("total").GetInt32(), page.RootElement.GetProperty("page").GetInt32(),
            page.RootElement.GetProperty("limit").GetInt32()));
        Assert.Equal(["prn_c"], page.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));

        using var filtered = await ReadAsync(await admin.GetAsync(Principals + "?id=prn_a"));
        Assert.Equal(1, filtered.RootElement.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Another_workspace_s_resource_is_404_as_if_it_were_not_there()
    {
        using var owner = host.As(Role.Admin, "owners");
        using var other = host.As(Role.Admin, "others");
        await owner.PostAsync(Principals, Json("{\"name\":\"mine\",\"roles\":[\"trainer\"]}"));

        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync($"{Principals}/prn_mine")).StatusCode);
        string foreign = await Problems.CodeAsync(await other.GetAsync($"{Principals}/prn_mine"), HttpStatusCode.NotFound);
        Assert.Equal(foreign, await Problems.CodeAsync(await other.GetAsync($"{Principals}/prn_nobody"), HttpStatusCode.NotFound));
        using var list = await ReadAsync(await other.GetAsync(Principals));
        Assert.Equal(0, list.RootElement.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        foreach (string path in new[] { "/", "/docs/index.html", "/api/security/whoami", "/api/nothing", "/health/live" })
        {
            using var response = await host.Anonymous().GetAsync(path);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Contains("frame-ancestors 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
            Assert.False(response.Headers.Contains("Server"));
            Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    [Fact]
    public async Task The_open_api_document_lists_the_routes_and_has_a_browser()
    {
        using var document = await ReadAsync(await host.Anonymous().GetAsync("/openapi/v1.json"));
        var paths = document.RootElement.GetProperty("paths");
        Assert.True(paths.GetProperty("/api/security/api-keys").TryGetProperty("post", out _));
        Assert.Contains("limit", paths.GetProperty(Principals).GetProperty("get").GetProperty("parameters").EnumerateArray()
            .Select(p => p.GetProperty("name").GetString()));
        using var page = await host.Anonymous().GetAsync("/docs/index.html");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("/docs", (await host.Anonymous().GetAsync("/")).Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task The_open_api_document_is_made_once_and_not_sent_again_to_who_has_it()
    {
        using var client = host.Anonymous();
        using var first = await client.GetAsync("/openapi/v1.json");
        using var second = await client.GetAsync("/openapi/v1.json");
        string tag = first.Headers.ETag!.Tag;
        Assert.Equal(tag, second.Headers.ETag!.Tag);
        Assert.Equal(await first.Content.ReadAsByteArrayAsync(), await second.Content.ReadAsByteArrayAsync());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json") { Headers = { { "If-None-Match", tag } } };
        using var known = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/openapi/v2.json")).StatusCode);
    }

    private static async Task<JsonDocument> ReadAsync(HttpResponseMessage response)
    {
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {body}");
        return JsonDocument.Parse(body);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
