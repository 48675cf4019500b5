using System.Security.Cryptography;
using System.Text;
using Kolosal.Storage.Files;

namespace Kolosal.Storage.Keys;

/// <summary>
/// The keys of the ring, wrapped under the master key: <c>keys/ring.key</c>, which there is from the first rotation on. Before that the ring has one
/// key, which is the master key.
/// </summary>
/// <remarks>
/// Lines: a word, then for each master key that opens it nonce ‖ ciphertext ‖ tag of the keys, 32 bytes each, in base64 (AES-256-GCM under a key
/// derived from the master key). In the middle of a rotation two master keys open it.
/// </remarks>
internal static class RingFile
{
    private const string Word = "kolosal-ring-1", Purpose = "kolosal/1/ring-wrap";
    private const int NonceBytes = 12, TagBytes = 16;

    public static void Write(string path, IReadOnlyList<byte[]> ring, params IEnumerable<byte[]> masterKeys)
    {
        byte[] plain = [.. ring.SelectMany(key => key)];
        DurableFile.Write(path, Encoding.ASCII.GetBytes($"{Word}\n{string.Concat(masterKeys.Select(master => $"{Wrap(plain, master)}\n"))}"));
    }

    /// <returns>The keys, the first one first, and how many master keys open the file; null when this one does not.</returns>
    /// <exception cref="InvalidOperationException">It is no such file.</exception>
    public static (ImmutableArray<byte[]> Ring, int Openers)? Read(string path, byte[] masterKey)
    {
        string[] lines = File.ReadAllLines(path);
        if (lines.Length < 2 || lines[0] != Word)
            throw new InvalidOperationException($"'{path}' is not what was written there. Put it back from a backup.");
        foreach (string line in lines[1..])
        {
            if (Unwrap(line, masterKey) is { } plain)
                return ([.. plain.Chunk(MasterKeyText.Bytes)], lines.Length - 1);
        }

        return null;
    }

    private static string Wrap(byte[] plain, byte[] masterKey)
    {
        var box = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var cipher = Cipher(masterKey);
        cipher.Encrypt(
            box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes, plain.Length), box.AsSpan(NonceBytes + plain.Length),
                Encoding.ASCII.GetBytes(Word));
        return Convert.ToBase64String(box);
    }

    private static byte[]? Unwrap(string line, byte[] masterKey)
    {
        try
        {
            byte[] box = Convert.FromBase64String(line);
            if (box.Length < NonceBytes + MasterKeyText.Bytes + TagBytes) return null;
            var plain = new byte[box.Length - NonceBytes - TagBytes];
            using var cipher = Cipher(masterKey);
            cipher.Decrypt(
                box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes, plain.Length), box.AsSpan(NonceBytes + plain.Length), plain,
                Encoding.ASCII.GetBytes(Word));
            return plain;
        }
        catch (Exception other) when (other is AuthenticationTagMismatchException or FormatException)
        {
            return null; // another master key's line, or a damaged one
        }
    }

    private static AesGcm Cipher(byte[] masterKey) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey, 32, salt: [], info: Encoding.ASCII.GetBytes(Purpose)), TagBytes);
}
