using Kolosal.Storage;

namespace Kolosal.Models;

/// <summary>How a package is signed: over the 32 bytes of its SHA-256, base64.</summary>
internal static class PackageSignature
{
    public static string Sign(ISigner signer, string packageSha256) => Convert.ToBase64String(signer.Sign(Convert.FromHexString(packageSha256)));

    /// <summary>False, too, for what is no base64 or no hash at all.</summary>
    public static bool Verify(IVerifier verifier, string keyId, string packageSha256, string signature)
    {
        var bytes = new byte[signature.Length];
        return Convert.TryFromBase64String(signature, bytes, out int length)
            && packageSha256.Length == 64 && packageSha256.All(char.IsAsciiHexDigit)
            && verifier.Verify(keyId, Convert.FromHexString(packageSha256), bytes.AsSpan(0, length));
    }
}
