using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Kolosal.Storage.Keys;

/// <summary>Ed25519 (RFC 8032 §5.1) by the library; the runtime has none.</summary>
internal static class Ed25519Signatures
{
    public const int SeedBytes = 32, PublicKeyBytes = 32, SignatureBytes = 64;

    /// <param name="seed">32 bytes.</param>
    public static byte[] PublicKey(byte[] seed)
    {
        var key = new byte[PublicKeyBytes];
        Ed25519.GeneratePublicKey(seed, 0, key, 0);
        return key;
    }

    public static byte[] Sign(byte[] seed, byte[] publicKey, ReadOnlySpan<byte> data)
    {
        var signature = new byte[SignatureBytes];
        byte[] message = data.ToArray();
        Ed25519.Sign(seed, 0, publicKey, 0, message, 0, message.Length, signature, 0);
        return signature;
    }

    /// <returns>False for a key or a signature of another length, too.</returns>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        publicKey.Length == PublicKeyBytes && signature.Length == SignatureBytes
        && Ed25519.Verify(signature.ToArray(), 0, publicKey.ToArray(), 0, data.ToArray(), 0, data.Length);
}
