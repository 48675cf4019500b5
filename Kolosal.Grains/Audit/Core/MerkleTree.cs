using System.Security.Cryptography;

namespace Kolosal.Audit;

/// <summary>The Merkle tree hash of RFC 6962 §2.1: leaves are hashed behind a 0 byte, nodes behind a 1 byte.</summary>
public static class MerkleTree
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashBytes = SHA256.HashSizeInBytes;

    /// <param name="leaves">The leaves' contents, in order; none gives the hash of the empty string.</param>
    /// <returns>The root, 32 bytes.</returns>
    public static byte[] Root(IReadOnlyList<ReadOnlyMemory<byte>> leaves) =>
        leaves.Count == 0 ? SHA256.HashData([]) : Root(leaves, 0, leaves.Count);

    /// <summary>The hash of a leaf's content: SHA-256(0 ‖ content).</summary>
    public static byte[] LeafHash(ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0]);
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }

    /// <summary>The hash of an inner node: SHA-256(1 ‖ left ‖ right).</summary>
    public static byte[] NodeHash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> both = stackalloc byte[1 + 2 * HashBytes];
        both[0] = 1;
        left.CopyTo(both[1..]);
        right.CopyTo(both[(1 + HashBytes)..]);
        return SHA256.HashData(both);
    }

    /// <summary>The root of a tree whose leaf hashes are known.</summary>
    /// <param name="leafHashes">In order, at least one.</param>
    public static byte[] RootOfHashes(ReadOnlySpan<byte[]> leafHashes)
    {
        if (leafHashes.Length == 1) return leafHashes[0];
        int left = (int)LeftOf(leafHashes.Length);
        return NodeHash(RootOfHashes(leafHashes[..left]), RootOfHashes(leafHashes[left..]));
    }

    /// <summary>How many of a tree's leaves stand in its left part: the largest power of two smaller than the whole, so that appending never
    /// changes it.</summary>
    /// <param name="count">Leaves, at least 2.</param>
    public static long LeftOf(long count)
    {
        long left = 1;
        while (left * 2 < count) left *= 2;
        return left;
    }

    private static byte[] Root(IReadOnlyList<ReadOnlyMemory<byte>> leaves, int start, int count)
    {
        if (count == 1) return LeafHash(leaves[start].Span);
        int left = (int)LeftOf(count);
        return NodeHash(Root(leaves, start, left), Root(leaves, start + left, count - left));
    }
}
