using Kolosal.Storage;

namespace Kolosal.Audit;

/// <summary>Leaf hashes of entries that were dropped: 32 bytes an entry, so that every proof over them can still be made.</summary>
internal sealed class DroppedHashes(IBlobStore blobs, Func<AuditState> state)
{
    /// <summary>Entries with smaller numbers have their hashes here.</summary>
    public long Before => state().Dropped?.Before ?? 0;

    /// <summary>The hashes of entries from one to another, as far as they were dropped.</summary>
    /// <exception cref="LogIncompleteException">They are no longer stored.</exception>
    public async Task<List<byte[]>> ReadAsync(string workspace, long start, long end, CancellationToken cancel)
    {
        var found = new List<byte[]>();
        foreach (var part in state().DroppedLeaves)
        {
            long first = Math.Max(start, part.From), last = Math.Min(end, part.To);
            if (first >= last) continue;
            await using var stored = await blobs.OpenAsync(part.Leaves, cancel)
                ?? throw new LogIncompleteException($"audit-{workspace}", first);
            await SkipAsync(stored, (first - part.From) * MerkleTree.HashBytes, cancel);
            for (long entry = first; entry < last; entry++)
            {
                byte[] hash = new byte[MerkleTree.HashBytes];
                await stored.ReadExactlyAsync(hash, cancel);
                found.Add(hash);
            }
        }

        return found;
    }

    /// <summary>The stream only goes forward.</summary>
    private static async Task SkipAsync(Stream stream, long bytes, CancellationToken cancel)
    {
        var buffer = new byte[(int)Math.Min(bytes, 1 << 16)];
        while (bytes > 0)
        {
            int take = (int)Math.Min(bytes, buffer.Length);
            await stream.ReadExactlyAsync(buffer.AsMemory(0, take), cancel);
            bytes -= take;
        }
    }
}
