namespace Kolosal.Audit;

/// <summary>Inclusion and consistency proofs of RFC 9162 §2.1.3 and §2.1.4: which subtrees they consist of, and how they are verified.</summary>
public static class MerkleProof
{
    /// <summary>The subtrees whose roots prove that a leaf is in a tree, the leaf's neighbour first.</summary>
    /// <param name="index">The leaf's number from 0.</param>
    /// <param name="size">Leaves of the tree, more than <paramref name="index"/>.</param>
    /// <returns>First leaf and the leaf behind the last one of each subtree.</returns>
    public static List<(long Start, long End)> Inclusion(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<(long, long)>();
        var (start, end) = (0L, size);
        while (end - start > 1)
        {
            long middle = start + MerkleTree.LeftOf(end - start);
            if (index < middle)
            {
                path.Add((middle, end));
                end = middle;
            }
            else
            {
                path.Add((start, middle));
                start = middle;
            }
        }

        path.Reverse();
        return path;
    }

    /// <summary>The subtrees whose roots prove that a tree begins with all of an earlier one.</summary>
    /// <param name="from">Leaves of the earlier tree, 1 or more.</param>
    /// <param name="to">Leaves of the later one.</param>
    public static List<(long Start, long End)> Consistency(long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        var path = new List<(long, long)>();
        var (start, end, known) = (0L, to, true);
        while (from != end)
        {
            long middle = start + MerkleTree.LeftOf(end - start);
            if (from <= middle)
            {
                path.Add((middle, end));
                end = middle;
            }
            else
            {
                path.Add((start, middle));
                (start, known) = (middle, false);
            }
        }

        // The earlier tree's own last subtree, unless it is that tree itself, whose root the verifier has.
        if (!known) path.Add((start, end));
        path.Reverse();
        return path;
    }

    /// <summary>The root of a tree that has this leaf at this place and these hashes beside it.</summary>
    /// <returns>Null when the path has another length than the place needs.</returns>
    public static byte[]? RootOf(long index, long size, byte[] leafHash, IReadOnlyList<byte[]> path)
    {
        if (index < 0 || index >= size) return null;
        var (node, last, root, next) = (index, size - 1, leafHash, 0);
        while (last > 0)
        {
            if ((node & 1) == 1 || node == last)
            {
                if (next == path.Count) return null;

                // Up the right edge, where a subtree stands alone, to where it has a neighbour on its left.
                root = MerkleTree.NodeHash(path[next++], root);
                while ((node & 1) == 0 && node != 0) (node, last) = (node >> 1, last >> 1);
            }
            else
            {
                if (next == path.Count) return null;
                root = MerkleTree.NodeHash(root, path[next++]);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return next == path.Count ? root : null;
    }

    /// <summary>Whether the leaf is in the tree of that root.</summary>
    public static bool VerifyInclusion(long index, long size, byte[] leafHash, IReadOnlyList<byte[]> path, ReadOnlySpan<byte> root) =>
        RootOf(index, size, leafHash, path) is { } found && root.SequenceEqual(found);

    /// <summary>Whether the later tree begins with all leaves of the earlier one, in their order.</summary>
    public static bool VerifyConsistency(
        long from, long to, ReadOnlySpan<byte> fromRoot, ReadOnlySpan<byte> toRoot, IReadOnlyList<byte[]> path)
    {
        if (from < 1 || from > to) return false;
        if (from == to) return path.Count == 0 && fromRoot.SequenceEqual(toRoot);
        var (node, last, next) = (from - 1, to - 1, 0);
        while ((node & 1) == 1) (node, last) = (node >> 1, last >> 1);
        if (node > 0 && path.Count == 0) return false;
        byte[] first = node > 0 ? path[next++] : fromRoot.ToArray(), second = first;
        while (last > 0)
        {
            if ((node & 1) == 1 || node == last)
            {
                if (next == path.Count) return false;
                first = MerkleTree.NodeHash(path[next], first);
                second = MerkleTree.NodeHash(path[next++], second);
                while ((node & 1) == 0 && node != 0) (node, last) = (node >> 1, last >> 1);
            }
            else
            {
                if (next == path.Count) return false;
                second = MerkleTree.NodeHash(second, path[next++]);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return next == path.Count && fromRoot.SequenceEqual(first) && toRoot.SequenceEqual(second);
    }
}
