namespace Kolosal.Learning.Anomaly;

/// <summary>How the centre and the covariance of the usual rows are estimated.</summary>
public enum EnvelopeEstimate
{
    /// <summary>Minimum covariance determinant: up to half of the rows may be anything.</summary>
    Robust,

    /// <summary>Mean and covariance (over n − 1) of all rows: the classical Mahalanobis distance.</summary>
    Classical,
}

/// <param name="Estimate">How centre and covariance are estimated. Default: robust.</param>
/// <param name="Contamination">Share of the training rows that are anomalies, above 0 and
/// at most ½; null for the 97.5 % quantile of χ². Default: null.</param>
public sealed record EllipticEnvelopeOptions(EnvelopeEstimate Estimate = EnvelopeEstimate.Robust, double? Contamination = null)
{
    private readonly double support = 0.5;
    private readonly int starts = 500;

    /// <summary>Above 0 and at most ½, or null.</summary>
    public double? Contamination { get; } = AnomalyThreshold.Check(Contamination);

    /// <summary>Share of the rows that the smallest determinant is sought for, ½ … 1; at
    /// least ⌊(n + p + 1) / 2⌋ rows are taken. Default: ½.</summary>
    public double Support
    {
        get => support;
        init => support = Require.Between(value, 0.5, 1, nameof(Support));
    }

    /// <summary>Random starts of the search, at least 1. Default: 500, the paper's.</summary>
    public int Starts
    {
        get => starts;
        init => starts = Require.AtLeast(value, 1, nameof(Starts));
    }
}
