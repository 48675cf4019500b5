namespace Kolosal.Learning.Trees;

/// <summary>Trees in flat arrays: what a tree model is once training is over.</summary>
/// <remarks>
/// The nodes of a tree follow each other, the root first and children after their parent. A row goes left at a number when value ≤ threshold, at a
/// categorical when its code is in the node's set; missing values and unknown codes go the node's own way. A leaf holds <see cref="Width"/> values.
/// </remarks>
internal sealed class TreeEnsemble
{
    /// <summary>The number of values in a row.</summary>
    public required int Inputs { get; init; }

    /// <summary>Values in a leaf.</summary>
    public required int Width { get; init; }

    /// <summary>The root of each tree; the last entry is the number of nodes.</summary>
    public required int[] Roots { get; init; }

    /// <summary>The column a node looks at, −1 for a leaf.</summary>
    public required int[] Columns { get; init; }

    /// <summary>Thresholds of number nodes; the index of the first set word of categorical nodes.</summary>
    public required double[] Thresholds { get; init; }

    /// <summary>The left child; the right one follows it. For a leaf the index of its first value.</summary>
    public required int[] Children { get; init; }

    /// <summary>Bit 0: missing goes left, and unknown codes with it; bit 1: categorical;
    /// bit 2: unknown codes go left whatever missing does.</summary>
    public required byte[] Flags { get; init; }

    /// <summary>Leaf values.</summary>
    public required double[] Values { get; init; }

    /// <summary>Sets of codes: a length in words, then the words.</summary>
    public required ulong[] Sets { get; init; }

    /// <summary>The loss saved by each node's split, 0 for leaves; of squared errors in a unit near the target's spread.</summary>
    public required float[] Gains { get; init; }

    /// <summary>The weight of the training rows that reached each node.</summary>
    public required float[] Covers { get; init; }

    public const byte MissingLeft = 1, Categorical = 2, UnknownLeft = 4;

    /// <summary>The number of trees.</summary>
    public int Trees => Roots.Length - 1;

    /// <summary>The same trees with other leaf values.</summary>
    public TreeEnsemble WithValues(Converter<double, double> change) => new()
    {
        Inputs = Inputs,
        Width = Width,
        Roots = Roots,
        Columns = Columns,
        Thresholds = Thresholds,
        Children = Children,
        Flags = Flags,
        Values = Array.ConvertAll(Values, change),
        Sets = Sets,
        Gains = Gains,
        Covers = Covers,
    };

    /// <summary>The leaf that a row reaches in a tree.</summary>
    public int LeafOf(int tree, ReadOnlySpan<double> row)
    {
        int at = Roots[tree];
        while (Columns[at] >= 0) at = Children[at] + (GoesLeft(at, row[Columns[at]]) ? 0 : 1);
        return at;
    }

    /// <summary>Whether a value goes left at a node that is no leaf.</summary>
    public bool GoesLeft(int node, double value)
    {
        byte flags = Flags[node];
        if ((flags & Categorical) == 0) return value <= Thresholds[node] || (double.IsNaN(value) && (flags & MissingLeft) != 0);
        int first = (int)Thresholds[node];
        return value >= 0 && value < 64.0 * Sets[first] && value == Math.Floor(value)
            ? (Sets[first + 1 + ((int)value >> 6)] >> ((int)value & 63) & 1) != 0
            : (flags & MissingLeft) != 0 || ((flags & UnknownLeft) != 0 && !double.IsNaN(value));
    }

    /// <summary>How often each column splits, and how much loss its splits save together.</summary>
    public (double[] Splits, double[] Gains) Importances()
    {
        var splits = new double[Inputs];
        var gains = new double[Inputs];
        for (int node = 0; node < Columns.Length; node++)
        {
            if (Columns[node] < 0) continue;
            splits[Columns[node]]++;
            gains[Columns[node]] += Gains[node];
        }
        return (splits, gains);
    }
}
