using Kolosal.Learning;

namespace Kolosal.Engines.MlNet;

/// <summary>What decides a generalized additive model of ML.NET, apart from rows and seed; names and defaults are the library's.</summary>
internal sealed record GamOptions
{
    /// <summary>Rounds over all columns, ≥ 1. Default: 9500.</summary>
    public int NumberOfIterations { get; init; } = 9500;

    /// <summary>The step, above 0. Default: 0.002.</summary>
    public double LearningRate { get; init; } = 0.002;

    /// <summary>Bins of a column at most, ≥ 2. Default: 255.</summary>
    public int MaximumBinCountPerFeature { get; init; } = 255;

    /// <summary>Rows a leaf has at least, ≥ 1. Default: 10.</summary>
    public int MinimumExampleCountPerLeaf { get; init; } = 10;

    /// <summary>Threads used at most, ≥ 1. Default: 1.</summary>
    public int Threads { get; init; } = 1;

    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public void Check()
    {
        Require.AtLeast(NumberOfIterations, 1);
        Require.Positive(LearningRate);
        Require.AtLeast(MaximumBinCountPerFeature, 2);
        Require.AtLeast(MinimumExampleCountPerLeaf, 1);
        Require.AtLeast(Threads, 1);
    }
}
