using System.Security.Cryptography;

namespace Kolosal.Audit;

/// <summary>The Merkle tree hash of RFC 6962 §2.1: leaves are hashed behind a 0 byte, nodes behind a 1 byte.</summary>
public static class MerkleTree
{
    /// <param name="leaves">The leaves' contents, in order; none gives the hash of the empty string.</param>
    /// <returns>The root, 32 bytes.</returns>
    public static byte[] Root(IReadOnlyList<ReadOnlyMemory<byte>> leaves) =>
        leaves.Count == 0 ? SHA256.HashData([]) : Root(leaves, 0, leaves.Count);

    private static byte[] Root(IReadOnlyList<ReadOnlyMemory<byte>> leaves, int start, int count)
    {
        if (count == 1) return HashBehind(0, leaves[start].Span, []);

        // The left part is the largest power of two smaller than the whole, so appending never changes it.
        int left = 1;
        while (left * 2 < count) left *= 2;
        return HashBehind(1, Root(leaves, start, left), Root(leaves, start + left, count - left));
    }

    private static byte[] HashBehind(byte prefix, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([prefix]);
        hash.AppendData(first);
        hash.AppendData(second);
        return hash.GetHashAndReset();
    }
}
