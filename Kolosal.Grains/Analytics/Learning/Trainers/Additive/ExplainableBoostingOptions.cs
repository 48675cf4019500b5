namespace Kolosal.Learning.Additive;

/// <summary>Everything that decides an explainable boosting machine, apart from rows and seed; checked by <see cref="Check"/> before a fit.</summary>
public sealed record ExplainableBoostingOptions
{
    /// <summary>Rounds at most, ≥ 1; a round is one tree for each term. Default: 1000.</summary>
    public int Rounds { get; init; } = 1000;

    /// <summary>What a tree's values are multiplied with, in (0, 1]. Default: 0.03.</summary>
    public double LearningRate { get; init; } = 0.03;

    /// <summary>Leaves of a tree of one column at most, 2 … 16. Default: 3.</summary>
    public int MaxLeaves { get; init; } = 3;

    /// <summary>Rows a leaf has at least, ≥ 1. Default: 4.</summary>
    public int MinRowsPerLeaf { get; init; } = 4;

    /// <summary>λ: added to the second derivative of every leaf, ≥ 0, in rows of mean weight. Default: 1.</summary>
    public double L2 { get; init; } = 1;

    /// <summary>Bins of a number column at most, 2 … 255. Default: 255.</summary>
    public int MaxBins { get; init; } = 255;

    /// <summary>Models on different parts of the rows whose terms are averaged, 1 … 64. Default: 8.</summary>
    public int Bags { get; init; } = 8;

    /// <summary>Pairs of columns at most, 0 … 100; fewer, down to none, where fewer interact beyond chance. Default: 10.</summary>
    public int Interactions { get; init; } = 10;

    /// <summary>Groups of either column of a pair at most, 2 … 32. Default: 32.</summary>
    public int PairBins { get; init; } = 32;

    /// <summary>The probability with which any pair at all is taken where none interacts, at most; in (0, 1]. Default: 0.05.</summary>
    public double PairError { get; init; } = 0.05;

    /// <summary>Rounds without a better loss on a bag's validation rows after which it stops and keeps its best round; 0 trains to the
    /// end on all rows. Default: 50.</summary>
    public int EarlyStoppingRounds { get; init; } = 50;

    /// <summary>Share of a bag's rows kept for that, in (0, 0.5]; of sets of fewer than 20 rows none is kept. Default: 0.15.</summary>
    public double ValidationShare { get; init; } = 0.15;

    /// <summary>Rows of a bag at most, ≥ 100; each draws its own. Default: 65,536.</summary>
    public int MaxBagRows { get; init; } = 1 << 16;

    /// <summary>−1, 0 or 1 for every column: the score may only fall, is free, may only rise with it. Empty: all free. Not for categories nor
    /// several classes. Held by isotonic regression of the averaged shape, so such columns are in no pair.</summary>
    public ImmutableArray<int> Monotone { get; init; } = [];

    /// <summary>Threads used at most, the caller's included, ≥ 1; the model does not depend on it. Default: 1.</summary>
    public int Threads { get; init; } = 1;

    internal int MonotoneOf(int column) => Monotone.IsDefaultOrEmpty ? 0 : Monotone[column];

    /// <summary>Throws when a value is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message names the option and its range.</exception>
    public void Check()
    {
        Require.AtLeast(Rounds, 1);
        Require.AboveUpTo(LearningRate, 0, 1);
        Require.Between(MaxLeaves, 2, 16);
        Require.AtLeast(MinRowsPerLeaf, 1);
        Require.NotNegative(L2);
        Require.Between(MaxBins, 2, 255);
        Require.Between(Bags, 1, 64);
        Require.Between(Interactions, 0, 100);
        Require.Between(PairBins, 2, 32);
        Require.AboveUpTo(PairError, 0, 1);
        Require.AtLeast(EarlyStoppingRounds, 0);
        Require.AboveUpTo(ValidationShare, 0, 0.5);
        Require.AtLeast(MaxBagRows, 100);
        Require.That(Monotone, Monotone.IsDefaultOrEmpty || Monotone.All(direction => direction is >= -1 and <= 1), "−1, 0 or 1 for every column");
        Require.AtLeast(Threads, 1);
    }
}
