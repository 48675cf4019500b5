using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Kolosal.Api.Tests;

/// <summary>
/// An OpenID provider on the loopback, as far as an API asks one: its document and its keys (OpenID Connect Discovery 1.0, RFC 7517).
/// </summary>
internal sealed class LoopbackAuthority : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ECDsa curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Dictionary<string, (string Challenge, string IdToken)> codes = [];
    private RSA key = RSA.Create(2048);
    private string kid = "first";

    private LoopbackAuthority()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new Dictionary<string, object>
        {
            ["issuer"] = Issuer,
            ["jwks_uri"] = $"{Issuer}/keys",
            ["authorization_endpoint"] = $"{Issuer}/authorize",
            ["token_endpoint"] = $"{Issuer}/token",
            ["id_token_signing_alg_values_supported"] = new[] { "RS256", "ES256" },
        }));
        app.MapGet("/keys", () => Results.Text(Keys(), "application/json"));
        app.MapPost("/token", RedeemAsync);
    }

    public string Issuer => app.Urls.First();

    public static async Task<LoopbackAuthority> StartAsync()
    {
        var authority = new LoopbackAuthority();
        await authority.app.StartAsync();
        return authority;
    }

    /// <summary>From now on another key signs, and the old one is no longer published.</summary>
    public void Rotate()
    {
        key.Dispose();
        (key, kid) = (RSA.Create(2048), "second");
    }

    /// <summary>A token as the provider issues it, unless told otherwise.</summary>
    public string Token(
        string algorithm = SecurityAlgorithms.RsaSha256, RSA? by = null, string? issuer = null, string audience = "kolosal-api", int minutes = 60,
        string? named = null) =>
        Sign(new SigningCredentials(new RsaSecurityKey(by ?? key) { KeyId = named ?? kid }, algorithm), issuer, audience, minutes);

    /// <summary>Signed with the provider's other key, of an elliptic curve.</summary>
    public string CurveToken() =>
        Sign(new SigningCredentials(new ECDsaSecurityKey(curve) { KeyId = "curve" }, SecurityAlgorithms.EcdsaSha256), null, "kolosal-api", 60);

    /// <summary>A token with other claims than usual; null takes one away.</summary>
    public string TokenWith(string audience, params (string Name, object? Value)[] claims) => Sign(
        new SigningCredentials(new RsaSecurityKey(key) { KeyId = kid }, SecurityAlgorithms.RsaSha256), null, audience, 60, claims);

    /// <summary>What the provider keeps of a sign-in until the client comes for it (RFC 6749 §4.1, RFC 7636).</summary>
    /// <param name="challenge">SHA-256 of the verifier, base64url.</param>
    /// <param name="idToken">What the client will get.</param>
    /// <returns>The code.</returns>
    public string Code(string challenge, string idToken)
    {
        string code = Guid.NewGuid().ToString("N");
        lock (codes) codes.Add(code, (challenge, idToken));
        return code;
    }

    /// <summary>Signed with the public key as if it were a shared secret.</summary>
    public string Confused() => Sign(
        new SigningCredentials(new SymmetricSecurityKey(key.ExportSubjectPublicKeyInfo()) { KeyId = kid }, SecurityAlgorithms.HmacSha256),
        null, "kolosal-api", 60);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        key.Dispose();
        curve.Dispose();
    }

    private async Task<IResult> RedeemAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        (string Challenge, string IdToken) kept;
        lock (codes)
            if (!codes.Remove(form["code"].ToString(), out kept)) return Results.BadRequest(new { error = "invalid_grant" });
        string shown = Base64UrlEncoder.Encode(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        return shown == kept.Challenge && form["client_secret"] == "the client's secret"
            ? Results.Json(new Dictionary<string, object>
            { ["access_token"] = "not used here", ["token_type"] = "Bearer", ["id_token"] = kept.IdToken, ["expires_in"] = 300 })
            : Results.BadRequest(new { error = "invalid_grant" });
    }

    private string Sign(
        SigningCredentials credentials, string? issuer, string audience, int minutes, params (string Name, object? Value)[] claims)
    {
        var all = new Dictionary<string, object> { ["sub"] = "alice", ["tenant"] = "acme", ["groups"] = new[] { "trainer", "staff" } };
        foreach (var (name, value) in claims)
            if (value is null) all.Remove(name);
            else all[name] = value;
        var end = DateTime.UtcNow.AddMinutes(minutes);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer ?? Issuer,
            Audience = audience,
            Expires = end,
            IssuedAt = end.AddHours(-1.5),
            Claims = all,
            SigningCredentials = credentials,
        });
    }

    private string Keys()
    {
        var (rsa, point) = (key.ExportParameters(includePrivateParameters: false), curve.ExportParameters(includePrivateParameters: false).Q);
        return JsonSerializer.Serialize(new
        {
            keys = new object[]
            {
                new
                {
                    kty = "RSA", use = "sig", alg = "RS256", kid,
                    n = Base64UrlEncoder.Encode(rsa.Modulus), e = Base64UrlEncoder.Encode(rsa.Exponent),
                },
                new
                {
                    kty = "EC", use = "sig", alg = "ES256", kid = "curve", crv = "P-256",
                    x = Base64UrlEncoder.Encode(point.X), y = Base64UrlEncoder.Encode(point.Y),
                },
            },
        });
    }
}
