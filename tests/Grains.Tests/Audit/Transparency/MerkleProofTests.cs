using System.Globalization;
using System.Text;

namespace Kolosal.Audit;

/// <summary>Against roots made leaf by leaf, which the RFC 6962 vectors hold (<see cref="AuditChainOracleTests"/>).</summary>
public class MerkleProofTests
{
    private const int Most = 70;

    private static readonly ReadOnlyMemory<byte>[] Leaves =
        [.. Enumerable.Range(0, Most).Select(i => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture))))];

    private static readonly byte[][] Hashes = [.. Leaves.Select(leaf => MerkleTree.LeafHash(leaf.Span))];

    [Fact]
    public void Every_leaf_of_every_tree_is_proved_in_its_place_and_in_no_other()
    {
        for (int size = 1; size <= Most; size++)
        {
            byte[] root = MerkleTree.Root(Leaves[..size]);
            for (int index = 0; index < size; index++)
            {
                var path = Path(MerkleProof.Inclusion(index, size));
                Assert.True(MerkleProof.VerifyInclusion(index, size, Hashes[index], path, root));
                Assert.False(MerkleProof.VerifyInclusion(index, size, Hashes[(index + 1) % Most], path, root));
                Assert.False(size > 1 && MerkleProof.VerifyInclusion((index + 1) % size, size, Hashes[index], path, root));
                if (path.Count > 0) Assert.False(MerkleProof.VerifyInclusion(index, size, Hashes[index], path[..^1], root));
            }
        }
    }

    [Fact]
    public void Every_tree_is_proved_to_begin_with_every_smaller_one()
    {
        for (int to = 1; to <= Most; to++)
            for (int from = 1; from <= to; from++)
            {
                byte[] fromRoot = MerkleTree.Root(Leaves[..from]), toRoot = MerkleTree.Root(Leaves[..to]);
                var path = Path(MerkleProof.Consistency(from, to));
                Assert.True(MerkleProof.VerifyConsistency(from, to, fromRoot, toRoot, path), $"{from} of {to}");
                Assert.False(MerkleProof.VerifyConsistency(from, to, Hashes[^1], toRoot, path));
                Assert.False(MerkleProof.VerifyConsistency(from, to, fromRoot, Hashes[^1], path));
                if (path.Count > 0) Assert.False(MerkleProof.VerifyConsistency(from, to, fromRoot, toRoot, path[1..]));
            }
    }

    [Fact]
    public void A_growing_tree_has_the_root_of_its_leaves_whether_they_come_alone_or_by_tiles()
    {
        var leaves = Enumerable.Range(0, 1_300).Select(i => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes($"leaf {i}")).ToArray();
        var (single, tiled) = (new TreeFrontier(), new TreeFrontier());
        var tiles = new List<byte[]>();
        foreach (var leaf in leaves)
        {
            if (single.Add(MerkleTree.LeafHash(leaf.Span)) is { } tile) tiles.Add(tile);
            if (single.Size % 97 == 0) Assert.Equal(MerkleTree.Root(leaves[..(int)single.Size]), single.Root());
            single = TreeFrontier.FromBytes(single.Size, single.ToBytes());
        }

        Assert.Equal(5, tiles.Count);
        Assert.Equal(MerkleTree.Root(leaves[256..512]), tiles[1]);
        foreach (byte[] tile in tiles) tiled.AddTile(tile);
        foreach (var leaf in leaves[1_280..]) tiled.Add(MerkleTree.LeafHash(leaf.Span));
        Assert.Equal(MerkleTree.Root(leaves), tiled.Root());
        Assert.Throws<InvalidOperationException>(() => tiled.AddTile(tiles[0]));
    }

    private static List<byte[]> Path(IEnumerable<(long Start, long End)> subtrees) =>
        [.. subtrees.Select(subtree => MerkleTree.Root(Leaves[(int)subtree.Start..(int)subtree.End]))];
}
