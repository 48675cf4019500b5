namespace Kolosal.Learning.Ensembles;

/// <summary>How AdaBoost proceeds.</summary>
public sealed record AdaBoostOptions
{
    /// <summary>Trees at most, 1 … 5000; fewer when one is perfect or no better than guessing. Default: 50.</summary>
    public int Rounds { get; init; } = 50;

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
