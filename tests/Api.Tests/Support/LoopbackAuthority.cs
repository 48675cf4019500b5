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
    private RSA key = RSA.Create(2048);
    private string kid = "first";

    private LoopbackAuthority()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new Dictionary<string, object>
        { ["issuer"] = Issuer, ["jwks_uri"] = $"{Issuer}/keys", ["id_token_signing_alg_values_supported"] = new[] { "RS256" } }));
        app.MapGet("/keys", () => Results.Text(Keys(), "application/json"));
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

    /// <summary>Signed with the public key as if it were a shared secret.</summary>
    public string Confused() => Sign(
        new SigningCredentials(new SymmetricSecurityKey(key.ExportSubjectPublicKeyInfo()) { KeyId = kid }, SecurityAlgorithms.HmacSha256),
        null, "kolosal-api", 60);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        key.Dispose();
    }

    private string Sign(SigningCredentials credentials, string? issuer, string audience, int minutes)
    {
        var end = DateTime.UtcNow.AddMinutes(minutes);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer ?? Issuer,
            Audience = audience,
            Expires = end,
            Claims = new Dictionary<string, object> { ["sub"] = "alice", ["tenant"] = "acme", ["groups"] = new[] { "trainer", "staff" } },
            SigningCredentials = credentials,
        });
    }

    private string Keys()
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return JsonSerializer.Serialize(new
        {
            keys = new[]
            {
                new
                {
                    kty = "RSA", use = "sig", alg = "RS256", kid,
                    n = Base64UrlEncoder.Encode(parameters.Modulus), e = Base64UrlEncoder.Encode(parameters.Exponent),
                },
            },
        });
    }
}
