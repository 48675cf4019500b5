using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Web;
using Kolosal.Access;
using Microsoft.IdentityModel.Tokens;

namespace Kolosal.Api.Tests.Access;

/// <summary>A provider on the loopback, and a server whose console signs people in there.</summary>
public sealed class OidcFixture : IAsyncLifetime
{
    internal LoopbackAuthority Authority { get; private set; } = null!;

    internal ApiHost Host { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Authority = await LoopbackAuthority.StartAsync();
        Host = new OidcHost(Authority.Issuer);
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await Authority.DisposeAsync();
    }

    private sealed class OidcHost(string issuer) : ApiHost(new ApiHostOptions
    {
        Settings = new Dictionary<string, string>
        {
            ["Kolosal:Access:Jwt:Authority"] = issuer,
            ["Kolosal:Access:Jwt:WorkspaceClaim"] = "tenant",
            ["Kolosal:Access:Jwt:RolesClaim"] = "groups",
            ["Kolosal:Access:Jwt:WorkspaceMap:acme"] = "default",
            ["Kolosal:Access:Jwt:RoleMap:staff:0"] = "auditor",
            ["Kolosal:Access:Oidc:ClientId"] = "console",
            ["Kolosal:Access:Oidc:ClientSecret"] = "the client's secret",
            ["Kolosal:Access:Oidc:Label"] = "Acme ID",
        },
    });
}

public sealed class OidcSignInTests(OidcFixture fixture) : IClassFixture<OidcFixture>
{
    private readonly LoopbackAuthority authority = fixture.Authority;

    [Fact]
    public async Task Somebody_of_the_provider_is_in_the_console_with_the_mapped_roles_and_back_at_the_page_that_was_wanted()
    {
        using var browser = Browser();
        Assert.Contains("Sign in with Acme ID", await browser.GetStringAsync("/console/sign-in"), StringComparison.Ordinal);
        using (var before = await browser.GetAsync("/console/models")) Assert.Equal(HttpStatusCode.Redirect, before.StatusCode);

        var asked = await BeginAsync(browser, "models");
        Assert.Equal(("code", "console", "S256"), (asked["response_type"], asked["client_id"], asked["code_challenge_method"]));
        Assert.Equal(new Uri(fixture.Host.ClientOptions.BaseAddress, "/console/sign-in/oidc/callback").ToString(), asked["redirect_uri"]);
        Assert.Contains("openid", asked["scope"]!, StringComparison.Ordinal);

        using var entered = await FinishAsync(browser, asked, authority.TokenWith("console", ("nonce", asked["nonce"]!)));
        Assert.Equal(HttpStatusCode.OK, entered.StatusCode);
        Assert.Contains("url=/console/models\"", await entered.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var page = await browser.GetAsync("/console/models");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Theory]
    [InlineData("nonce")]
    [InlineData("no nonce")]
    [InlineData("audience")]
    [InlineData("issuer")]
    [InlineData("expired")]
    [InlineData("signature")]
    [InlineData("confused")]
    [InlineData("unsigned")]
    [InlineData("tenant")]
    [InlineData("no tenant")]
    [InlineData("verifier")]
    [InlineData("code")]
    [InlineData("state")]
    public async Task What_the_provider_did_not_say_of_this_sign_in_lets_nobody_in(string wrong)
    {
        using var browser = Browser();
        var asked = await BeginAsync(browser, "");
        string nonce = asked["nonce"]!, good = authority.TokenWith("console", ("nonce", nonce));
        using var other = RSA.Create(2048);
        string token = wrong switch
        {
            "nonce" => authority.TokenWith("console", ("nonce", nonce[..^2] + "AA")),
            "no nonce" => authority.TokenWith("console"),
            "audience" => authority.TokenWith("kolosal-api", ("nonce", nonce)),
            "issuer" => authority.Token(issuer: "http://somebody", audience: "console"),
            "expired" => authority.Token(minutes: -60, audience: "console"),
            "signature" => authority.Token(by: other, audience: "console"),
            "confused" => authority.Confused(),
            "unsigned" => $"{Base64UrlEncoder.Encode("{\"alg\":\"none\",\"typ\":\"JWT\"}")}.{good.Split('.')[1]}.",
            "tenant" => authority.TokenWith("console", ("nonce", nonce), ("tenant", "other")),
            "no tenant" => authority.TokenWith("console", ("nonce", nonce), ("tenant", null)),
            _ => good,
        };
        long failures = await FailuresAsync();
        using var answer = wrong switch
        {
            "verifier" => await CallbackAsync(browser, authority.Code(Base64UrlEncoder.Encode(new byte[32]), token), asked["state"]!),
            "code" => await CallbackAsync(browser, "made-up", asked["state"]!),
            "state" => await CallbackAsync(browser, authority.Code(asked["code_challenge"]!, token), "made-up"),
            _ => await FinishAsync(browser, asked, token),
        };
        Refused(answer);
        Assert.Equal(failures + 1, await FailuresAsync());
        using var page = await browser.GetAsync("/console/models");
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
    }

    [Fact]
    public async Task An_answer_counts_once_and_in_the_browser_that_asked()
    {
        using HttpClient browser = Browser(), thief = Browser();
        var asked = await BeginAsync(browser, "");
        string token = authority.TokenWith("console", ("nonce", asked["nonce"]!)), code = authority.Code(asked["code_challenge"]!, token);
        using (var stolen = await CallbackAsync(thief, code, asked["state"]!)) Refused(stolen);
        using (var entered = await CallbackAsync(browser, code, asked["state"]!)) Assert.Equal(HttpStatusCode.OK, entered.StatusCode);
        using var again = await CallbackAsync(browser, authority.Code(asked["code_challenge"]!, token), asked["state"]!);
        Refused(again);
    }

