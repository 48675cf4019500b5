using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Kolosal.WebConsole.Support;

/// <summary>Bearer tokens (RFC 7519, HS256) of an issuer that the tests' server is told to trust.</summary>
internal static class IssuedTokens
{
    private const string Kid = "console-tests";
    private static readonly byte[] Secret = SHA256.HashData("The secret of the console's tests."u8);

    /// <summary>What the server is started with, by its names below <c>Kolosal:Access:Jwt:Keys:0</c>.</summary>
    public static IEnumerable<(string Name, string Value)> Settings =>
        [("Kid", Kid), ("Algorithm", "HS256"), ("Secret", Convert.ToBase64String(Secret))];

    /// <summary>An admin of a workspace, for an hour.</summary>
    public static string Admin(string workspace)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        string text = Part(new { alg = "HS256", typ = "JWT", kid = Kid }) + "." + Part(new
        {
            iss = "kolosal",
            aud = "kolosal-api",
            sub = $"admin@{workspace}",
            workspace,
            roles = new[] { "admin" },
            iat = now - 60,
            exp = now + 3600,
        });
        return $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes(text)))}";
    }

    private static string Part(object claims) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims));
}
