using System.Security.Cryptography;
using Kolosal.Storage;

namespace Kolosal.Backup;

/// <summary>Reads one backup, and of others what it needs of them. Not for several threads.</summary>
internal sealed class BackupReader : IDisposable
{
    private const int PacksInMemory = 4;

    private readonly IBackupTarget target;
    private readonly Dictionary<string, OpenedBackup> opened = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Backup, int Pack, byte[] Content)> packs = new();

    private BackupReader(IBackupTarget target, BackupManifest manifest, string sha256) =>
        (this.target, Manifest, ManifestSha256) = (target, manifest, sha256);

    /// <summary>The backup as it stands now, erasures carried out.</summary>
    public BackupManifest Manifest { get; }

    /// <summary>Keys of the chunks that this backup wrote; empty for one of an earlier program.</summary>
    public KeyBook Book => opened[Manifest.Id].Book;

    /// <summary>Seals what is added to this backup.</summary>
    public BackupSeal Seal => opened[Manifest.Id].Seal;

    /// <summary>Of the manifest as it lies in the target.</summary>
    public string ManifestSha256 { get; }

    /// <summary>Opens a backup and the manifests of those that it needs.</summary>
    /// <returns>Null when there is no manifest: no backup.</returns>
    /// <exception cref="BackupDamagedException">One of them is not what was written.</exception>
    public static async Task<BackupReader?> OpenAsync(IBackupTarget target, string id, IKeyRing keys, CancellationToken cancel)
    {
        if (await target.ReadAsync(id, BackupManifest.FileName, cancel) is not { } file) return null;
        var own = await OpenedBackup.OfAsync(target, id, file, keys, cancel);
        var reader = new BackupReader(target, own.Manifest, Hash(file));
        reader.opened.Add(id, own);
        try
        {
            foreach (var need in own.Manifest.Needs)
            {
                byte[] other = await target.ReadAsync(need.BackupId, BackupManifest.FileName, cancel)
                    ?? throw new BackupDamagedException($"{id} stands on {need.BackupId}, which is missing.");
                if (Hash(other) != need.ManifestSha256)
                    throw new BackupDamagedException($"{id} stands on {need.BackupId}, whose manifest is not the one of then.");
                reader.opened.Add(need.BackupId, await OpenedBackup.OfAsync(target, need.BackupId, other, keys, cancel));
            }

            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>A chunk's key has not been destroyed.</summary>
    public bool IsReadable(StoredChunk chunk) => chunk.Key is not { } number || opened[chunk.BackupId].Book.Find(number) is not null;

    /// <summary>Writes a file's plain content.</summary>
    /// <exception cref="BackupErasedException">A key of it was destroyed by an erasure.</exception>
    /// <exception cref="BackupDamagedException">A byte of it is not what was written.</exception>
    public async Task CopyAsync(BackedUpFile file, Stream to, CancellationToken cancel)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long length = 0;
        foreach (int place in file.Chunks)
        {
            byte[] plain = await ReadAsync(Manifest.Chunks[place], cancel);
            whole.AppendData(plain);
            length += plain.Length;
            await to.WriteAsync(plain, cancel);
        }

        if (length != file.Length || Convert.ToHexStringLower(whole.GetHashAndReset()) != file.Sha256)
            throw new BackupDamagedException($"'{file.Name}' is not what was written.");
    }

    /// <summary>Reads back what this backup wrote, each pack and each chunk that has its key, and that nothing else lies there.</summary>
    /// <exception cref="BackupDamagedException">Something is not what was written.</exception>
    public async Task VerifyOwnAsync(CancellationToken cancel)
    {
        var expected = Manifest.Packs.Select(one => one.Name).Append(BackupManifest.FileName).Order(StringComparer.Ordinal);
        var found = (await target.ListAsync(Manifest.Id, cancel)).Order(StringComparer.Ordinal);
        if (expected.Except(found).FirstOrDefault() is { } missing) throw new BackupDamagedException($"'{missing}' of {Manifest.Id} is missing.");
        if (found.Except(expected).FirstOrDefault() is { } foreign)
            throw new BackupDamagedException($"'{foreign}' lies in {Manifest.Id} and was not written by it.");
        foreach (var stored in Manifest.Packs) await PackAsync(Manifest.Id, stored.Number, cancel);
        foreach (var chunk in Manifest.Chunks.Where(chunk => chunk.BackupId == Manifest.Id && IsReadable(chunk))) await ReadAsync(chunk, cancel);
    }

    /// <summary>Reads every file, in whatever backup its chunks lie.</summary>
    /// <exception cref="BackupDamagedException">Something is not what was written.</exception>
    public async Task VerifyAllAsync(CancellationToken cancel)
    {
        await VerifyOwnAsync(cancel);
        foreach (var file in Manifest.Files) await CopyAsync(file, Stream.Null, cancel);
    }

    public void Dispose()
    {
        foreach (var one in opened.Values) one.Seal.Dispose();
        opened.Clear();
    }

    private async Task<byte[]> ReadAsync(StoredChunk chunk, CancellationToken cancel)
    {
        byte[] pack = await PackAsync(chunk.BackupId, chunk.Pack, cancel);
        if (chunk.Offset < 0 || chunk.Offset + chunk.Length + BackupSeal.TagBytes > pack.Length)
            throw new BackupDamagedException($"Pack {chunk.Pack} of {chunk.BackupId} is cut short.");
        var plain = new byte[chunk.Length];
        var (seal, _, book) = opened[chunk.BackupId];
        byte[]? key = chunk.Key is not { } number ? null
            : book.Find(number) ?? throw new BackupErasedException($"Key {number} of {chunk.BackupId} was destroyed by an erasure.");
        seal.Open(key, chunk.Pack, chunk.Offset, pack.AsSpan(chunk.Offset, chunk.Length + BackupSeal.TagBytes), plain);
        return Hash(plain) == chunk.Sha256 ? plain : throw new BackupDamagedException($"A chunk of {chunk.BackupId} is not the one that was named.");
    }

    private async Task<byte[]> PackAsync(string backup, int number, CancellationToken cancel)
    {
        for (var held = packs.First; held is not null; held = held.Next)
        {
            if (held.Value.Backup != backup || held.Value.Pack != number) continue;
            packs.Remove(held);
            packs.AddFirst(held);
            return held.Value.Content;
        }

        var expected = opened[backup].Manifest.Packs.FirstOrDefault(one => one.Number == number)
            ?? throw new BackupDamagedException($"{backup} has no pack {number}.");
        byte[] content = await target.ReadAsync(backup, expected.Name, cancel)
            ?? throw new BackupDamagedException($"'{expected.Name}' of {backup} is missing.");
        if (content.Length != expected.Length) throw new BackupDamagedException(
            $"'{expected.Name}' of {backup} has {content.Length} bytes; {expected.Length} were written.");
        if (Hash(content) != expected.Sha256) throw new BackupDamagedException($"'{expected.Name}' of {backup} was changed.");
        packs.AddFirst((backup, number, content));
        if (packs.Count > PacksInMemory) packs.RemoveLast();
        return content;
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