    [Fact]
    public async Task What_the_provider_says_of_the_factors_stands_in_the_record_of_the_sign_in()
    {
        using var admin = fixture.Host.WithKey(ApiHost.AdminKey);
        foreach (var (factors, weak) in ((string[], bool)[])[([], true), (["pwd"], true), (["pwd", "otp"], false), (["mfa"], false)])
        {
            using var browser = Browser();
            var asked = await BeginAsync(browser, "");
            (string, object?) nonce = ("nonce", asked["nonce"]!);
            using var entered = await FinishAsync(browser, asked, factors.Length == 0 ? authority.TokenWith("console", nonce)
                : authority.TokenWith("console", nonce, ("amr", factors)));
            Assert.Equal(HttpStatusCode.OK, entered.StatusCode);
            var listed = await admin.GetFromJsonAsync<JsonElement>("/api/security/sign-ins?door=console_oidc&subject=alice");
            var record = Assert.Single(listed.GetProperty("items").EnumerateArray());
            Assert.Equal(factors, record.GetProperty("factors").EnumerateArray().Select(one => one.GetString()));
            Assert.Equal((weak, 480), (record.GetProperty("weak").GetBoolean(), record.GetProperty("minutes").GetInt32()));
        }
    }

    [Theory, InlineData("//evil.example/x"), InlineData("https://evil.example"), InlineData("\\\\evil.example"), InlineData("x\"><script>")]
    public async Task Whatever_page_was_wanted_the_way_leads_to_the_console(string wanted)
    {
        using var browser = Browser();
        var asked = await BeginAsync(browser, wanted);
        using var entered = await FinishAsync(browser, asked, authority.TokenWith("console", ("nonce", asked["nonce"]!)));
        string page = await entered.Content.ReadAsStringAsync();
        Assert.Contains("content=\"0;url=/console/", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://evil", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_sealed_elsewhere_is_no_session_and_bearer_tokens_of_the_provider_are_taken_by_the_api()
    {
        foreach (string text in (string[])["kse_", "kse_AAAA", $"kse_{new string('A', 200)}", $"kse_{new string('A', 9_000)}"])
        {
            using var answer = await fixture.Host.WithKey(text).GetAsync("/api/security/whoami");
            Assert.Equal("access.bad-credentials", await Problems.CodeAsync(answer, HttpStatusCode.Unauthorized));
        }

        var who = await fixture.Host.WithToken(authority.CurveToken()).GetFromJsonAsync<JsonElement>("/api/security/whoami");
        Assert.Equal(("default", "alice", "auditor"), (who.GetProperty("workspace").GetString(), who.GetProperty("subject").GetString(),
            who.GetProperty("roles")[0].GetString()));
    }

    [Theory]
    [InlineData(null, "http://127.0.0.1:1", true)]
    [InlineData("console", "http://127.0.0.1:1", true)]
    [InlineData("console", null, false)]
    public void A_client_needs_its_provider(string? client, string? provider, bool allowed) => Assert.Equal(allowed,
        new AccessOptionsValidator().Validate(null, new AccessOptions
        { Oidc = { ClientId = client }, Jwt = { Authority = provider is null ? null : new Uri(provider) } }).Succeeded);

    private HttpClient Browser() => new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new() })
    { BaseAddress = fixture.Host.ClientOptions.BaseAddress };

    private static async Task<System.Collections.Specialized.NameValueCollection> BeginAsync(HttpClient browser, string wanted)
    {
        using var sent = await browser.GetAsync($"/console/sign-in/oidc?return={Uri.EscapeDataString(wanted)}");
        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        return HttpUtility.ParseQueryString(sent.Headers.Location!.Query);
    }

    private Task<HttpResponseMessage> FinishAsync(HttpClient browser, System.Collections.Specialized.NameValueCollection asked, string token) =>
        CallbackAsync(browser, authority.Code(asked["code_challenge"]!, token), asked["state"]!);

    private static Task<HttpResponseMessage> CallbackAsync(HttpClient browser, string code, string state) =>
        browser.GetAsync($"/console/sign-in/oidc/callback?code={code}&state={Uri.EscapeDataString(state)}");

    private async Task<long> FailuresAsync() => (await fixture.Host.WithKey(ApiHost.AdminKey).GetFromJsonAsync<JsonElement>("/api/security/status"))
        .GetProperty("login_failures").GetInt64();

    private static void Refused(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith("/console/sign-in?failed=", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.False(answer.Headers.TryGetValues("Set-Cookie", out var cookies)
            && cookies.Any(cookie => cookie.StartsWith("kolosal-console=", StringComparison.Ordinal)));
    }
}

/// <summary>A server without a provider.</summary>
[Collection(ApiCollection.Name)]
public sealed class OidcAbsentTests(ApiHost host)
{
    [Fact]
    public async Task There_is_no_button_and_nowhere_to_go()
    {
        using var browser = host.Anonymous();
        Assert.DoesNotContain("sign-in/oidc", await browser.GetStringAsync("/console/sign-in"), StringComparison.Ordinal);
        foreach (string path in (string[])["/console/sign-in/oidc", "/console/sign-in/oidc/callback?code=a&state=b"])
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(path)).StatusCode);
    }
}
