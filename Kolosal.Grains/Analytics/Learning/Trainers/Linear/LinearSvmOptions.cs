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
    public double C { get; } = C > 0 && double.IsFinite(C)
        ? C
        : throw new ArgumentOutOfRangeException(nameof(C), C, "The cost must be finite and above 0.");

    /// <summary>Above 0.</summary>
    public double Tolerance { get; } = Tolerance > 0 ? Tolerance
        : throw new ArgumentOutOfRangeException(nameof(Tolerance), Tolerance, "The tolerance lies above 0.");

    /// <summary>At least 1.</summary>
    public int Passes { get; } = Passes >= 1 ? Passes : throw new ArgumentOutOfRangeException(nameof(Passes), Passes, "At least one pass.");

    /// <summary>2 or more.</summary>
    public int Folds { get; } = Folds >= 2 ? Folds : throw new ArgumentOutOfRangeException(
        nameof(Folds), Folds, "Cross-fitting needs two parts or more.");
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
    public double C { get; } = C > 0 && double.IsFinite(C)
        ? C
        : throw new ArgumentOutOfRangeException(nameof(C), C, "The cost must be finite and above 0.");

    /// <summary>Finite, 0 or more.</summary>
    public double Epsilon { get; } = Epsilon >= 0 && double.IsFinite(Epsilon) ? Epsilon
        : throw new ArgumentOutOfRangeException(nameof(Epsilon), Epsilon, "The tube's half width must be finite and not negative.");

    /// <summary>Above 0.</summary>
    public double Tolerance { get; } = Tolerance > 0 ? Tolerance
        : throw new ArgumentOutOfRangeException(nameof(Tolerance), Tolerance, "The tolerance lies above 0.");

    /// <summary>At least 1.</summary>
    public int Passes { get; } = Passes >= 1 ? Passes : throw new ArgumentOutOfRangeException(nameof(Passes), Passes, "At least one pass.");
}
