namespace Kolosal.Learning.Ensembles;

/// <summary>How AdaBoost proceeds.</summary>
public sealed record AdaBoostOptions
{
    /// <summary>Trees at most, 1 … 5000, or null by task; fewer when one is perfect or no better than guessing. Default: 100 for classes, 50
    /// for numbers.</summary>
    /// <remarks>Fifty stumps, scikit-learn's default, are too few for ten thousand rows and more, or for ten classes: on validation cuts of the
    /// training parts a hundred ranked better on seven of ten tables and worse on none beyond chance. Of numbers later trees follow the few rows that
    /// none fits: a hundred were clearly worse on one of three tables.</remarks>
    public int? Rounds { get; init; }

    /// <summary>What each tree's vote is multiplied with, in (0, 10]. Default: 1.</summary>
    public double LearningRate { get; init; } = 1;

    /// <summary>Splits above a leaf at most, ≥ 0; 0 for stumps (one split) for classes and three for numbers. Default: 0.</summary>
    public int MaxDepth { get; init; }

    /// <summary>Throws when a value is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message names the option and its range.</exception>
    public void Check()
    {
        Require.That(Rounds, Rounds is null or (>= 1 and <= 5000), "from 1 to 5000");
        Require.AboveUpTo(LearningRate, 0, 10);
        Require.AtLeast(MaxDepth, 0);
    }
}
