using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Kolosal.Access;

/// <summary>Section <c>Kolosal:Access</c>.</summary>
internal sealed class AccessOptions
{
    public const string Section = "Kolosal:Access";

    /// <summary>
    /// Text of the admin key of workspace <c>default</c>, <c>kol_default.admin_{32 or more letters and digits}</c>, for installations that bring
    /// their own; replaces the one that stands. Belongs into the environment, never into a file under version control. Default: none, so
    /// that the first start makes one and prints it once.
    /// </summary>
    public string? AdminKey { get; set; }

    /// <summary>Seconds for which a key or token is believed without asking again: a
    /// revocation bites everywhere within this time. 1 to 60. Default: 5.</summary>
    [Range(1, 60)]
    public int BelieveSeconds { get; set; } = 5;

    public JwtOptions Jwt { get; set; } = new();
}

/// <summary>Section <c>Kolosal:Access:Jwt</c>; tokens are accepted once there is a key.</summary>
internal sealed class JwtOptions
{
    /// <summary>Required <c>iss</c>. Default: <c>kolosal</c>.</summary>
    public string Issuer { get; set; } = "kolosal";

    /// <summary>Required <c>aud</c>. Default: <c>kolosal-api</c>.</summary>
    public string Audience { get; set; } = "kolosal-api";

    /// <summary>Seconds by which the clocks of issuer and server may differ. 0 to 300. Default: 30.</summary>
    [Range(0, 300)]
    public int ClockSkewSeconds { get; set; } = 30;

    /// <summary>Keys that tokens may be signed with, found by <c>kid</c>. To rotate, add
    /// the new one, change the issuer over, remove the old one. Default: none.</summary>
    public JwtKeyOptions[] Keys { get; set; } = [];
}

/// <summary>One signing key.</summary>
internal sealed class JwtKeyOptions
{
    /// <summary>The <c>kid</c> in the token's header. Default: none, required.</summary>
    public string Kid { get; set; } = "";

    /// <summary>The one algorithm this key is used with: HS256, RS256, PS256 or ES256. Default: none, required.</summary>
    public string Algorithm { get; set; } = "";

    /// <summary>For HS256: the shared secret, base64, 32 bytes or more. Default: none.</summary>
    public string? Secret { get; set; }

    /// <summary>For the others: the public key in PEM. Default: none.</summary>
    public string? PublicKey { get; set; }
}

internal sealed class AccessOptionsValidator : IValidateOptions<AccessOptions>
{
    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        if (options.AdminKey is { } text && !(ApiKeyText.TryParse(text, out var owner, out _) && owner.SequenceEqual(FirstKey.Owner)))
            return ValidateOptionsResult.Fail(
                $"{AccessOptions.Section}:AdminKey must read kol_{FirstKey.Owner}_ and at least {ApiKeyText.MinSecretLength} letters and digits.");

        foreach (var key in options.Jwt.Keys)
        {
            try
            {
                JwtKeys.Import(key);
            }
            catch (Exception exception) when (exception is ArgumentException or FormatException
                or System.Security.Cryptography.CryptographicException)
            {
                return ValidateOptionsResult.Fail($"{AccessOptions.Section}:Jwt:Keys has a key '{key.Kid}' that cannot be used: {exception.Message}");
            }
        }
        return options.Jwt.Keys.Select(key => key.Kid).Distinct().Count() == options.Jwt.Keys.Length
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{AccessOptions.Section}:Jwt:Keys has a kid twice.");
    }
}

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
