using System.Net;
using System.Text;
using Kolosal.Access;

namespace Kolosal.Api.Tests.Security;

/// <summary>API2:2023, broken authentication: where credentials are looked for, and what of them ends when.</summary>
/// <remarks>Tokens (issuer, audience, algorithm, <c>none</c>, confusion of keys) are in <see cref="BearerTokensTests"/> and
/// <see cref="AuthorityTests"/>, keys in <see cref="ApiKeyHttpTests"/>, guessing in <see cref="RateLimitTests"/>, every route without credentials in
/// <see cref="RouteWalkTests"/>.</remarks>
[Collection(SecurityCollection.Name)]
public sealed class AuthenticationTests(SecurityApi host)
{
    private const string Route = "/api/security/whoami";

    /// <summary>An address ends up in logs, histories and referrers; a cookie is sent by a browser whoever asks it to.</summary>
    [Fact]
    public async Task Credentials_in_an_address_a_cookie_or_a_body_are_none()
    {
        using var caller = host.Anonymous();
        string token = ApiHost.Token([Role.Admin], SecurityApi.Owner);
        foreach (string name in (string[])["api_key", "apikey", "key", "access_token", "token", "X-Api-Key"])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await caller.GetAsync($"{Route}?{name}={ApiHost.AdminKey}")).StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, (await caller.GetAsync($"{Route}?{name}={token}")).StatusCode);
            using var cookie = new HttpRequestMessage(HttpMethod.Get, Route) { Headers = { { "Cookie", $"{name}={ApiHost.AdminKey}" } } };
            Assert.Equal(HttpStatusCode.Unauthorized, (await caller.SendAsync(cookie)).StatusCode);
        }
        using var form = new HttpRequestMessage(HttpMethod.Post, "/api/experiments")
        { Content = new FormUrlEncodedContent([KeyValuePair.Create("access_token", token)]) };
        Assert.Equal(HttpStatusCode.Unauthorized, (await caller.SendAsync(form)).StatusCode);
    }

    [Theory, InlineData("Basic"), InlineData("Digest"), InlineData("Negotiate"), InlineData("ApiKey"), InlineData("bearer:"), InlineData("")]
    public async Task Another_scheme_is_nobody(string scheme)
    {
        string basic = Convert.ToBase64String(Encoding.ASCII.GetBytes($"admin:{ApiHost.AdminKey}"));
        foreach (string value in (string[])[$"{scheme} {basic}", $"{scheme} {ApiHost.AdminKey}"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Route);
            request.Headers.TryAddWithoutValidation("Authorization", value);
            using var caller = host.Anonymous();
            Assert.Equal(HttpStatusCode.Unauthorized, (await caller.SendAsync(request)).StatusCode);
        }
    }

    /// <summary>What a credential that does not hold claims is claimed by nobody, whatever comes beside it.</summary>
    [Fact]
    public async Task A_bad_credential_adds_nothing_to_a_good_one()
    {
        foreach (var (key, token) in ((string, string)[])
            [(ApiHost.AdminKey[..^4] + "0000", ApiHost.Token([Role.Consumer], SecurityApi.Owner)),
                (host.MadeKey, ApiHost.Token([Role.Admin])[..^4] + "AAAA")])
        {
            using var caller = host.WithToken(token);
            caller.DefaultRequestHeaders.Add("X-Api-Key", key);
            using var answer = await caller.GetAsync("/api/security/api-keys");
            Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, $"{answer.StatusCode}");
        }
    }

    [Fact]
    public async Task A_header_that_stands_twice_is_nobody()
    {
        string answer = await RawHttp.AnswerAsync(host.ClientOptions.BaseAddress, "GET", Route,
            $"X-Api-Key: {ApiHost.AdminKey}", "X-Api-Key: kol_default.admin_00000000000000000000000000000000000", "Connection: close");
        Assert.Matches("^HTTP/1.1 40[01] ", answer);
    }

    /// <summary>Nobody learns from the answer which of the parts was right.</summary>
    [Fact]
    public async Task A_key_that_does_not_exist_is_answered_as_one_whose_secret_is_wrong()
    {
        var texts = new HashSet<string>();
        foreach (string key in (string[])
            [ApiHost.AdminKey[..^4] + "0000", $"kol_default.nobody_{new string('x', 40)}", $"kol_nowhere.admin_{new string('x', 40)}", "x"])
        {
            using var caller = host.WithKey(key);
            using var answer = await caller.GetAsync(Route);
            string text = await answer.Content.ReadAsStringAsync();
            var problem = System.Text.Json.Nodes.JsonNode.Parse(text)!.AsObject();
            problem.Remove("trace_id");
            texts.Add($"{(int)answer.StatusCode} {problem.ToJsonString()}");
        }
        Assert.Single(texts);
    }
}
