using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Kolosal.Disclosure;

/// <summary>HMAC-SHA-256 (RFC 2104) over values: who does not know the key can neither undo nor repeat it.</summary>
/// <param name="key">At least 16 bytes; kept.</param>
public sealed class KeyedDigest(byte[] key)
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567"; // RFC 4648 §6, lower case

    /// <summary>80 bits: among a thousand million values two share one with a chance below one in a million.</summary>
    private const int PseudonymLetters = 16;

    private readonly byte[] key = key.Length >= 16 ? key
        : throw new ArgumentException($"Need a key of at least 16 bytes, got {key.Length}.", nameof(key));

    /// <summary>The same value has the same pseudonym within a domain, in any table; in another domain it has another.</summary>
    public string Pseudonym(string domain, string value)
    {
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Digest(domain, value, digest);
        Span<char> letters = stackalloc char[PseudonymLetters];
        ulong high = BinaryPrimitives.ReadUInt64BigEndian(digest), low = BinaryPrimitives.ReadUInt64BigEndian(digest[8..]);
        for (int i = 0; i < PseudonymLetters; i++)
        {
            letters[i] = Alphabet[(int)(high >> 59)];
            high = (high << 5) | (low >> 59);
            low <<= 5;
        }

        return $"p-{letters}";
    }

    /// <summary>A number in (0, 1) that belongs to the value for ever.</summary>
    public double Fraction(string domain, string value)
    {
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Digest(domain, value, digest);
        return ((BinaryPrimitives.ReadUInt64BigEndian(digest) >> 11) + 0.5) / (1UL << 53);
    }

    private void Digest(string domain, string value, Span<byte> digest) =>
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{domain}\0{value}"), digest);
}
