using System.Security.Cryptography;
using System.Text;

namespace Kolosal.Storage.Keys;

/// <summary>Sub-keys by HKDF-SHA-256. A key of the ring is uniformly random, so extraction needs no salt (RFC 5869 §3.1).</summary>
/// <remarks>The first key gives what must stay the same: seals, signing keys. Each rotation adds one, and the last one wraps.</remarks>
internal sealed class KeyRing : IKeyRing
{
    private const string Domain = "kolosal/1/";

    // Replaced as a whole, so that whoever reads it meanwhile sees one state of it.
    private byte[][] keys;

    public KeyRing(params byte[][] keys) => this.keys = keys;

    /// <summary>Keys of the ring, the first one first.</summary>
    public IReadOnlyList<byte[]> Keys => Volatile.Read(ref keys);

    public byte[] Derive(string purpose, int bytes) => Derive(Keys[0], Domain, purpose, bytes);

    public IEnumerable<byte[]> DeriveWrappings(string purpose, int bytes)
    {
        var ring = Keys;
        for (int i = ring.Count - 1; i >= 0; i--)
            yield return Derive(ring[i], i == 0 ? Domain : FormattableString.Invariant($"{Domain}generation/{i + 1}/"), purpose, bytes);
    }

    /// <summary>Adds the key that wraps from now on.</summary>
    public void Add(byte[] key) => Volatile.Write(ref keys, [.. keys, key]);

    private static byte[] Derive(byte[] key, string domain, string purpose, int bytes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(purpose);
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, 64);
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, key, bytes, salt: [], info: Encoding.UTF8.GetBytes(domain + purpose));
    }
}
