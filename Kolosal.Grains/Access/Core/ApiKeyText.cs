using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Kolosal.Access;

/// <summary>The text of an API key, <c>kol_{workspace}.{name}_{secret}</c>: a fixed
/// prefix that secret scanners can find, the public id, the secret.</summary>
/// <remarks>
/// The id carries the workspace, so a key finds its grain without an index. The secret has 43 characters of a 62-letter alphabet, 256 bits of
/// the system's generator, which is why a plain SHA-256 is enough to store it.
/// </remarks>
public static class ApiKeyText
{
    public const string Prefix = "kol_";

    /// <summary>Shortest secret that is accepted, for keys an operator makes up.</summary>
    public const int MinSecretLength = 32;

    private const int SecretLength = 43, NameLength = 12, LongestText = 240;
    private const string SecretLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly SearchValues<byte> SecretBytes = SearchValues.Create(Encoding.ASCII.GetBytes(SecretLetters));

    private const string NameLetters = "abcdefghijkmnpqrstuvwxyz23456789";

    /// <summary>Splits a presented text; the parts are slices of it.</summary>
    /// <param name="text">What came in the header.</param>
    /// <param name="owner">Workspace and name with the dot between: what the key's grain is found by.</param>
    /// <param name="secret">The part that nobody else knows.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out ReadOnlySpan<char> owner, out ReadOnlySpan<char> secret)
    {
        owner = secret = default;
        if (text.Length > LongestText || !text.StartsWith(Prefix)) return false;
        int last = text.LastIndexOf('_');
        if (last < Prefix.Length) return false;

        owner = text[Prefix.Length..last];
        secret = text[(last + 1)..];
        int dot = owner.IndexOf('.');
        return dot is > 0 and <= 64 && dot < owner.Length - 1 && secret.Length >= MinSecretLength
            && IsName(owner[..dot]) && IsName(owner[(dot + 1)..]) && !owner[..dot].SequenceEqual("system")
            && !secret.ContainsAnyExcept(SecretLetters);
    }

    /// <summary>The workspace and the id (<c>key_…</c>) in an owner part.</summary>
    public static (string Workspace, string Id) Owner(ReadOnlySpan<char> owner)
    {
        int dot = owner.IndexOf('.');
        return (owner[..dot].ToString(), $"key_{owner[(dot + 1)..]}");
    }

    /// <summary>A fresh id, <c>key_</c> and twelve letters.</summary>
    public static string NewId() => $"key_{RandomNumberGenerator.GetString(NameLetters, NameLength)}";

    /// <summary>A fresh secret of 256 bits.</summary>
    public static string NewSecret() => RandomNumberGenerator.GetString(SecretLetters, SecretLength);

    public static string Format(string workspace, string id, string secret) => $"{Prefix}{workspace}.{id["key_".Length..]}_{secret}";

    /// <summary>What is stored of a secret.</summary>
    public static ImmutableArray<byte> Hash(string secret) => [.. SHA256.HashData(Encoding.ASCII.GetBytes(secret))];

    /// <summary>Whether that can be what is stored of a secret, and is no secret: 32 bytes that are not all letters and digits, which a hash is once
    /// in 10¹⁹.</summary>
    public static bool IsHash(ReadOnlySpan<byte> stored) => stored.Length == SHA256.HashSizeInBytes && stored.ContainsAnyExcept(SecretBytes);

    /// <summary>Whether the secret has this hash; takes the same time wherever they differ.</summary>
    public static bool Matches(ReadOnlySpan<char> secret, ReadOnlySpan<byte> sha256)
    {
        Span<byte> ascii = stackalloc byte[LongestText], hash = stackalloc byte[SHA256.HashSizeInBytes];
        int length = Encoding.ASCII.GetBytes(secret, ascii);
        SHA256.HashData(ascii[..length], hash);
        return CryptographicOperations.FixedTimeEquals(hash, sha256);
    }

    private static bool IsName(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789_-");
}
