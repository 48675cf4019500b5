using System.Buffers.Binary;
using System.Text;
using Kolosal.Storage;

namespace Kolosal.Audit;

/// <summary>What anybody can verify without the server: checkpoints, tiles and proofs of the log.</summary>
internal sealed partial class AuditGrain
{
    private const int LongestInBundle = ushort.MaxValue;

    public Task<AuditCheckpoint?> GetCheckpointAsync() => Task.FromResult(storage.State.Checkpoint);

    public Task<ImmutableArray<string>> GetKeysAsync() =>
        Task.FromResult<ImmutableArray<string>>([.. AuditSigning.Keys(notes, Workspace).Select(key => key.ToString())]);

    public async Task<Result<string>> GetHashBeforeAsync(long sequence, CancellationToken cancel)
    {
        if (sequence <= 0) return HashChain.Genesis;
        if (sequence > (storage.State.Checkpoint?.Entries ?? 0)) return NoSuchEntry(sequence);
        if (storage.State.Dropped is { } dropped && sequence <= dropped.Before)
            return sequence == dropped.Before ? dropped.Head : Gone(sequence - 1);
        return await ReadableAsync<string>(async () => (await EntryAsync(sequence - 1, cancel)).Hash);
    }

    public async Task<Result<AuditInclusion>> ProveAsync(long sequence, CancellationToken cancel)
    {
        if (storage.State.Checkpoint is not { Note: not null } checkpoint || sequence < 0
            || sequence >= checkpoint.Entries) return NoSuchEntry(sequence);
        if (sequence < storage.State.Start().First) return Gone(sequence);
        if (AuditSigning.ReadNote(notes, Workspace, checkpoint) is not { } stated) return Damaged("The checkpoint's note does not hold.");
        return await ReadableAsync<AuditInclusion>(async () =>
        {
            var entry = await EntryAsync(sequence, cancel);
            byte[] leaf = entry.LeafHash();
            var path = await PathAsync(MerkleProof.Inclusion(sequence, checkpoint.Entries), cancel);
            if (!Leads(path))
            {
                // What is kept of full tiles is a copy; the log decides.
                await Tree.RebuildAsync(checkpoint.Entries, cancel);
                path = await PathAsync(MerkleProof.Inclusion(sequence, checkpoint.Entries), cancel);
            }

            return Leads(path) ? new AuditInclusion(sequence, entry.Hash, entry.Text, [.. path.Select(Convert.ToHexStringLower)], checkpoint)
                : Damaged("The log is not the one that was signed.");

            bool Leads(byte[][] hashes) => MerkleProof.VerifyInclusion(sequence, checkpoint.Entries, leaf, hashes, stated.Root.AsSpan());
        });
    }

    public async Task<Result<AuditConsistency>> ProveConsistencyAsync(long from, long? to, CancellationToken cancel)
    {
        long signed = storage.State.Checkpoint?.Entries ?? 0, end = to ?? signed;
        if (from < 1 || from > end || end > signed)
            return Refusal.Unprocessable(
                "audit.bad-sizes", $"Need 1 ≤ from ≤ to ≤ {signed}, the entries of the last checkpoint; got from {from} and to {end}.");
        return await ReadableAsync<AuditConsistency>(async () =>
        {
            byte[] fromRoot = await Tree.RootAsync(0, from, cancel), toRoot = await Tree.RootAsync(0, end, cancel);
            var path = await PathAsync(MerkleProof.Consistency(from, end), cancel);
            return new AuditConsistency(
                from, end, Convert.ToHexStringLower(fromRoot), Convert.ToHexStringLower(toRoot), [.. path.Select(Convert.ToHexStringLower)]);
        });
    }

    public async Task<Result<byte[]>> ReadTileAsync(string path, CancellationToken cancel)
    {
        long signed = storage.State.Checkpoint?.Entries ?? 0;
        if (!TilePath.TryParse(path, out var tile)) return NoSuchTile(path, signed);
        long nodes = signed >> (8 * (tile.Level ?? 0));
        if (tile.Index * TreeFrontier.TileWidth + tile.Width > nodes) return NoSuchTile(path, signed);
        return await ReadableAsync(async () => tile.Level is { } level
            ? (Result<byte[]>)await Tree.ReadAsync(level, tile.Index, tile.Width, cancel) : await BundleAsync(tile, cancel));
    }

    private async Task<Result<byte[]>> BundleAsync(TilePath tile, CancellationToken cancel)
    {
        using var bundle = new MemoryStream();
        var length = new byte[2];
        long first = tile.Index * TreeFrontier.TileWidth, next = first;
        if (first < storage.State.Start().First) return Gone(first);
        await foreach (var entry in log.ReadAsync(Workspace, first, cancel))
        {
            if (entry.Sequence != next) break;
            byte[] text = Encoding.UTF8.GetBytes(entry.Text);
            if (text.Length > LongestInBundle)
                return Refusal.Unprocessable("audit.entry-too-long", $"Entry {next} does not fit a bundle; read it from the export.");
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)text.Length);
            bundle.Write(length);
            bundle.Write(text);
            if (++next - first == tile.Width) return bundle.ToArray();
        }

        throw new LogIncompleteException($"audit-{Workspace}", next);
    }

    private async Task<byte[][]> PathAsync(List<(long Start, long End)> subtrees, CancellationToken cancel)
    {
        var path = new byte[subtrees.Count][];
        for (int i = 0; i < path.Length; i++) path[i] = await Tree.RootAsync(subtrees[i].Start, subtrees[i].End, cancel);
        return path;
    }

    private async Task<ChainedEntry> EntryAsync(long sequence, CancellationToken cancel)
    {
        await foreach (var entry in log.ReadAsync(Workspace, sequence, cancel))
        {
            if (entry.Sequence == sequence) return entry;
            break;
        }

        throw new LogIncompleteException($"audit-{Workspace}", sequence);
    }

    private static async Task<Result<T>> ReadableAsync<T>(Func<Task<Result<T>>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception damaged) when (damaged is LogCorruptException or LogIncompleteException or FormatException)
        {
            return Damaged(damaged.Message);
        }
    }

    private static Refusal Damaged(string what) => Refusal.Conflict("audit.entries-lost",
        $"No proof can be made: {what} GET /api/audit/verify says more.");

    private static Refusal NoSuchEntry(long sequence) => Refusal.NotFound(
        "audit.no-such-entry", $"There is no entry {sequence} in what was signed of this workspace's log.");

    private static Refusal NoSuchTile(string path, long signed) => Refusal.NotFound(
        "audit.no-such-tile", $"There is no tile '{path}' of a log of {signed} entries; see C2SP tlog-tiles for their addresses.");
}
