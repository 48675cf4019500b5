using System.Security.Cryptography;
using Kolosal.Access;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Kolosal.Api.Tests;

public sealed class BearerTokensTests : IAsyncLifetime
{
    private readonly AccessMonitor options = new();
    private readonly MovedClock clock = new();
    private readonly TokenDoor door;
    private readonly byte[] first = RandomNumberGenerator.GetBytes(32), second = RandomNumberGenerator.GetBytes(32);

    public BearerTokensTests()
    {
        door = new TokenDoor(options, clock);
        options.Set(Shared("a", first));
    }

    [Fact]
    public async Task A_good_token_names_workspace_subject_and_roles()
    {
        var principal = await door.AskAsync(Token(Hmac("a", first), roles: ["trainer", "auditor", "emperor"]));
        Assert.Equal(("default", "alice"), (principal?.Workspace, principal?.Subject));
        Assert.Equal(["trainer", "auditor"], principal!.Roles.AsEnumerable());
    }

    [Fact]
    public async Task Keys_rotate_by_their_id_without_a_gap()
    {
        string old = Token(Hmac("a", first)), fresh = Token(Hmac("b", second));
        Assert.NotNull(await door.AskAsync(old));
        Assert.Null(await door.AskAsync(fresh));

        options.Set(Shared("a", first), Shared("b", second));
        Assert.NotNull(await door.AskAsync(old));
        Assert.NotNull(await door.AskAsync(fresh));

        options.Set(Shared("b", second));
        Assert.Null(await door.AskAsync(old));
        Assert.NotNull(await door.AskAsync(fresh));
    }

    [Fact]
    public async Task The_id_decides_and_not_whichever_key_fits()
    {
        options.Set(Shared("a", first), Shared("b", second));
        Assert.Null(await door.AskAsync(Token(Hmac("b", first))));
        Assert.Null(await door.AskAsync(Token(Hmac(null, first))));
    }

    [Theory, InlineData("RS256"), InlineData("PS256"), InlineData("ES256")]
    public async Task Public_keys_work_with_the_one_algorithm_they_are_for(string algorithm)
    {
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        bool elliptic = algorithm == "ES256";
        string pem = elliptic ? curve.ExportSubjectPublicKeyInfoPem() : rsa.ExportSubjectPublicKeyInfoPem();
        SecurityKey key = elliptic ? new ECDsaSecurityKey(curve) { KeyId = "p" } : new RsaSecurityKey(rsa) { KeyId = "p" };
        options.Set(new JwtKeyOptions { Kid = "p", Algorithm = algorithm, PublicKey = pem });
        Assert.NotNull(await door.AskAsync(Token(new SigningCredentials(key, algorithm))));

        // The public key is public: a token signed with its text as a shared secret is the oldest trick there is.
        var text = new SymmetricSecurityKey(System.Text.Encoding.ASCII.GetBytes(pem)) { KeyId = "p" };
        Assert.Null(await door.AskAsync(Token(new SigningCredentials(text, SecurityAlgorithms.HmacSha256))));
        if (!elliptic) Assert.Null(await door.AskAsync(Token(new SigningCredentials(key, algorithm == "RS256" ? "PS256" : "RS256"))));
    }

    [Fact]
    public async Task Issuer_audience_workspace_and_subject_are_required()
    {
        var key = Hmac("a", first);
        Assert.Null(await door.AskAsync(Token(key, issuer: "somebody")));
        Assert.Null(await door.AskAsync(Token(key, audience: "something")));
        Assert.Null(await door.AskAsync(Token(key, workspace: "system")));
        Assert.Null(await door.AskAsync(Token(key, workspace: "a/b")));
        Assert.Null(await door.AskAsync(Token(key, workspace: "")));
        Assert.Null(await door.AskAsync(Token(key, subject: "")));
    }

    [Fact]
    public async Task Workspace_and_subject_are_one_text_each()
    {
        var key = Hmac("a", first);
        foreach (object workspace in (object[])[new[] { "default", "other" }, new[] { "default" }, 7, new Dictionary<string, object> { ["a"] = 1 }])
            Assert.Null(await door.AskAsync(Token(key, claims: new() { ["workspace"] = workspace })));
        foreach (object subject in (object[])[new[] { "alice" }, 7, "system", "a\u0000b", "a\r\nb", "\u007f", new string('a', 4_000)])
            Assert.Null(await door.AskAsync(Token(key, claims: new() { ["sub"] = subject })));
        Assert.NotNull(await door.AskAsync(Token(key, claims: new() { ["sub"] = "alice" })));
    }

