namespace Kolosal.Learning.Linear;

/// <summary>How the strength of a penalty is found.</summary>
public enum PenaltyChoice
{
    /// <summary>It is given.</summary>
    Fixed,

    /// <summary>The one with the least squared error on held-out folds, on a path from the least that leaves no coefficient down
    /// to a thousandth of it; the path ends early where ten penalties in a row are worse than the best by a twentieth.</summary>
    CrossValidated,
}

/// <param name="Alpha">Strength of the penalty, above 0; not read when cross-validated. Default: 1.</param>
/// <param name="L1Ratio">The share of the absolute values in the penalty, 0 to 1: 1 is the Lasso. Default: 0.5.</param>
/// <param name="Choice">Whether <paramref name="Alpha"/> is used or found. Default: used.</param>
/// <param name="Folds">Parts of the cross-validation, 2 or more. Default: 5.</param>
/// <param name="PathLength">Penalties on the path, 2 or more. Default: 100.</param>
public sealed record ElasticNetOptions(double Alpha = 1, double L1Ratio = 0.5, PenaltyChoice Choice = PenaltyChoice.Fixed, int Folds = 5,
    int PathLength = 100)
{
    /// <summary>Finite, above 0.</summary>
    public double Alpha { get; } = Alpha > 0 && double.IsFinite(Alpha) ? Alpha
        : throw new ArgumentOutOfRangeException(nameof(Alpha), Alpha, "The penalty must be finite and above 0; linear_regression has none.");

    /// <summary>0 to 1; above 0 when a path is asked for, which starts where every coefficient is 0.</summary>
    public double L1Ratio { get; } = L1Ratio >= 0 && L1Ratio <= 1 && (L1Ratio > 0 || Choice == PenaltyChoice.Fixed) ? L1Ratio
        : throw new ArgumentOutOfRangeException(nameof(L1Ratio), L1Ratio,
            "The share of the absolute values goes from 0 to 1, and is above 0 for a cross-validated path.");

    /// <summary>2 or more.</summary>
    public int Folds { get; } = Folds >= 2 ? Folds : throw new ArgumentOutOfRangeException(
        nameof(Folds), Folds, "Cross-validation needs two parts or more.");

    /// <summary>2 or more.</summary>
    public int PathLength { get; } = PathLength >= 2 ? PathLength
        : throw new ArgumentOutOfRangeException(nameof(PathLength), PathLength, "A path has two penalties or more.");
}
