namespace Kolosal.Audit;

/// <summary>The roots of the perfect subtrees that a growing tree consists of: enough to add leaves and to know the root, log₂ n hashes.</summary>
/// <remarks>RFC 9162 §2.1.2 (verifying a tree head given its entries) keeps the same stack.</remarks>
public sealed class TreeFrontier
{
    /// <summary>Leaves of a full tile (C2SP tlog-tiles).</summary>
    public const int TileWidth = 256;

    // Largest subtree first; subtree i has as many leaves as the i-th set bit of the size from the left is worth.
    private readonly List<byte[]> roots;

    public TreeFrontier() => roots = [];

    private TreeFrontier(long size, List<byte[]> roots) => (Size, this.roots) = (size, roots);

    /// <summary>Leaves.</summary>
    public long Size { get; private set; }

    /// <summary>What <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="FormatException">It is not of that size.</exception>
    public static TreeFrontier FromBytes(long size, ReadOnlySpan<byte> bytes)
    {
        int count = System.Numerics.BitOperations.PopCount((ulong)size);
        if (size < 0 || bytes.Length != count * MerkleTree.HashBytes)
            throw new FormatException($"Need {count} hashes as the frontier of {size} leaves, got {bytes.Length} bytes.");
        var roots = new List<byte[]>(count);
        for (int i = 0; i < count; i++) roots.Add(bytes.Slice(i * MerkleTree.HashBytes, MerkleTree.HashBytes).ToArray());
        return new(size, roots);
    }

    /// <summary>The hashes, 32 bytes each, the largest subtree's first.</summary>
    public byte[] ToBytes() => [.. roots.SelectMany(root => root)];

    public TreeFrontier Copy() => new(Size, [.. roots]);

    /// <summary>Adds a leaf.</summary>
    /// <param name="leafHash">Its hash.</param>
    /// <returns>The root of the full tile that it completes; null when it completes none.</returns>
    public byte[]? Add(byte[] leafHash)
    {
        byte[]? tile = null;
        byte[] node = leafHash;
        long merged = 1;
        for (long rest = Size; (rest & 1) == 1; rest >>= 1)
        {
            node = MerkleTree.NodeHash(roots[^1], node);
            roots.RemoveAt(roots.Count - 1);
            merged *= 2;
            if (merged == TileWidth) tile = node;
        }

        roots.Add(node);
        Size++;
        return tile;
    }

    /// <summary>Adds a full tile at once, behind full tiles alone.</summary>
    /// <param name="tileRoot">Root of its 256 leaves.</param>
    /// <exception cref="InvalidOperationException">The last tile is not full.</exception>
    public void AddTile(byte[] tileRoot)
    {
        if (Size % TileWidth != 0) throw new InvalidOperationException($"Need full tiles before a tile, got {Size} leaves.");
        byte[] node = tileRoot;
        for (long rest = Size / TileWidth; (rest & 1) == 1; rest >>= 1)
        {
            node = MerkleTree.NodeHash(roots[^1], node);
            roots.RemoveAt(roots.Count - 1);
        }

        roots.Add(node);
        Size += TileWidth;
    }

    /// <summary>The tree's root; that of the empty tree is the hash of the empty string.</summary>
    public byte[] Root()
    {
        if (roots.Count == 0) return MerkleTree.Root([]);
        byte[] node = roots[^1];
        for (int i = roots.Count - 2; i >= 0; i--) node = MerkleTree.NodeHash(roots[i], node);
        return node;
    }
}
