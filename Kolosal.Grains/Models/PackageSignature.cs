using System.Security.Cryptography;
using Kolosal.Storage;

namespace Kolosal.Models;

/// <summary>How a package is signed: over the 32 bytes of its SHA-256, base64.</summary>
public static class PackageSignature
{
    private const int KeyIdBytes = 8;

    internal static string Sign(ISigner signer, string packageSha256) => Convert.ToBase64String(signer.Sign(Convert.FromHexString(packageSha256)));

    /// <summary>False, too, for what is no base64 or no hash at all.</summary>
    internal static bool Verify(IVerifier verifier, string keyId, string packageSha256, string signature)
    {
        var bytes = new byte[signature.Length];
        return Convert.TryFromBase64String(signature, bytes, out int length)
            && packageSha256.Length == 64 && packageSha256.All(char.IsAsciiHexDigit)
            && verifier.Verify(keyId, Convert.FromHexString(packageSha256), bytes.AsSpan(0, length));
    }

    /// <summary>Checks a signature with a public key alone, away from the installation that signed.</summary>
    /// <param name="packageSha256">SHA-256 of the package's bytes, hexadecimal.</param>
    /// <param name="signature">r and s, 64 bytes (IEEE P1363), base64.</param>
    /// <param name="publicKey">SubjectPublicKeyInfo of a P-256 key, PEM.</param>
    /// <param name="keyId">The key's id: the first 16 hex digits of the SHA-256 of its SubjectPublicKeyInfo; null where there is no key.</param>
    /// <returns>What is wrong, as a sentence; null when the signature is this package's by this key.</returns>
    public static string? Check(string packageSha256, string? signature, string? publicKey, out string? keyId)
    {
        keyId = null;
        if (string.IsNullOrWhiteSpace(publicKey)) return "There is no public key to check the signature with; give it as PEM.";
        if (string.IsNullOrWhiteSpace(signature)) return "There is no signature to check; give it as base64.";
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(publicKey);
        }
        catch (Exception fault) when (fault is ArgumentException or CryptographicException)
        {
            return "The public key is none in PEM.";
        }
        keyId = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()).AsSpan(0, KeyIdBytes));
        var bytes = new byte[signature.Length];
        if (!Convert.TryFromBase64String(signature.Trim(), bytes, out int length)) return "The signature is no base64.";
        return key.VerifyData(Convert.FromHexString(packageSha256), bytes.AsSpan(0, length), HashAlgorithmName.SHA256) ? null
            : $"The signature is none of this package (SHA-256 {packageSha256}) by the key {keyId}.";
    }
}
