namespace Kolosal.Learning;

/// <summary>What a model says of a target where that is neither its mean nor the probabilities of classes without an order.</summary>
public enum LearningAim
{
    /// <summary>The value that a share of the rows like a row lie below: <see cref="LearningProblem.Level"/>. A regression of one output.</summary>
    Quantile,

    /// <summary>The mean of a count, 0, 1, 2, …; a regression of one output, which is never below
    /// <see cref="LearningProblem.LeastMeanCount"/>.</summary>
    Count,

    /// <summary>The probabilities of three or more classes that stand in order, lowest first.</summary>
    Ordinal,

    /// <summary>A number that orders the rows of a list by their grades 0, 1, 2, …, highest first, and has no unit. A regression of one
    /// output.</summary>
    Ranking,
}
