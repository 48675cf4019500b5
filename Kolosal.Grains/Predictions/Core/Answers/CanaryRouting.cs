using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Kolosal.Predictions;

/// <summary>Which requests a canary answers.</summary>
/// <remarks>
/// The first 53 bits of SHA-256("name:version" LF key), read as a fraction of 1, are below percent / 100. One key gets one version for as long as
/// the percentage stays, and one that has the canary keeps it when the percentage rises; another canary draws anew, so that it is not always the
/// same people who are tried upon.
/// </remarks>
public static class CanaryRouting
{
    private const int LongestName = 256;

    /// <param name="model">The model's name.</param>
    /// <param name="canary">The canary's version.</param>
    /// <param name="percent">Its share, 0 to 100.</param>
    /// <param name="key">What the request sticks by.</param>
    public static bool IsCanary(string model, int canary, double percent, ReadOnlySpan<byte> key)
    {
        if (percent <= 0) return false;
        return percent >= 100 || Fraction($"{model}:{canary}\n", key) < percent / 100;
    }

    /// <summary>A fraction of 1 that follows from the texts alone and is spread evenly.</summary>
    /// <param name="salt">What the draw is about; at most <c>256</c> characters.</param>
    /// <param name="key">What is drawn for.</param>
    public static double Fraction(string salt, ReadOnlySpan<byte> key)
    {
        if (salt.Length > LongestName) throw new ArgumentException($"At most {LongestName} characters, got {salt.Length}.", nameof(salt));
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(salt));
        hash.AppendData(key);
        hash.GetHashAndReset(digest);
        return (BinaryPrimitives.ReadUInt64BigEndian(digest) >> 11) * (1.0 / (1L << 53));
    }
}
