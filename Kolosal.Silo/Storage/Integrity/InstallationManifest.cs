using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kolosal.Storage.Files;

namespace Kolosal.Storage.Integrity;

/// <summary>What is remembered of the database outside of it: which one it is and how often it had been committed to.</summary>
/// <param name="Installation">Id of the installation, as in the database.</param>
/// <param name="Commits">Commits that had happened; the database may have more.</param>
/// <param name="KeyFingerprint">Of the master key that everything was sealed with.</param>
/// <param name="StatesSealed">Every state in the database has a seal; one without was tampered with.</param>
internal sealed record InstallationManifest(string Installation, long Commits, string KeyFingerprint, bool StatesSealed)
{
    public const string FileName = "kolosal.manifest";

    private const string SealedWord = "states-sealed";

    private const string Purpose = "installation-manifest";

    /// <summary>The manifest of a folder; null when there is none.</summary>
    /// <exception cref="InvalidOperationException">It is not what was written under this key.</exception>
    public static InstallationManifest? Read(string folder, IKeyRing keys)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        string[] lines = File.ReadAllLines(path);
        bool statesSealed = lines.Length == 5 && lines[3] == SealedWord;
        if ((lines.Length == 4 || statesSealed) && long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out long commits))
        {
            var manifest = new InstallationManifest(lines[0], commits, lines[2], statesSealed);
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(manifest.Seal(keys)), Encoding.UTF8.GetBytes(lines[^1])))
                return manifest;
        }

        throw new InvalidOperationException(
            $"'{path}' was changed by somebody else or damaged. It says how far the database had come. Put it back from a backup of the same "
            + "moment as kolosal.db; or, if you know that the database is whole, remove the file.");
    }

    /// <summary>Lines: id, commits, fingerprint, a word once all states are sealed, and their HMAC-SHA-256 under the installation's key.</summary>
    public void Write(string folder, IKeyRing keys) => DurableFile.Write(Path.Combine(folder, FileName), ToBytes(keys));

    /// <summary>What <see cref="Write"/> writes.</summary>
    public byte[] ToBytes(IKeyRing keys) => Encoding.ASCII.GetBytes($"{Content()}{Seal(keys)}\n");

    private string Content() => string.Create(
        CultureInfo.InvariantCulture, $"{Installation}\n{Commits}\n{KeyFingerprint}\n{(StatesSealed ? $"{SealedWord}\n" : "")}");

    private string Seal(IKeyRing keys) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(keys.Derive(Purpose, 32), Encoding.ASCII.GetBytes(Content())));
}
