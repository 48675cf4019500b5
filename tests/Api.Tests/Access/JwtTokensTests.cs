using System.Security.Cryptography;
using Kolosal.Access;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Kolosal.Api.Tests;

public sealed class JwtTokensTests : IDisposable
{
    private readonly Monitor options = new();
    private readonly Clock clock = new();
    private readonly JwtTokens tokens;
    private readonly byte[] first = RandomNumberGenerator.GetBytes(32), second = RandomNumberGenerator.GetBytes(32);

    public JwtTokensTests()
    {
        tokens = new JwtTokens(options, clock);
        options.Set(Shared("a", first));
    }

    [Fact]
    public async Task A_good_token_names_workspace_subject_and_roles()
    {
        var principal = await tokens.ValidateAsync(Token(Hmac("a", first), roles: ["trainer", "auditor", "emperor"]));
        Assert.Equal(("default", "alice"), (principal?.Workspace, principal?.Subject));
        Assert.Equal(["trainer", "auditor"], principal!.Roles.AsEnumerable());
    }

    [Fact]
    public async Task Keys_rotate_by_their_id_without_a_gap()
    {
        string old = Token(Hmac("a", first)), fresh = Token(Hmac("b", second));
        Assert.NotNull(await tokens.ValidateAsync(old));
        Assert.Null(await tokens.ValidateAsync(fresh));

        options.Set(Shared("a", first), Shared("b", second));
        Assert.NotNull(await tokens.ValidateAsync(old));
        Assert.NotNull(await tokens.ValidateAsync(fresh));

        options.Set(Shared("b", second));
        Assert.Null(await tokens.ValidateAsync(old));
        Assert.NotNull(await tokens.ValidateAsync(fresh));
    }

    [Fact]
    public async Task The_id_decides_and_not_whichever_key_fits()
    {
        options.Set(Shared("a", first), Shared("b", second));
        Assert.Null(await tokens.ValidateAsync(Token(Hmac("b", first))));
        Assert.Null(await tokens.ValidateAsync(Token(Hmac(null, first))));
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
        Assert.NotNull(await tokens.ValidateAsync(Token(new SigningCredentials(key, algorithm))));

        // The public key is public: a token signed with its text as a shared secret is the oldest trick there is.
        var text = new SymmetricSecurityKey(System.Text.Encoding.ASCII.GetBytes(pem)) { KeyId = "p" };
        Assert.Null(await tokens.ValidateAsync(Token(new SigningCredentials(text, SecurityAlgorithms.HmacSha256))));
        if (!elliptic) Assert.Null(await tokens.ValidateAsync(Token(new SigningCredentials(key, algorithm == "RS256" ? "PS256" : "RS256"))));
    }

    [Fact]
    public async Task Issuer_audience_workspace_and_subject_are_required()
    {
        var key = Hmac("a", first);
        Assert.Null(await tokens.ValidateAsync(Token(key, issuer: "somebody")));
        Assert.Null(await tokens.ValidateAsync(Token(key, audience: "something")));
        Assert.Null(await tokens.ValidateAsync(Token(key, workspace: "system")));
        Assert.Null(await tokens.ValidateAsync(Token(key, workspace: "a/b")));
        Assert.Null(await tokens.ValidateAsync(Token(key, workspace: "")));
        Assert.Null(await tokens.ValidateAsync(Token(key, subject: "")));
    }

    [Fact]
    public async Task A_token_ends_when_it_says_so_also_one_that_was_believed_a_moment_ago()
    {
        string token = Token(Hmac("a", first), minutes: 10);
        Assert.NotNull(await tokens.ValidateAsync(token));
        clock.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(31)); // 30 s of clock difference are forgiven
        Assert.Null(await tokens.ValidateAsync(token));
    }

    [Fact]
    public async Task An_unsigned_token_is_nothing()
    {
        string payload = Token(Hmac("a", first)).Split('.')[1];
        string header = Base64UrlEncoder.Encode("{\"alg\":\"none\",\"kid\":\"a\",\"typ\":\"JWT\"}");
        Assert.Null(await tokens.ValidateAsync($"{header}.{payload}."));
        Assert.Null(await tokens.ValidateAsync("a.b.c"));
        Assert.Null(await tokens.ValidateAsync(new string('x', 100_000)));
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

    public void Dispose() => tokens.Dispose();

    private static JwtKeyOptions Shared(string kid, byte[] secret) =>
        new() { Kid = kid, Algorithm = "HS256", Secret = Convert.ToBase64String(secret) };

    private static SigningCredentials Hmac(string? kid, byte[] secret) =>
        new(new SymmetricSecurityKey(secret) { KeyId = kid }, SecurityAlgorithms.HmacSha256);

    private string Token(
        SigningCredentials key, string issuer = "kolosal", string audience = "kolosal-api", string workspace = "default", string subject = "alice",
        string[]? roles = null, int minutes = 60) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Expires = clock.GetUtcNow().UtcDateTime.AddMinutes(minutes),
            Claims = new Dictionary<string, object> { ["sub"] = subject, ["workspace"] = workspace, ["roles"] = roles ?? ["trainer"] },
            SigningCredentials = key,
        });

    private sealed class Monitor : IOptionsMonitor<AccessOptions>
    {
        private Action<AccessOptions, string?>? changed;

        public AccessOptions CurrentValue { get; private set; } = new();

        public AccessOptions Get(string? name) => CurrentValue;

        public IDisposable? OnChange(Action<AccessOptions, string?> listener)
        {
            changed = listener;
            return null;
        }

        public void Set(params JwtKeyOptions[] keys)
        {
            CurrentValue = new AccessOptions { Jwt = { Keys = keys } };
            changed?.Invoke(CurrentValue, null);
        }
    }

    /// <summary>Starts at the real time, since the token library stamps with it, and moves by hand.</summary>
    private sealed class Clock : TimeProvider
    {
        private TimeSpan ahead;

        public void Advance(TimeSpan by) => ahead += by;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;

        public override long GetTimestamp() => base.GetTimestamp() + (long)(ahead.TotalSeconds * TimestampFrequency);
    }
}
