using System.Security.Cryptography;
using System.Text;
using Kolosal.Storage;

namespace Kolosal.Notifications;

/// <summary>Keeps the secrets of endpoints encrypted: AES-256-GCM under a key of the ring, bound to the endpoint's key.</summary>
/// <remarks><code>nonce 12 | ciphertext | tag 16</code></remarks>
internal sealed class SecretSeal(IKeyRing keys)
{
    private const int NonceBytes = 12, TagBytes = 16;

    public byte[] Seal(string endpoint, string secret)
    {
        byte[] plain = Encoding.UTF8.GetBytes(secret), seal = new byte[NonceBytes + plain.Length + TagBytes];
        var nonce = seal.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = Cipher();
        cipher.Encrypt(nonce, plain, seal.AsSpan(NonceBytes, plain.Length), seal.AsSpan(NonceBytes + plain.Length), Encoding.UTF8.GetBytes(endpoint));
        return seal;
    }

    /// <exception cref="CryptographicException">It was sealed for another endpoint or under another master key.</exception>
    public string Open(string endpoint, byte[] seal)
    {
        var plain = new byte[seal.Length - NonceBytes - TagBytes];
        using var cipher = Cipher();
        cipher.Decrypt(
            seal.AsSpan(0, NonceBytes), seal.AsSpan(NonceBytes, plain.Length), seal.AsSpan(NonceBytes + plain.Length), plain,
            Encoding.UTF8.GetBytes(endpoint));
        return Encoding.UTF8.GetString(plain);
    }

    private AesGcm Cipher() => new(keys.Derive("notifications/secrets", 32), TagBytes);
}
