using System.Security.Cryptography;
using Kolosal.Storage.Files;

namespace Kolosal.Storage.Keys;

/// <summary>
/// Finds the master key: 32 bytes from the environment, else from <c>keys/master.key</c>, which is made on first start with mode 0600.
/// Beside it lies a fingerprint, so that a wrong key is refused at start and not met as a thousand damaged blobs.
/// </summary>
internal static class MasterKey
{
    public const string Variable = "KOLOSAL_MASTER_KEY";
    private const int Bytes = 32;

    /// <param name="directory">The data directory.</param>
    /// <param name="configured">Base64 of the key, or null to use the file.</param>
    public static KeyRing Load(DataDirectory directory, string? configured)
    {
        bool holdsData = HoldsData(directory);
        string folder = directory.Folder("keys");
        byte[] key = string.IsNullOrWhiteSpace(configured)
            ? FromFile(Path.Combine(folder, "master.key"), holdsData) : FromText(configured, Variable);
        var ring = new KeyRing(key);
        CheckFingerprint(Path.Combine(folder, "master.fingerprint"), ring);
        return ring;
    }

    /// <summary>Tells two keys apart without giving away either.</summary>
    public static string Fingerprint(IKeyRing ring) => Convert.ToHexStringLower(ring.Derive("fingerprint", 16));

    /// <summary>Something in the folder was written under a key, and would be lost with it.</summary>
    private static bool HoldsData(DataDirectory directory) =>
        new[] { "kolosal.db", "kolosal.manifest", Path.Combine("keys", "master.fingerprint") }
            .Any(name => new FileInfo(Path.Combine(directory.Root, name)) is { Exists: true, Length: > 0 })
        || directory.HoldsFolders("blobs") || directory.HoldsFolders("logs");

    private static byte[] FromFile(string path, bool holdsData)
    {
        if (!File.Exists(path))
        {
            // A new key would open nothing of what is there, and be taken for the right one from then on.
            if (holdsData)
            {
                throw new InvalidOperationException(
                    $"The master key is missing: there is no '{path}', and {Variable} is not set, but the data directory holds data that only the "
                    + $"old key opens. Put the file back from a backup (one line of base64, mode 0600), or set {Variable} to its content. Nothing "
                    + "was changed.");
            }

            string text = Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));
            DurableFile.Write(path, System.Text.Encoding.ASCII.GetBytes(text));
        }

        return FromText(File.ReadAllText(path), $"'{path}'");
    }

    private static byte[] FromText(string text, string source)
    {
        var key = new byte[Bytes + 1];
        return Convert.TryFromBase64String(text.Trim(), key, out int read) && read == Bytes
            ? key[..Bytes]
            : throw new InvalidOperationException($"Need {Bytes} bytes in base64 in {source}. Make some with: openssl rand -base64 {Bytes}");
    }

    private static void CheckFingerprint(string path, KeyRing ring)
    {
        string fingerprint = Fingerprint(ring);
        if (!File.Exists(path)) DurableFile.Write(path, System.Text.Encoding.ASCII.GetBytes(fingerprint));
        else if (File.ReadAllText(path).Trim() != fingerprint)
        {
            throw new InvalidOperationException(
                $"The master key is not the one this data directory was written with. Put the old one back into {Variable} or "
                    + $"{Path.GetFileName(path)}'s folder; "
                + "without it no blob can be read.");
        }
    }
}
