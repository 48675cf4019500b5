using System.Security.Cryptography;

namespace Kolosal.Backup;

/// <summary>Writes one backup: chunks that its base does not have into packs, the manifest last. For one caller, once.</summary>
internal sealed class BackupWriter : IDisposable
{
    /// <summary>A pack is one object of the target; restoring and verifying hold a few of them in memory.</summary>
    public const int PackBytes = 16 << 20;

    private readonly IBackupTarget target;
    private readonly string id;
    private readonly BackupSeal seal;
    private readonly KeyBook book;
    private readonly int packsBefore;
    private readonly Dictionary<string, StoredChunk> known;
    private readonly Dictionary<string, int> used = new(StringComparer.Ordinal);
    private readonly List<StoredChunk> chunks = [];
    private readonly List<StoredPack> packs = [];
    private readonly List<BackedUpFile> files = [];
    private readonly byte[] buffer = new byte[4 * ContentChunks.Maximum], pack = new byte[PackBytes];
    private int packed;

    /// <param name="target">Where to.</param>
    /// <param name="id">The backup's.</param>
    /// <param name="seal">Of the backup.</param>
    /// <param name="book">Gets a key for each chunk that is written.</param>
    /// <param name="known">Chunks that need not be written again, by their SHA-256.</param>
    /// <param name="packsBefore">Packs that the backup has already.</param>
    public BackupWriter(
        IBackupTarget target, string id, BackupSeal seal, KeyBook book, Dictionary<string, StoredChunk> known, int packsBefore = 0) =>
        (this.target, this.id, this.seal, this.book, this.known, this.packsBefore) = (target, id, seal, book, known, packsBefore);

    public IReadOnlyList<BackedUpFile> Files => files;

    public IReadOnlyList<StoredChunk> Chunks => chunks;

    public IReadOnlyList<StoredPack> Packs => packs;

    /// <summary>Bytes written to the target so far.</summary>
    public long Bytes { get; private set; }

    /// <exception cref="BackupFailedException">A part ended before its length.</exception>
    public async Task AddAsync(BackupPart part, CancellationToken cancel)
    {
        await using var content = await part.OpenAsync(cancel);
        if (content is null) return;
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var places = ImmutableArray.CreateBuilder<int>();
        long length = 0, left = part.Length ?? long.MaxValue;
        int start = 0, end = 0;
        for (bool ended = false; ;)
        {
            if (!ended && end - start < ContentChunks.Maximum)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
                while (!ended && end < buffer.Length)
                {
                    int read = await content.ReadAsync(buffer.AsMemory(end, (int)Math.Min(buffer.Length - end, left)), cancel);
                    (ended, end, left) = (read == 0, end + read, left - read);
                }
            }

            if (start == end) break;
            int size = ContentChunks.First(buffer.AsSpan(start, end - start));
            whole.AppendData(buffer, start, size);
            places.Add(await ChunkAsync(buffer.AsMemory(start, size), cancel));
            (start, length) = (start + size, length + size);
        }

        if (part.Length is { } expected && length != expected)
            throw new BackupFailedException($"'{part.Name}' has {length} bytes where {expected} were there at the snapshot.");
        files.Add(new(part.Name, length, Convert.ToHexStringLower(whole.GetHashAndReset()), places.ToImmutable()));
    }

    /// <summary>Writes what is left, the keys and the manifest. From here on the backup is there.</summary>
    /// <returns>The manifest and its SHA-256.</returns>
    public async Task<(BackupManifest Manifest, string Sha256)> FinishAsync(
        BackupTask task, IBackupSnapshot snapshot, BackupFacts facts, string keyFingerprint, IReadOnlyList<NeededBackup> reachable,
        CancellationToken cancel)
    {
        await FlushAsync(cancel);
        var needed = chunks.Select(chunk => chunk.BackupId).Where(other => other != id).ToHashSet(StringComparer.Ordinal);
        var manifest = new BackupManifest(
            BackupManifest.KnownFormat, id, task.Type, task.BaseId, snapshot.Engine, snapshot.Schema, keyFingerprint, snapshot.At, facts,
            [.. files], [.. chunks], [.. packs], [.. reachable.Where(one => needed.Contains(one.BackupId))]);
        byte[] file = seal.Close(manifest);
        byte[] keys = seal.Close(book);
        await target.ReplaceAsync(KeyBook.Area, id, keys, cancel);
        await target.WriteAsync(id, BackupManifest.FileName, file, cancel);
        Bytes += file.Length + keys.Length;
        return (manifest, Convert.ToHexStringLower(SHA256.HashData(file)));
    }

    /// <summary>Writes the chunks that are not written yet.</summary>
    public async Task FlushAsync(CancellationToken cancel)
    {
        if (packed == 0) return;
        var written = StoredPack.Of(packsBefore + packs.Count + 1, pack.AsSpan(0, packed));
        await target.WriteAsync(id, written.Name, pack.AsMemory(0, packed), cancel);
        packs.Add(written);
        Bytes += packed;
        packed = 0;
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(buffer);

    private async Task<int> ChunkAsync(ReadOnlyMemory<byte> plain, CancellationToken cancel)
    {
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(plain.Span));
        if (used.TryGetValue(sha256, out int place)) return place;
        if (!known.TryGetValue(sha256, out var stored))
        {
            int size = plain.Length + BackupSeal.TagBytes;
            if (packed + size > pack.Length) await FlushAsync(cancel);
            int key = book.Add();
            stored = new(sha256, id, packsBefore + packs.Count + 1, packed, plain.Length, key);
            seal.Close(book.Find(key)!, stored.Pack, stored.Offset, plain.Span, pack.AsSpan(packed, size));
            packed += size;
        }

        used.Add(sha256, chunks.Count);
        chunks.Add(stored);
        return chunks.Count - 1;
    }
}
