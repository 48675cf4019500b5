using System.Security.Cryptography;
using Kolosal.Storage;
using Microsoft.AspNetCore.DataProtection;

namespace Kolosal.Http;

/// <summary>
/// Seals the console's tickets, tokens and circuits under sub-keys of the platform's master key, one a purpose: nothing of it lies on a disk, and
/// every server with the same master key opens what another sealed.
/// </summary>
/// <remarks>AES-256-GCM (NIST SP 800-38D) with a random nonce: one key may seal 2³² texts. After a rotation the older keys still open.</remarks>
internal sealed class ConsoleProtection(IKeyRing ring, string purpose = "data-protection") : IDataProtectionProvider, IDataProtector
{
    private const int KeyBytes = 32, NonceBytes = 12, TagBytes = 16, Around = NonceBytes + TagBytes;

    // A name that no purpose can imitate: its length goes before it.
    public IDataProtector CreateProtector(string purpose1) => new ConsoleProtection(ring, $"{purpose}/{purpose1.Length}:{purpose1}");

    public byte[] Protect(byte[] plaintext)
    {
        var sealedText = new byte[Around + plaintext.Length];
        var nonce = sealedText.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(ring.DeriveWrappings(purpose, KeyBytes).First(), TagBytes);
        cipher.Encrypt(nonce, plaintext, sealedText.AsSpan(Around), sealedText.AsSpan(NonceBytes, TagBytes));
        return sealedText;
    }

    /// <exception cref="CryptographicException">It was sealed for another purpose, under another master key, or was changed.</exception>
    public byte[] Unprotect(byte[] protectedData)
    {
        if (protectedData.Length < Around) throw Foreign();
        var text = new byte[protectedData.Length - Around];
        foreach (byte[] key in ring.DeriveWrappings(purpose, KeyBytes))
        {
            using var cipher = new AesGcm(key, TagBytes);
            try
            {
                cipher.Decrypt(protectedData.AsSpan(0, NonceBytes), protectedData.AsSpan(Around), protectedData.AsSpan(NonceBytes, TagBytes), text);
                return text;
            }
            catch (AuthenticationTagMismatchException)
            {
                // Perhaps an older key's.
            }
        }
        throw Foreign();
    }

    private static CryptographicException Foreign() => new("What should be opened was not sealed here for this purpose.");
}
