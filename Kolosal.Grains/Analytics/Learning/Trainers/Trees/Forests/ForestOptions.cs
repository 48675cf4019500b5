namespace Kolosal.Learning.Trees;

/// <summary>A forest: many trees on resampled rows, averaged.</summary>
public sealed record ForestOptions
{
    /// <summary>How each tree grows; the column share is set by task when <see cref="ColumnShare"/> is left out.</summary>
    public DecisionTreeOptions Tree { get; init; } = new() { MinRowsPerCategory = 50 };

    /// <summary>The number of trees, ≥ 1. Default: 100.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>Whether each tree sees as many rows as there are, drawn with replacement, instead of all rows. Default: true.</summary>
    public bool Bootstrap { get; init; } = true;

    /// <summary>Share of the columns looked at in a node, 0 for the square root. Default: the square root
    /// for classes; for numbers a half, and all with random cuts.</summary>
    public double? ColumnShare { get; init; }

    /// <summary>Whether the rows that a tree has not seen are scored by it, for an honest estimate from the training rows. Default: false.</summary>
    public bool OutOfBag { get; init; }

    /// <summary>Threads used at most, the caller's included, ≥ 1; the model does not depend on it. Default: 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Throws when a value is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message names the option and its range.</exception>
    public void Check()
    {
        Tree.Check();
        Require.AtLeast(Trees, 1);
        Require.That(ColumnShare, ColumnShare is null or >= 0 and <= 1, "from 0 to 1");
        Require.AtLeast(Threads, 1);
        Require.That(OutOfBag, Bootstrap || !OutOfBag, "off when trees see all rows");
    }
}
