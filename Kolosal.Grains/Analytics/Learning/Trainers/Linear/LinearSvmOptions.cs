namespace Kolosal.Learning.Linear;

/// <summary>What a margin machine pays for a row on the wrong side of its margin.</summary>
public enum MarginLoss
{
    /// <summary>The distance (L1 loss).</summary>
    Linear,

    /// <summary>The squared distance (L2 loss).</summary>
    Squared,
}

/// <param name="C">Cost of a row beyond its margin, above 0. Default: 1.</param>
/// <param name="Loss">Default: the squared distance.</param>
/// <param name="Weighting">Of the classes. Default: none.</param>
/// <param name="Tolerance">Ends when the duality gap is no greater than this share of the objective, above 0. Default: 0.0001.</param>
/// <param name="Passes">Of the dual's descent, over the rows, at most. Default: 1000.</param>
/// <param name="Folds">Parts of the cross-fitting of probabilities, 2 or more. Default: 3.</param>
public sealed record LinearSvmOptions(
    double C = 1, MarginLoss Loss = MarginLoss.Squared, ClassWeighting Weighting = ClassWeighting.None, double Tolerance = 1e-4, int Passes = 1000,
        int Folds = 3)
{
    /// <summary>Finite, above 0.</summary>
    public double C { get; } = Require.Positive(C);

    /// <summary>Above 0.</summary>
    public double Tolerance { get; } = Require.Positive(Tolerance);

    /// <summary>At least 1.</summary>
    public int Passes { get; } = Require.AtLeast(Passes, 1);

    /// <summary>2 or more.</summary>
    public int Folds { get; } = Require.AtLeast(Folds, 2);
}

/// <param name="C">Cost of a row beyond its tube, above 0. Default: 1.</param>
/// <param name="Epsilon">Half the width of the tube, in standard deviations of the target, 0 or more. Default: 0.1.</param>
/// <param name="Loss">Default: the squared distance.</param>
/// <param name="Tolerance">Ends when the duality gap is no greater than this share of the objective, above 0. Default: 0.0001.</param>
/// <param name="Passes">Of the dual's descent, over the rows, at most. Default: 1000.</param>
public sealed record LinearSvrOptions(double C = 1, double Epsilon = 0.1, MarginLoss Loss = MarginLoss.Squared, double Tolerance = 1e-4,
    int Passes = 1000)
{
    /// <summary>Finite, above 0.</summary>
    public double C { get; } = Require.Positive(C);

    /// <summary>Finite, 0 or more.</summary>
    public double Epsilon { get; } = Require.NotNegative(Epsilon);

    /// <summary>Above 0.</summary>
    public double Tolerance { get; } = Require.Positive(Tolerance);

    /// <summary>At least 1.</summary>
    public int Passes { get; } = Require.AtLeast(Passes, 1);
}
