using System.Security.Cryptography;
using System.Text.Json;

namespace Kolosal.Backup;

/// <summary>The keys of one backup's chunks, and what erasures put in the place of its files.</summary>
/// <remarks>
/// It lies beside the backups and in none of them, and is the one thing of a backup that changes: an erasure destroys the keys of chunks that hold
/// the person, and of the key only the number is left, so that no older backup brings it back. Sealed under the backup's key; it is replaced whole.
/// Not for several threads.
/// </remarks>
internal sealed class KeyBook
{
    /// <summary>Where the books lie in a target: an object a backup, by its id. Backups' own ids begin otherwise.</summary>
    public const string Area = "keystore";

    public const int KeyBytes = 32;

    private const int KnownFormat = 1;

    private readonly List<byte[]?> keys;
    private readonly SortedSet<string> gone;
    private readonly Dictionary<string, BackedUpFile> replaced;
    private ImmutableArray<StoredChunk> chunks;
    private ImmutableArray<StoredPack> packs;

    public KeyBook()
        : this(new(KnownFormat, [], [], [], [], []))
    {
    }

    private KeyBook(Content content)
    {
        (keys, gone) = ([.. content.Keys], new(content.Gone, StringComparer.Ordinal));
        replaced = content.Files.ToDictionary(file => file.Name, StringComparer.Ordinal);
        (chunks, packs) = (content.Chunks, content.Packs);
    }

    /// <exception cref="BackupDamagedException">It is no book, or a newer program's.</exception>
    public static KeyBook FromBytes(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<Content>(bytes) is { Format: KnownFormat } content ? new(content)
                : throw new BackupDamagedException("The keys have a format that this program does not know; a newer one wrote them.");
        }
        catch (JsonException malformed)
        {
            throw new BackupDamagedException("The keys cannot be read.", malformed);
        }
    }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(
        new Content(KnownFormat, [.. keys], [.. replaced.Values.OrderBy(file => file.Name, StringComparer.Ordinal)], chunks, packs, [.. gone]));

    /// <summary>Makes a key.</summary>
    /// <returns>Its number.</returns>
    public int Add()
    {
        keys.Add(RandomNumberGenerator.GetBytes(KeyBytes));
        return keys.Count - 1;
    }

    /// <summary>The key of a number; null when it was destroyed.</summary>
    /// <exception cref="BackupDamagedException">There never was one of this number.</exception>
    public byte[]? Find(int number) => number >= 0 && number < keys.Count ? keys[number]
        : throw new BackupDamagedException($"There is no key {number} among {keys.Count}.");

    /// <summary>Whether a file was taken away.</summary>
    public bool IsGone(string name) => gone.Contains(name);

    /// <summary>Destroys every key but some.</summary>
    /// <returns>How many were destroyed.</returns>
    public int DestroyBut(IReadOnlySet<int> needed)
    {
        int destroyed = 0;
        for (int number = 0; number < keys.Count; number++)
        {
            if (keys[number] is not { } key || needed.Contains(number)) continue;
            CryptographicOperations.ZeroMemory(key);
            keys[number] = null;
            destroyed++;
        }

        return destroyed;
    }

    /// <summary>Has other content stand for files, and takes files away.</summary>
    /// <param name="files">With places among <paramref name="added"/>.</param>
    /// <param name="added">Chunks of the files.</param>
    /// <param name="written">Packs that hold what is new of them.</param>
    /// <param name="removed">Names of files that are no more.</param>
    /// <param name="before">Chunks of the backup and its book so far.</param>
    public void Replace(
        IEnumerable<BackedUpFile> files, IEnumerable<StoredChunk> added, IEnumerable<StoredPack> written, IEnumerable<string> removed, int before)
    {
        foreach (var file in files) replaced[file.Name] = file with { Chunks = [.. file.Chunks.Select(place => place + before)] };
        (chunks, packs) = ([.. chunks, .. added], [.. packs, .. written]);
        gone.UnionWith(removed);
    }

    /// <summary>The backup as it stands now.</summary>
    public BackupManifest Apply(BackupManifest manifest) => replaced.Count == 0 && gone.Count == 0 ? manifest : manifest with
    {
        Files = [.. manifest.Files.Where(file => !gone.Contains(file.Name)).Select(file => replaced.GetValueOrDefault(file.Name, file))],
        Chunks = [.. manifest.Chunks, .. chunks],
        Packs = [.. manifest.Packs, .. packs],
        Facts = manifest.Facts with { Blobs = manifest.Facts.Blobs - gone.Count },
    };

    private sealed record Content(
        int Format, ImmutableArray<byte[]?> Keys, ImmutableArray<BackedUpFile> Files, ImmutableArray<StoredChunk> Chunks,
        ImmutableArray<StoredPack> Packs, ImmutableArray<string> Gone);
}
