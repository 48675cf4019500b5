using System.Security.Cryptography;

namespace Kolosal.Compliance;

/// <summary>A key of <see cref="ComplianceOptions.FeedKeys"/>.</summary>
public sealed class FeedKey
{
    /// <summary>Its name in signatures. No default.</summary>
    public string Id { get; set; } = "";

    /// <summary><c>ed25519</c> or <c>ecdsa-p256</c>. Default: ed25519.</summary>
    public string Algorithm { get; set; } = Ed25519;

    /// <summary>The public key, base64: 32 bytes for Ed25519, SubjectPublicKeyInfo for ECDSA. No default.</summary>
    public string PublicKey { get; set; } = "";

    /// <summary>What it may report: <c>build</c>, <c>vulnerabilities</c>, <c>sbom</c>. Default: nothing.</summary>
    public List<string> Kinds { get; set; } = [];

    internal const string Ed25519 = "ed25519", Ecdsa = "ecdsa-p256";

    internal byte[] Bytes => Convert.FromBase64String(PublicKey);

    internal string? Fault()
    {
        if (Id.Length is 0 or > 64) return "needs an id of 1 to 64 characters.";
        try
        {
            if (Algorithm == Ed25519) return Bytes.Length == 32 ? null : "needs a public key of 32 bytes.";
            if (Algorithm != Ecdsa) return $"needs the algorithm {Ed25519} or {Ecdsa}, got '{Algorithm}'.";
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Bytes, out _);
            return key.KeySize == 256 ? null : "needs a key over P-256.";
        }
        catch (Exception fault) when (fault is FormatException or CryptographicException)
        {
            return $"has a public key that cannot be read: {fault.Message}";
        }
    }
}
