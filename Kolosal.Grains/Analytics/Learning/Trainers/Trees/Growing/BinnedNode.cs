namespace Kolosal.Learning.Trees;

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

    /// <summary>Its leaf value, and what that is bounded by; real numbers without the learning rate.</summary>
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
