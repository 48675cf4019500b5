namespace Kolosal.Learning.Ensembles;

/// <summary>How AdaBoost proceeds.</summary>
public sealed record AdaBoostOptions
{
    /// <summary>Trees at most, 1 … 5000; fewer when one is perfect or no better than guessing. Default: 100.</summary>
    /// <remarks>Fifty stumps, scikit-learn's default, are too few for ten thousand rows and more, or for ten classes: on validation cuts of the
    /// training parts a hundred ranked better on seven of ten tables and worse on none beyond chance.</remarks>
    public int Rounds { get; init; } = 100;

    /// <summary>What each tree's vote is multiplied with, in (0, 10]. Default: 1.</summary>
    public double LearningRate { get; init; } = 1;

    /// <summary>Splits above a leaf at most, ≥ 0; 0 for stumps (one split) for classes and three for numbers. Default: 0.</summary>
    public int MaxDepth { get; init; }

    /// <summary>Throws when a value is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message names the option and its range.</exception>
    public void Check()
    {
        Require.Between(Rounds, 1, 5000);
        Require.AboveUpTo(LearningRate, 0, 10);
        Require.AtLeast(MaxDepth, 0);
    }
}
