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

    [Fact]
    public void Every_endpoint_has_a_row_and_every_row_an_endpoint()
    {
        var mapped = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method =>
                RouteRule.IdentityOf(method, endpoint.RoutePattern.RawText!))).ToHashSet();
        var listed = RouteTable.Rules.Select(rule => rule.Identity).ToHashSet();

        Assert.Equal(RouteTable.Rules.Length, listed.Count);
        var open = RouteTable.Rules.Where(rule => rule.IsForAllBelow).ToArray();
        Assert.All(mapped.Except(listed), route => Assert.Contains(open, rule => rule.Covers(route.Split(' ')[0], route.Split(' ')[1])));
        Assert.Subset(mapped, listed.Except(open.Select(rule => rule.Identity)).ToHashSet());
    }

    [Fact]
    public void Every_permission_in_the_table_is_one_that_the_admin_has() =>
        Assert.All(RouteTable.Rules.Where(rule => rule.Permission is not null), rule =>
            Assert.True(RolePermissions.Grants([Role.Admin], rule.Permission!), rule.Identity));

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
        string permission = RouteTable.Rules.Single(rule => rule.Method == method && rule.Pattern == pattern).Permission!;
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
