using System.Numerics;
using System.Security.Cryptography;

namespace Kolosal.Storage.Keys;

/// <summary>The P-256 key pair of one generation, computed from the master key and so never at rest.</summary>
/// <remarks>
/// FIPS 186-5 A.2.1 (extra random bits): d = (c mod (n − 1)) + 1 with c of 384 bits, 128 more than n, so the bias is below 2⁻¹²⁸.
/// Every silo with the same master key signs with the same key.
/// </remarks>
internal sealed class SigningKey : IDisposable
{
    private static readonly BigInteger Order = new(
        Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"), isUnsigned: true, isBigEndian: true);

    private readonly ECDsa pair;
    private readonly Lock gate = new();

    public SigningKey(IKeyRing keys, int generation)
    {
        var c = new BigInteger(keys.Derive($"signing/{generation}", 48), isUnsigned: true, isBigEndian: true);
        byte[] scalar = (c % (Order - 1) + 1).ToByteArray(isUnsigned: true, isBigEndian: true);
        var d = new byte[32];
        scalar.CopyTo(d, d.Length - scalar.Length);
        pair = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = d });
        byte[] info = pair.ExportSubjectPublicKeyInfo();
        KeyId = Convert.ToHexStringLower(SHA256.HashData(info).AsSpan(0, 8));
        PublicKeyPem = pair.ExportSubjectPublicKeyInfoPem();
    }

    public string KeyId { get; }

    public string PublicKeyPem { get; }

    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        lock (gate) return pair.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        lock (gate) return pair.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    public void Dispose() => pair.Dispose();
}
