using System.Net;
using System.Text;
using Kolosal.Access;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Api.Tests;

/// <summary>Every route × every role × {none, expired, other workspace}, generated from the route table: a new row is covered at once.</summary>
[Collection(ApiCollection.Name)]
public sealed class RouteWalkTests(ApiHost host)
{
    public static TheoryData<string, string> ProtectedRoutes()
    {
        var routes = new TheoryData<string, string>();
        foreach (var rule in RouteTable.Rules.Where(rule => rule.Permission is not null)) routes.Add(rule.Method, rule.Pattern);
        return routes;
    }

    /// <summary>Those of the API; the console's lie on a branch of their own, which the next test shows.</summary>
    private IEnumerable<RouteEndpoint> Endpoints => host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<Kolosal.WebConsole.ConsoleRoute>() is null);

    [Fact]
    public async Task No_route_of_the_api_is_reached_past_the_gate_through_the_console()
    {
        using var client = host.As(Role.Admin);
        string[] strange = ["/console/api/models", "/console/api/security/whoami", "/console/metrics", "/console/v2", "/sign-in", "/data"];
        foreach (string path in strange)
        {
            using var answer = await client.GetAsync(path);
            Assert.Equal((path, HttpStatusCode.NotFound), (path, answer.StatusCode));
        }
    }

    [Fact]
    public void Every_endpoint_has_a_row_and_every_row_an_endpoint()
    {
        var mapped = Endpoints
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Where(method => method != "HEAD")
                .Select(method => RouteRule.IdentityOf(method, endpoint.RoutePattern.RawText!))).ToHashSet();
        var listed = RouteTable.Rules.Select(rule => rule.Identity).ToHashSet();

        Assert.Equal(RouteTable.Rules.Length, listed.Count);
        var open = RouteTable.Rules.Where(rule => rule.IsForAllBelow).ToArray();
        Assert.All(mapped.Except(listed), route => Assert.Contains(open, rule => rule.Covers(route.Split(' ')[0], route.Split(' ')[1])));
        Assert.Subset(mapped, listed.Except(open.Select(rule => rule.Identity)).ToHashSet());
    }

    [Fact]
    public void Every_permission_in_the_table_is_one_that_the_admin_or_the_operator_has() =>
        Assert.All(RouteTable.Rules.Where(rule => rule.Permission is not null), rule =>
            Assert.True(RolePermissions.Grants([Role.Admin, Role.Operator], rule.Permission!), rule.Identity));

    [Fact]
    public void Every_get_is_a_head_too() => Assert.All(
        Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods).Where(methods => methods.Contains("GET")),
        methods => Assert.Contains("HEAD", methods));

    [Theory, MemberData(nameof(ProtectedRoutes))]
    public async Task Without_a_valid_key_or_token_the_answer_is_401(string method, string pattern)
    {
        string[] credentials =
        [
            "", "nonsense", "kol_default.admin_00000000000000000000000000000000000", "kol_nowhere.x_00000000000000000000000000000000000",
            ApiHost.Token([Role.Admin], expiresIn: TimeSpan.FromHours(-1)), ApiHost.Token([Role.Admin])[..^4] + "AAAA",
        ];
        foreach (string credential in credentials)
        {
            using var client = credential.Length == 0 ? host.Anonymous() : host.WithToken(credential);
            using var response = await client.SendAsync(Request(method, pattern));
            string code = await Problems.CodeAsync(response, HttpStatusCode.Unauthorized);
            Assert.Equal(credential.Length == 0 ? "access.no-credentials" : "access.bad-credentials", code);
            Assert.NotEmpty(response.Headers.WwwAuthenticate);
        }
    }

    [Theory, MemberData(nameof(ProtectedRoutes))]
    public async Task A_role_gets_in_exactly_where_the_table_says(string method, string pattern)
    {
        string permission = PermissionOf(method, pattern);
        foreach (string role in Role.All)
        {
            // A workspace of its own, so that what one role deletes is not what another reads.
            using var client = host.As(role, $"walk_{role}");
            using var response = await client.SendAsync(Request(method, pattern), HttpCompletionOption.ResponseHeadersRead);
            if (!RolePermissions.Grants([role], permission))
                Assert.Equal("access.denied", await Problems.CodeAsync(response, HttpStatusCode.Forbidden));
            else
            {
                Assert.NotEqual(HttpStatusCode.Unauthorized, response.StatusCode);
                Assert.True((int)response.StatusCode < 500, $"{role} {method} {pattern}: {response.StatusCode}");
                if (response.StatusCode == HttpStatusCode.Forbidden)
                    Assert.NotEqual("access.denied", await Problems.CodeAsync(response, HttpStatusCode.Forbidden));
            }
        }
    }

    /// <summary>A workspace's own role gets in exactly where both its base and its list of permissions let it.</summary>
    [Theory]
    [InlineData(Role.Admin, "models.read", "data.read")]
    [InlineData(Role.Trainer, "models.write", "predict.serve")]
    [InlineData(Role.Auditor, "audit.read")]
    public async Task A_narrowed_role_gets_in_exactly_where_its_list_says(string from, params string[] permissions)
    {
        string workspace = $"walk_narrowed_{from}";
        using (var admin = host.As(Role.Admin, workspace))
        using (var made = await admin.PostAsync("/api/security/roles", ApiHost.Json(
            $$"""{"name":"walker","base":"{{from}}","permissions":["{{string.Join("\",\"", permissions)}}"]}""")))
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        using var client = host.As("walker", workspace);
        foreach (var rule in RouteTable.Rules.Where(rule => rule.Permission is not null))
        {
            using var response = await client.SendAsync(Request(rule.Method, rule.Pattern), HttpCompletionOption.ResponseHeadersRead);
            bool granted = rule.Permission == Permission.Authenticated || permissions.Contains(rule.Permission);
            if (!granted)
                Assert.Equal((rule.Identity, "access.denied"), (rule.Identity, await Problems.CodeAsync(response, HttpStatusCode.Forbidden)));
            else
                Assert.True((int)response.StatusCode is < 500 and not 401 && (response.StatusCode != HttpStatusCode.Forbidden
                    || await Problems.CodeAsync(response, HttpStatusCode.Forbidden) != "access.denied"), rule.Identity);
        }
    }

    /// <summary>Bodies that no route reads, in types that none or another takes.</summary>
    private static IEnumerable<HttpContent?> Garbage()
    {
        yield return null;
        yield return new StringContent("{\"name\":", Encoding.UTF8, "application/json");
        yield return new StringContent("{\"note\":[null,\"\\ud800\"]}", Encoding.UTF8, "application/json");
        yield return new StringContent("<x/>", Encoding.UTF8, "application/xml");
        yield return new ByteArrayContent([0xff, 0x00]) { Headers = { { "Content-Type", "multipart/form-data" } } };
        var bogus = new ByteArrayContent([0x7b]);
        bogus.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=bogus");
        yield return bogus;
    }

    [Theory, MemberData(nameof(ProtectedRoutes))]
    public async Task Strangers_and_callers_without_the_permission_learn_nothing_of_their_body(string method, string pattern)
    {
        if (method == "GET") return;
        string permission = PermissionOf(method, pattern);
        string? without = Role.All.FirstOrDefault(role => !RolePermissions.Grants([role], permission));
        foreach (var body in Garbage())
        {
            using var stranger = await host.Anonymous().SendAsync(With(Request(method, pattern), body));
            Assert.Equal("access.no-credentials", await Problems.CodeAsync(stranger, HttpStatusCode.Unauthorized));
        }
        foreach (var body in without is null ? [] : Garbage())
        {
            using var caller = host.As(without!, "walk_without");
            using var refused = await caller.SendAsync(With(Request(method, pattern), body));
            Assert.Equal("access.denied", await Problems.CodeAsync(refused, HttpStatusCode.Forbidden));
        }
    }

    private static string PermissionOf(string method, string pattern) =>
        RouteTable.Rules.Single(rule => rule.Method == method && rule.Pattern == pattern).Permission!;

    [Theory, MemberData(nameof(ProtectedRoutes))]
    public async Task Where_the_address_names_no_record_the_answer_is_404_whatever_the_body(string method, string pattern)
    {
        if (method is "GET" or "DELETE" || !pattern.Contains('{', StringComparison.Ordinal)) return;

        // A rule is made under the name that its address says.
        if ((method, pattern) == ("PUT", "/api/monitoring/alert-rules/{id}")) return;

        // What is of the installation no workspace has records of.
        if (!RolePermissions.Grants([Role.Admin], PermissionOf(method, pattern))) return;
        using var admin = host.As(Role.Admin, "walk_admin");
        foreach (var body in Garbage())
        {
            using var response = await admin.SendAsync(With(Request(method, pattern), body));
            await Problems.CodeAsync(response, HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task What_shows_the_whole_installation_is_for_operators_and_no_admin_of_a_workspace()
    {
        foreach (string path in (string[])["/metrics", "/api/system/status", "/api/cluster", "/dashboard/"])
        {
            foreach (string workspace in (string[])["default", "other"])
                Assert.Equal("access.denied", await Problems.CodeAsync(
                    await host.As(Role.Admin, workspace).GetAsync(path), HttpStatusCode.Forbidden));

            // A token cannot carry the role: its issuer speaks for workspaces.
            using var claimed = await host.WithToken(ApiHost.Token([Role.Operator, Role.Admin])).GetAsync(path);
            Assert.Equal("access.denied", await Problems.CodeAsync(claimed, HttpStatusCode.Forbidden));
            foreach (string key in (string[])[ApiHost.AdminKey, ApiHost.OperatorKey])
                Assert.Equal(HttpStatusCode.OK, (await host.WithKey(key).GetAsync(path)).StatusCode);
        }
        Assert.Equal("access.denied", await Problems.CodeAsync(
            await host.WithKey(ApiHost.OperatorKey).GetAsync("/api/models"), HttpStatusCode.Forbidden));
        foreach (string path in (string[])["/api/security/api-keys", "/api/security/principals"])
        {
            using var made = await host.WithKey(ApiHost.AdminKey).PostAsync(path, ApiHost.Json("""{"name":"x","roles":["operator"]}"""));
            Assert.Equal("access.role-of-installation", await Problems.CodeAsync(made, HttpStatusCode.UnprocessableEntity));
        }
    }

    private static HttpRequestMessage With(HttpRequestMessage request, HttpContent? body)
    {
        request.Content = body;
        return request;
    }

    [Theory, InlineData("X-Role"), InlineData("X-Roles"), InlineData("X-Workspace"), InlineData("X-User-Role"), InlineData("X-Forwarded-User")]
    public async Task No_header_makes_a_caller_more_than_it_is(string header)
    {
        using var client = host.As(Role.Consumer);
        client.DefaultRequestHeaders.Add(header, Role.Admin);
        using var response = await client.GetAsync("/api/security/api-keys");
        Assert.Equal("access.denied", await Problems.CodeAsync(response, HttpStatusCode.Forbidden));
    }

    private HttpRequestMessage Request(string method, string pattern)
    {
        // A row for everything below an address is asked for at that address itself, which surely is an endpoint.
        string path = string.Join('/', pattern.Split('/').Where(part => !part.StartsWith("{**", StringComparison.Ordinal))
            .Select(part => part.Contains('{', StringComparison.Ordinal) ? "no-such-thing" : part));
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is "POST" or "PUT" or "PATCH")
            request.Content = Accepts(method, pattern, "multipart/form-data")
                ? new MultipartFormDataContent()
                : new StringContent("{}", Encoding.UTF8, "application/json");
        return request;
    }

    private bool Accepts(string method, string pattern, string contentType)
    {
        string identity = RouteRule.IdentityOf(method, pattern);
        return host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => RouteRule.IdentityOf(method, endpoint.RoutePattern.RawText!) == identity)
            .Any(endpoint => endpoint.Metadata.GetOrderedMetadata<IAcceptsMetadata>().Any(accepted => accepted.ContentTypes.Contains(contentType)));
    }
}
