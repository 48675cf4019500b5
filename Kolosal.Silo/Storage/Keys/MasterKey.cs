using Kolosal.Storage.Files;

namespace Kolosal.Storage.Keys;

/// <summary>
/// Finds the master key: 32 bytes from the environment, from a command, else from <c>keys/master.key</c>, which is made on first start with mode
/// 0600. Beside it lies a fingerprint, so that a wrong key is refused at start and not met as a thousand damaged blobs.
/// </summary>
internal static class MasterKey
{
    public const string Variable = "KOLOSAL_MASTER_KEY";

    /// <summary>The key that the next rotation takes, where the present one is in the environment.</summary>
    public const string NextVariable = "KOLOSAL_MASTER_KEY_NEXT";

    /// <param name="directory">The data directory.</param>
    /// <param name="configured">Base64 of the key, or null to use the file.</param>
    public static KeyRing Load(DataDirectory directory, string? configured) => Open(directory, Store(directory, configured, null, new()));

    /// <summary>The ring that the store's key opens.</summary>
    /// <exception cref="InvalidOperationException">There is no key, or it is not the one that the folder was written with.</exception>
    public static KeyRing Open(DataDirectory directory, IMasterKeyStore store)
    {
        string folder = directory.Folder("keys"), path = RingPath(directory);
        byte[] master = store.Read();
        var ring = new KeyRing(master);
        if (File.Exists(path))
        {
            var (keys, openers) = RingFile.Read(path, master) ?? throw Other();
            ring = new KeyRing([.. keys]);

            // A rotation that was interrupted is over: the key that is in its place is the one that opens.
            if (openers > 1 && store.Next is null) RingFile.Write(path, ring.Keys, master);
        }

        CheckFingerprint(Path.Combine(folder, "master.fingerprint"), ring);
        return ring;
    }

    /// <summary>Where the key is.</summary>
    /// <param name="directory">The data directory.</param>
    /// <param name="configured">Base64 of the key in the environment, or null.</param>
    /// <param name="next">Base64 of the next one, or null.</param>
    /// <param name="options">The commands, where there are some.</param>
    public static IMasterKeyStore Store(DataDirectory directory, string? configured, string? next, MasterKeyOptions options)
    {
        if (!string.IsNullOrWhiteSpace(configured)) return new EnvironmentMasterKey(configured, next);
        if (options.ReadCommand.Length > 0) return new CommandMasterKey(options.ReadCommand, options.WriteCommand.Length > 0 ? options.WriteCommand
            : null);
        return new FileMasterKey(Path.Combine(directory.Folder("keys"), "master.key"), HoldsData(directory));
    }

    public static string RingPath(DataDirectory directory) => Path.Combine(directory.Folder("keys"), "ring.key");

    /// <summary>Tells two rings apart without giving away either; the same for a ring whatever was rotated.</summary>
    public static string Fingerprint(IKeyRing ring) => Convert.ToHexStringLower(ring.Derive("fingerprint", 16));

    /// <summary>Something in the folder was written under a key, and would be lost with it.</summary>
    private static bool HoldsData(DataDirectory directory) =>
        new[] { "kolosal.db", "kolosal.manifest", Path.Combine("keys", "master.fingerprint") }
            .Any(name => new FileInfo(Path.Combine(directory.Root, name)) is { Exists: true, Length: > 0 })
        || directory.HoldsFolders("blobs") || directory.HoldsFolders("logs");

    private static void CheckFingerprint(string path, KeyRing ring)
    {
        string fingerprint = Fingerprint(ring);
        if (!File.Exists(path)) DurableFile.Write(path, System.Text.Encoding.ASCII.GetBytes(fingerprint));
        else if (File.ReadAllText(path).Trim() != fingerprint) throw Other();
    }

    private static InvalidOperationException Other() => new(
        $"The master key is not the one this data directory was written with. Put the old one back into {Variable}, the command's vault or the "
            + "folder "
        + "of master.key; without it no blob can be read.");
}
