using System.Security.Cryptography;
using System.Text;

namespace Kolosal.Storage.Keys;

/// <summary>Sub-keys by HKDF-SHA-256. The master key is uniformly random, so extraction needs no salt (RFC 5869 §3.1).</summary>
internal sealed class KeyRing(byte[] masterKey) : IKeyRing
{
    private const string Domain = "kolosal/1/";

    public byte[] Derive(string purpose, int bytes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(purpose);
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, 64);
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey, bytes, salt: [], info: Encoding.UTF8.GetBytes(Domain + purpose));
    }
}
