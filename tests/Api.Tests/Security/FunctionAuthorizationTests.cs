using System.Net;
using Kolosal.Access;

namespace Kolosal.Api.Tests.Security;

/// <summary>API5:2023, broken function level authorization: no other way of writing an address or a method leads past its row in the table.</summary>
/// <remarks>Every route with every role is walked in <see cref="RouteWalkTests"/>.</remarks>
[Collection(SecurityCollection.Name)]
public sealed class FunctionAuthorizationTests(SecurityApi host)
{
    [Theory]
    [InlineData("//api/security/api-keys"), InlineData("/api//security/api-keys"), InlineData("/API/Security/Api-Keys")]
    [InlineData("/api/security/api-keys/"), InlineData("/api/./security/api-keys"), InlineData("/api/security/x/../api-keys")]
    [InlineData("/api/security/%61pi-keys"), InlineData("/api/security;x=1/api-keys"), InlineData("/api/security/api-keys%2f")]
    [InlineData("/api/security/api-keys%00"), InlineData("/console/../api/security/api-keys"), InlineData("/api/security%2fapi-keys")]
    [InlineData("/api/security/api-keys.json"), InlineData("/api/security/api-keys?"), InlineData("/docs/../api/security/api-keys")]
    [InlineData("/health/live/../../api/security/api-keys"), InlineData("/openapi/..%2fapi/security/api-keys")]
    [InlineData("http://127.0.0.1/api/security/api-keys")]
    public async Task However_an_address_is_written_a_consumer_does_not_read_keys(string target)
    {
        foreach (string header in (string[])
            [$"Authorization: Bearer {ApiHost.Token([Role.Consumer], SecurityApi.Owner)}", "X-Nothing: 1"])
        {
            string answer = await RawHttp.AnswerAsync(host.ClientOptions.BaseAddress, "GET", target, header, "Connection: close");
            int status = answer.Split(' ') is [_, var number, ..] ? int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) : 400;
            Assert.True(status is 400 or 401 or 403 or 404, $"{target} answered {answer}");
        }
    }

    [Theory, InlineData("X-HTTP-Method-Override"), InlineData("X-HTTP-Method"), InlineData("X-Method-Override"), InlineData("X-Original-URL"),
        InlineData("X-Rewrite-URL")]
    public async Task No_header_turns_a_request_into_another(string header)
    {
        using var auditor = host.As(Role.Auditor, SecurityApi.Owner);
        string id = host.Known.Ids["/api/security/api-keys"];
        foreach (string value in (string[])["DELETE", "/api/security/whoami"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/security/api-keys/{id}") { Headers = { { header, value } } };
            using var answer = await auditor.SendAsync(request);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        }
        using var read = new HttpRequestMessage(HttpMethod.Get, $"/api/security/api-keys/{id}?_method=DELETE") { Headers = { { header, "DELETE" } } };
        using var same = await auditor.SendAsync(read);
        Assert.Equal(HttpStatusCode.OK, same.StatusCode);
        Assert.Equal(await same.Content.ReadAsStringAsync(), await auditor.GetStringAsync($"/api/security/api-keys/{id}"));
    }

    [Theory, InlineData("TRACE"), InlineData("TRACK"), InlineData("CONNECT"), InlineData("PROPFIND"), InlineData("get"), InlineData("OPTIONS"),
        InlineData("FOO")]
    public async Task A_method_that_no_row_names_gets_nothing(string method)
    {
        string answer = await RawHttp.AnswerAsync(host.ClientOptions.BaseAddress, method, "/api/security/api-keys",
            $"Authorization: Bearer {ApiHost.Token([Role.Admin], SecurityApi.Owner)}", "X-Echo: do-not-echo", "Content-Length: 0");
        int status = answer.Split(' ') is [_, var number, ..] ? int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) : 400;
        Assert.True(status is 400 or 403 or 404 or 405 or 501, $"{method} answered {answer}");
        Assert.DoesNotContain("do-not-echo", answer, StringComparison.Ordinal);
    }
}
