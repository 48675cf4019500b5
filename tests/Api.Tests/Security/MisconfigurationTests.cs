using System.Net;
using Kolosal.Access;

namespace Kolosal.Api.Tests.Security;

/// <summary>API8:2023, security misconfiguration: what every answer says and leaves unsaid, and settings that would open a door.</summary>
/// <remarks>Ten thousand generated requests show no trace and no 5xx: <see cref="MalformedRequestTests"/>; tokens' settings are in
/// <see cref="BearerTokensTests"/>.</remarks>
[Collection(SecurityCollection.Name)]
public sealed class MisconfigurationTests(SecurityApi host)
{
    [Fact]
    public async Task Answers_of_every_kind_carry_the_headers_and_no_cookie_and_no_version()
    {
        using var admin = host.As(Role.Admin, SecurityApi.Owner);
        (HttpMethod Method, string Path, int Status)[] kinds =
        [
            (HttpMethod.Get, "/api/models", 200), (HttpMethod.Get, "/api/models/none", 404), (HttpMethod.Delete, "/api/models", 405),
            (HttpMethod.Post, "/api/experiments", 400), (HttpMethod.Get, "/api/no-such-route", 404), (HttpMethod.Get, "/metrics", 403),
        ];
        foreach (var (method, path, status) in kinds)
        {
            using var answer = await admin.SendAsync(new(method, path) { Headers = { { "Origin", "https://evil.example" } } });
            Assert.Equal((path, status), (path, (int)answer.StatusCode));
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            foreach (string unsaid in (string[])
                ["Server", "X-Powered-By", "X-AspNet-Version", "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Set-Cookie"])
                Assert.False(answer.Headers.Contains(unsaid), $"{path} says {unsaid}.");
            if (path.StartsWith("/api", StringComparison.Ordinal)) Assert.True(answer.Headers.CacheControl!.NoStore);
        }
    }

    [Theory, InlineData("https://evil.example"), InlineData("null"), InlineData("http://127.0.0.1")]
    public async Task No_other_origin_is_let_in_by_a_preflight(string origin)
    {
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/api/security/api-keys")
        { Headers = { { "Origin", origin }, { "Access-Control-Request-Method", "POST" }, { "Access-Control-Request-Headers", "x-api-key" } } };
        using var caller = host.Anonymous();
        using var answer = await caller.SendAsync(preflight);
        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control-Allow", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Keys that stand in documents and examples, or that a hurry makes.</summary>
    [Theory]
    [InlineData("kol_default.admin_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("kol_default.admin_0000000000000000000000000000000000000000")]
    [InlineData("kol_default.admin_changemechangemechangemechangemechangeme")]
    [InlineData("kol_default.admin_passwordpasswordpasswordpasswordpassword")]
    [InlineData("kol_default.admin_short"), InlineData("admin"), InlineData("kol_other.admin_0123456789abcdefghijABCDEFGHIJ0123456789")]
    public void A_key_that_can_be_guessed_stops_the_start(string key)
    {
        Assert.True(new AccessOptionsValidator().Validate(null, new AccessOptions { AdminKey = key }).Failed);
        Assert.True(new AccessOptionsValidator().Validate(
            null, new AccessOptions { OperatorKey = key.Replace(".admin_", ".operator_", StringComparison.Ordinal) }).Failed);
    }

    [Fact]
    public void Keys_as_the_documents_say_to_make_them_are_taken()
    {
        string made = $"kol_default.admin_{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(30))}";
        Assert.False(new AccessOptionsValidator().Validate(null, new AccessOptions { AdminKey = made }).Failed);
    }

    [Fact]
    public async Task Pages_for_people_run_no_script_of_another_place()
    {
        using var caller = host.Anonymous();
        foreach (string path in (string[])["/docs/index.html", "/console/sign-in"])
        {
            using var answer = await caller.GetAsync(path);
            if (answer.StatusCode == HttpStatusCode.NotFound) continue; // a server without pages
            string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("script-src *", policy, StringComparison.Ordinal);
            Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
        }
    }
}
