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

/// <param name="Alpha">Strength of the penalty against a target of standard deviation 1, above 0; not read when cross-validated. Default: 1.</param>
/// <param name="L1Ratio">The share of the absolute values in the penalty, 0 to 1: 1 is the Lasso. Default: 0.5.</param>
/// <param name="Choice">Whether <paramref name="Alpha"/> is used or found. Default: used.</param>
/// <param name="Folds">Parts of the cross-validation, 2 or more. Default: 5.</param>
/// <param name="PathLength">Penalties on the path, 2 or more. Default: 100.</param>
public sealed record ElasticNetOptions(double Alpha = 1, double L1Ratio = 0.5, PenaltyChoice Choice = PenaltyChoice.Fixed, int Folds = 5,
    int PathLength = 100)
{
    /// <summary>Finite, above 0.</summary>
    public double Alpha { get; } = Require.Positive(Alpha);

    /// <summary>0 to 1; above 0 when a path is asked for, which starts where every coefficient is 0.</summary>
    public double L1Ratio { get; } = Require.That(L1Ratio,
        L1Ratio >= 0 && L1Ratio <= 1 && (L1Ratio > 0 || Choice == PenaltyChoice.Fixed), "from 0 to 1, and above 0 for a cross-validated path");

    /// <summary>2 or more.</summary>
    public int Folds { get; } = Require.AtLeast(Folds, 2);

    /// <summary>2 or more.</summary>
    public int PathLength { get; } = Require.AtLeast(PathLength, 2);
}
