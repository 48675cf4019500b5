using Kolosal.Learning;

namespace Kolosal.Engines.MlNet;

/// <summary>What decides an ensemble of ML.NET's trees, apart from rows and seed; names and defaults are the library's.</summary>
internal record FastTreeOptions
{
    /// <summary>Trees, ≥ 1. Default: 100.</summary>
    public int NumberOfTrees { get; init; } = 100;

    /// <summary>Leaves a tree has at most, ≥ 2. Default: 20.</summary>
    public int NumberOfLeaves { get; init; } = 20;

    /// <summary>Rows a leaf has at least, ≥ 1. Default: 10.</summary>
    public int MinimumExampleCountPerLeaf { get; init; } = 10;

    /// <summary>What each tree's leaf values are multiplied with, above 0; not read by forests. Default: 0.2.</summary>
    public double LearningRate { get; init; } = 0.2;

    /// <summary>Share of the columns each tree sees, in (0, 1]. Default: 1.</summary>
    public double FeatureFraction { get; init; } = 1;

    /// <summary>Share of the columns each split sees, in (0, 1]. Default: 1.</summary>
    public double FeatureFractionPerSplit { get; init; } = 1;

    /// <summary>Bins of a column at most, ≥ 2. Default: 255.</summary>
    public int MaximumBinCountPerFeature { get; init; } = 255;

    /// <summary>Threads used at most, ≥ 1. Default: 1.</summary>
    public int Threads { get; init; } = 1;

    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public void Check()
    {
        Require.AtLeast(NumberOfTrees, 1);
        Require.AtLeast(NumberOfLeaves, 2);
        Require.AtLeast(MinimumExampleCountPerLeaf, 1);
        Require.Positive(LearningRate);
        Require.AboveUpTo(FeatureFraction, 0, 1);
        Require.AboveUpTo(FeatureFractionPerSplit, 0, 1);
        Require.AtLeast(MaximumBinCountPerFeature, 2);
        Require.AtLeast(Threads, 1);
    }
}
