namespace Kolosal.Learning.Trees;

/// <summary>A tree over bin codes, as it grows; node 0 is the root.</summary>
internal sealed class BinnedTree
{
    /// <summary>The nodes in the order in which they were made.</summary>
    public List<BinnedNode> Nodes { get; } = [];

    /// <summary>What its leaf values are multiplied with: the learning rate, or less where trees are left out.</summary>
    public double Weight { get; set; } = 1;

    /// <summary>The leaf a row of codes falls into.</summary>
    public int LeafOf(BinnedMatrix matrix, int row)
    {
        int at = 0;
        while (Nodes[at].Left >= 0)
        {
            var node = Nodes[at];
            at = node.GoesLeft![matrix.Columns[node.Split.Column][row]] != 0 ? node.Left : node.Right;
        }
        return at;
    }
}