    [Fact]
    public async Task Roles_of_the_installation_come_from_no_token() =>
        Assert.Equal([Role.Admin], (await door.AskAsync(Token(Hmac("a", first), roles: [Role.Operator, Role.Admin])))!.Roles.AsEnumerable());

    [Theory, InlineData("{\"sub\":\"\\ud800\",\"workspace\":\"default\"}"), InlineData("{"), InlineData("[]"), InlineData("null"), InlineData("")]
    public async Task A_payload_that_is_no_object_of_texts_is_nobody(string payload)
    {
        string header = Base64UrlEncoder.Encode("{\"alg\":\"HS256\",\"kid\":\"a\",\"typ\":\"JWT\"}");
        Assert.Null(await door.AskAsync($"{header}.{Base64UrlEncoder.Encode(payload)}.AAAA"));
    }

    [Theory, InlineData(253402300799), InlineData(253402300770), InlineData(9007199254740992)]
    public async Task A_token_that_ends_with_the_calendar_is_good_until_then(long end) =>
        Assert.NotNull(await door.AskAsync(Token(Hmac("a", first), claims: new() { ["exp"] = end })));

    [Fact]
    public async Task A_token_ends_when_it_says_so_also_one_that_was_believed_a_moment_ago()
    {
        string token = Token(Hmac("a", first), minutes: 10);
        Assert.NotNull(await door.AskAsync(token));
        clock.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(31)); // 30 s of clock difference are forgiven
        Assert.Null(await door.AskAsync(token));
    }

    [Fact]
    public async Task An_unsigned_token_is_nothing()
    {
        string payload = Token(Hmac("a", first)).Split('.')[1];
        string header = Base64UrlEncoder.Encode("{\"alg\":\"none\",\"kid\":\"a\",\"typ\":\"JWT\"}");
        Assert.Null(await door.AskAsync($"{header}.{payload}."));
        Assert.Null(await door.AskAsync("a.b.c"));
        Assert.Null(await door.AskAsync(new string('x', 100_000)));
    }

    [Theory]
    [InlineData("", "HS256", "c2VjcmV0", null)]
    [InlineData("k", "HS256", "c2VjcmV0", null)]
    [InlineData("k", "HS256", null, null)]
    [InlineData("k", "none", null, null)]
    [InlineData("k", "RS256", null, "not a key")]
    public void A_key_that_cannot_be_used_stops_the_start(string kid, string algorithm, string? secret, string? pem) =>
        Assert.True(new AccessOptionsValidator().Validate(null, new AccessOptions
        { Jwt = { Keys = [new JwtKeyOptions { Kid = kid, Algorithm = algorithm, Secret = secret, PublicKey = pem }] } }).Failed);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await door.DisposeAsync();

    private static JwtKeyOptions Shared(string kid, byte[] secret) =>
        new() { Kid = kid, Algorithm = "HS256", Secret = Convert.ToBase64String(secret) };

    private static SigningCredentials Hmac(string? kid, byte[] secret) =>
        new(new SymmetricSecurityKey(secret) { KeyId = kid }, SecurityAlgorithms.HmacSha256);

    private string Token(
        SigningCredentials key, string issuer = "kolosal", string audience = "kolosal-api", string workspace = "default", string subject = "alice",
        string[]? roles = null, int minutes = 60, Dictionary<string, object>? claims = null) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Expires = claims?.ContainsKey("exp") == true ? null : clock.GetUtcNow().UtcDateTime.AddMinutes(minutes),
            Claims = new Dictionary<string, object>
            { ["sub"] = subject, ["workspace"] = workspace, ["roles"] = roles ?? ["trainer"] }.Concat(claims ?? [])
                .GroupBy(claim => claim.Key).ToDictionary(claim => claim.Key, claim => claim.Last().Value),
            SigningCredentials = key,
        });
}
