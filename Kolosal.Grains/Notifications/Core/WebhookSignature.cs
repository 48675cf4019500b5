using System.Security.Cryptography;
using System.Text;

namespace Kolosal.Notifications;

/// <summary>Message ids, secrets and signatures of Standard Webhooks 1.0 (standardwebhooks.com, symmetric scheme <c>v1</c>).</summary>
public static class WebhookSignature
{
    private const string SecretPrefix = "whsec_";
    private const int ShortestKey = 24, LongestKey = 64, NewKey = 32;

    /// <summary>A secret that nobody knows yet.</summary>
    public static string NewSecret() => SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(NewKey));

    /// <summary>The key in a secret, 24 to 64 bytes; null when the text is no secret.</summary>
    public static byte[]? KeyOf(string secret)
    {
        if (!secret.StartsWith(SecretPrefix, StringComparison.Ordinal)) return null;
        var key = new byte[LongestKey + 3];
        return Convert.TryFromBase64String(secret[SecretPrefix.Length..], key, out int length) && length is >= ShortestKey and <= LongestKey
            ? key[..length] : null;
    }

    /// <summary>The id of the message that carries an event to an endpoint; it has no dot, which the signed text uses as its mark.</summary>
    public static string MessageId(string endpoint, string eventId) =>
        $"msg_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{endpoint}\n{eventId}")))[..32]}";

    /// <summary>One signature: <c>v1,</c> and the base64 of HMAC-SHA-256 over <c>id.timestamp.body</c>.</summary>
    /// <param name="key">The secret's key.</param>
    /// <param name="messageId">Header <c>webhook-id</c>.</param>
    /// <param name="timestamp">Header <c>webhook-timestamp</c>, seconds since 1970.</param>
    /// <param name="body">The body as it is sent.</param>
    public static string Of(byte[] key, string messageId, long timestamp, string body) => "v1," + Convert.ToBase64String(
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(FormattableString.Invariant($"{messageId}.{timestamp}.{body}"))));
}
