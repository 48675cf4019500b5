using Microsoft.IdentityModel.Tokens;

namespace Kolosal.Access;

/// <summary>Signing keys as the token library wants them.</summary>
internal static class JwtKeys
{
    /// <exception cref="ArgumentException">The kid, algorithm or key material is missing or does not fit.</exception>
    public static SecurityKey Import(JwtKeyOptions key)
    {
        if (key.Kid.Length == 0) throw new ArgumentException("Kid is empty.");
        switch (key.Algorithm)
        {
            case SecurityAlgorithms.HmacSha256:
                byte[] secret = Convert.FromBase64String(key.Secret ?? "");
                return secret.Length >= 32 ? new SymmetricSecurityKey(secret) { KeyId = key.Kid }
                    : throw new ArgumentException($"Secret needs 32 bytes or more in base64, got {secret.Length}.");
            case SecurityAlgorithms.RsaSha256 or SecurityAlgorithms.RsaSsaPssSha256:
                var rsa = System.Security.Cryptography.RSA.Create();
                rsa.ImportFromPem(key.PublicKey);
                return rsa.KeySize >= 2048 ? new RsaSecurityKey(rsa) { KeyId = key.Kid }
                    : throw new ArgumentException($"PublicKey needs 2048 bits or more, got {rsa.KeySize}.");
            case SecurityAlgorithms.EcdsaSha256:
                var curve = System.Security.Cryptography.ECDsa.Create();
                curve.ImportFromPem(key.PublicKey);
                return new ECDsaSecurityKey(curve) { KeyId = key.Kid };
            default:
                throw new ArgumentException($"Algorithm must be HS256, RS256, PS256 or ES256, got '{key.Algorithm}'.");
        }
    }
}
