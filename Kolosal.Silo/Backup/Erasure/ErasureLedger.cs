using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kolosal.Privacy;
using Kolosal.Storage;
using Kolosal.Storage.Files;
using Kolosal.Storage.Keys;

namespace Kolosal.Backup;

/// <summary>The erasures of an installation, kept beside its backups and in none of them: <c>erasures/fingerprint of the keys</c> in the target, and
/// <see cref="FileName"/> in a folder that was restored.</summary>
/// <remarks>
/// It is newer than any backup whatever is restored, because it is written before an erasure is reported and never restored itself. Sealed with
/// AES-256-GCM under a key derived from the ring: <c>nonce 12 | ciphertext | tag 16</c>.
/// </remarks>
internal sealed class ErasureLedger(IBackupTarget target, IKeyRing keys)
{
    public const string Area = "erasures";

    /// <summary>In the data directory.</summary>
    public const string FileName = "erasures.ledger";

    private const int NonceBytes = 12, TagBytes = 16, KeyBytes = 32;
    private const string Purpose = "erasures";

    private readonly string name = MasterKey.Fingerprint(keys);

    /// <summary>Keeps an entry in the place of the one of the same erasure, with what that knew.</summary>
    public async Task<ErasureEntry> AddAsync(ErasureEntry entry, CancellationToken cancel)
    {
        var all = (await ReadAsync(cancel)).ToDictionary(one => (one.Workspace, one.Id));
        if (all.TryGetValue((entry.Workspace, entry.Id), out var earlier)) entry = entry.With(earlier);
        all[(entry.Workspace, entry.Id)] = entry;
        await target.ReplaceAsync(Area, name, Close([.. all.Values.OrderBy(one => one.At)]), cancel);
        return entry;
    }

    /// <exception cref="BackupDamagedException">It is not what was written.</exception>
    public async Task<ImmutableArray<ErasureEntry>> ReadAsync(CancellationToken cancel) =>
        await target.ReadAsync(Area, name, cancel) is { } file ? Open(file) : [];

    /// <summary>Entries that a restore brought along.</summary>
    /// <exception cref="BackupDamagedException">It is not what was written.</exception>
    public ImmutableArray<ErasureEntry> ReadFolder(string folder)
    {
        string path = Path.Combine(folder, FileName);
        return File.Exists(path) ? Open(File.ReadAllBytes(path)) : [];
    }

    /// <summary>Puts what was erased since a moment into a folder that is being restored.</summary>
    /// <returns>How many.</returns>
    public async Task<int> BringAsync(string folder, DateTimeOffset since, CancellationToken cancel)
    {
        var later = Since(await ReadAsync(cancel), since);
        if (later.Length > 0) DurableFile.Write(Path.Combine(folder, FileName), Close(later));
        return later.Length;
    }

    public static ImmutableArray<ErasureEntry> Since(ImmutableArray<ErasureEntry> all, DateTimeOffset moment) =>
        [.. all.Where(entry => entry.At > moment)];

    private byte[] Close(ImmutableArray<ErasureEntry> entries)
    {
        byte[] plain = JsonSerializer.SerializeToUtf8Bytes(entries), file = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(file.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(keys.DeriveWrappings(Purpose, KeyBytes).First(), TagBytes);
        cipher.Encrypt(file.AsSpan(0, NonceBytes), plain, file.AsSpan(NonceBytes, plain.Length), file.AsSpan(^TagBytes..), Identity);
        return file;
    }

    private ImmutableArray<ErasureEntry> Open(ReadOnlySpan<byte> file)
    {
        if (file.Length < NonceBytes + TagBytes) throw Damaged();
        var plain = new byte[file.Length - NonceBytes - TagBytes];
        foreach (byte[] key in keys.DeriveWrappings(Purpose, KeyBytes))
        {
            using var cipher = new AesGcm(key, TagBytes);
            try
            {
                cipher.Decrypt(file[..NonceBytes], file[NonceBytes..^TagBytes], file[^TagBytes..], plain, Identity);
                return JsonSerializer.Deserialize<ImmutableArray<ErasureEntry>>(plain);
            }
            catch (AuthenticationTagMismatchException)
            {
                // Sealed under another generation, or changed: the last one decides.
            }
        }

        throw Damaged();
    }

    private byte[] Identity => Encoding.ASCII.GetBytes(name);

    private BackupDamagedException Damaged() => new($"The ledger of erasures '{name}' in {target.Locate(Area)} is not what was written.");
}
