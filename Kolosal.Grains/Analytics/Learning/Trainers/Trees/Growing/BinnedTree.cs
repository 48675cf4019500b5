namespace Kolosal.Learning.Trees;

/// <summary>A tree over bin codes, as it grows; node 0 is the root.</summary>
internal sealed class BinnedTree
{
    /// <summary>The nodes in the order in which they were made.</summary>
    public List<BinnedNode> Nodes { get; } = [];

    /// <summary>What its answers are multiplied with: the learning rate, or less where trees are left out.</summary>
    public double Weight = 1;

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

/// <summary>One node of a <see cref="BinnedTree"/>.</summary>
internal sealed class BinnedNode
{
    /// <summary>How it is split, when it is.</summary>
    public NodeSplit Split;

    /// <summary>For every code of the split's column whether it goes left; null for a leaf.</summary>
    public byte[]? GoesLeft;

    /// <summary>The children, −1 for a leaf.</summary>
    public int Left = -1, Right = -1;

    /// <summary>Where its rows are in the partition, and how many.</summary>
    public int Start, Rows;

    /// <summary>Splits above it.</summary>
    public int Depth;

    /// <summary>Its sums in units.</summary>
    public NodeSums Sums;

    /// <summary>What it answers as a leaf, and what the answer is bounded by; real numbers without the learning rate.</summary>
    public double Value, Low = double.NegativeInfinity, High = double.PositiveInfinity;

    /// <summary>The loss its split saves.</summary>
    public double Gain;

    /// <summary>Σ hessian of its rows.</summary>
    public double Cover;

    /// <summary>The groups of columns that may still split below it, see <see cref="InteractionGroups"/>.</summary>
    public int[] OpenGroups = [];

    /// <summary>Its histogram, −1 when it has none.</summary>
    public int Histogram = -1;
}
