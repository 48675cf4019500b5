using System.Globalization;
using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Audit;

/// <summary>Hashes of a workspace's log: of its leaves, read from the log, and of full tiles, kept in the catalogue and in memory.</summary>
/// <remarks>Of 256 entries one hash is kept, 32 bytes in memory. One that is missing or wrong is made anew from the log, which alone is
/// the truth; of entries that were dropped the leaf hashes are kept.
/// For one grain: not safe for several threads.</remarks>
internal sealed class AuditTree(IAuditLog log, ICatalogue catalogue, DroppedHashes dropped, string workspace)
{
    private const int Width = TreeFrontier.TileWidth, Page = 500, RememberedTiles = 32;

    private readonly List<byte[]> tiles = [];
    private readonly Dictionary<long, byte[][]> leaves = [];

    /// <summary>Keeps the root of a tile that has just become full.</summary>
    public Task KeepAsync(long tile, byte[] root, DateTimeOffset at)
    {
        if (tile == tiles.Count) tiles.Add(root);
        return catalogue.UpsertAsync(
            new(workspace, CatalogueKinds.AuditTile, tile.ToString("D12", CultureInfo.InvariantCulture), at, at,
                $$"""{"tile":{{tile.ToString(CultureInfo.InvariantCulture)}},"root":"{{Convert.ToHexStringLower(root)}}"}"""),
                    CancellationToken.None);
    }

    /// <summary>The root of the tree of these entries.</summary>
    /// <param name="start">The first, a multiple of the subtree's width as proofs need them.</param>
    /// <param name="end">The one behind the last.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <exception cref="LogIncompleteException">Some cannot be read.</exception>
    public async Task<byte[]> RootAsync(long start, long end, CancellationToken cancel)
    {
        if (end - start == Width && start % Width == 0) return await TileAsync(start / Width, cancel);
        if (end - start < Width && start / Width == (end - 1) / Width)
        {
            byte[][] found = await LeavesAsync(start / Width, end, cancel);
            return MerkleTree.RootOfHashes(found.AsSpan((int)(start % Width), (int)(end - start)));
        }

        long middle = start + MerkleTree.LeftOf(end - start);
        byte[] left = await RootAsync(start, middle, cancel), right = await RootAsync(middle, end, cancel);
        return MerkleTree.NodeHash(left, right);
    }

    /// <summary>Hashes of a tile, in order.</summary>
    /// <param name="level">0 for leaves.</param>
    /// <param name="index">The tile.</param>
    /// <param name="width">How many.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<byte[]> ReadAsync(int level, long index, int width, CancellationToken cancel)
    {
        var hashes = new byte[width * MerkleTree.HashBytes];
        if (level == 0)
        {
            var found = await LeavesAsync(index, index * Width + width, cancel);
            for (int i = 0; i < width; i++) found[i].CopyTo(hashes, i * MerkleTree.HashBytes);
            return hashes;
        }

        long span = 1L << (8 * level);
        for (int i = 0; i < width; i++)
        {
            long start = (index * Width + i) * span;
            (await RootAsync(start, start + span, cancel)).CopyTo(hashes, i * MerkleTree.HashBytes);
        }

        return hashes;
    }

    /// <summary>Makes the hashes of all full tiles anew from the log.</summary>
    public async Task RebuildAsync(long size, CancellationToken cancel)
    {
        leaves.Clear();
        var made = new List<byte[]>();
        for (long tile = 0; (tile + 1) * Width <= size; tile++) made.Add(MerkleTree.RootOfHashes(await LeavesAsync(tile, (tile + 1) * Width,
            cancel)));
        tiles.Clear();
        tiles.AddRange(made);
    }

    private async Task<byte[]> TileAsync(long tile, CancellationToken cancel)
    {
        while (tiles.Count <= tile)
        {
            int before = tiles.Count;
            var listed = await catalogue.QueryAsync(
                new(workspace, CatalogueKinds.AuditTile, [new("tile", FilterOperator.AtLeast, before.ToString(CultureInfo.InvariantCulture))],
                    "tile", 1,
                    Page), cancel);
            foreach (var entry in listed.Items)
            {
                using var document = JsonDocument.Parse(entry.Document);
                if (document.RootElement.GetProperty("tile").GetInt64() != tiles.Count) break;
                tiles.Add(Convert.FromHexString(document.RootElement.GetProperty("root").GetString()!));
            }

            // Sealed before there were tiles, or by a process that was killed between the two writes.
            if (tiles.Count > before) continue;
            byte[] made = MerkleTree.RootOfHashes(await LeavesAsync(before, (before + 1L) * Width, cancel));
            if (tiles.Count == before) tiles.Add(made);
        }

        return tiles[(int)tile];
    }

    /// <summary>Hashes of a tile's leaves up to an entry.</summary>
    private async Task<byte[][]> LeavesAsync(long tile, long end, CancellationToken cancel)
    {
        long start = tile * Width;
        if (leaves.TryGetValue(tile, out byte[][]? known) && start + known.Length >= end) return known;
        var found = start < dropped.Before ? await dropped.ReadAsync(workspace, start, start + Width, cancel) : new List<byte[]>(Width);
        if (found.Count < Width && start + found.Count < end)
        {
            await foreach (var entry in log.ReadAsync(workspace, start + found.Count, cancel))
            {
                if (entry.Sequence != start + found.Count) break;
                found.Add(entry.LeafHash());
                if (found.Count == Width || start + found.Count == end) break;
            }
        }

        if (start + found.Count < end)
            throw new LogIncompleteException($"audit-{workspace}", start + found.Count);
        if (leaves.Count >= RememberedTiles) leaves.Remove(leaves.Keys.First());
        return leaves[tile] = [.. found];
    }
}
