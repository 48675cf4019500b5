using Kolosal.Statistics;

namespace Kolosal.Learning.Anomaly;

/// <summary>Where anomalies begin: as the method's paper says, or so that a share of the training rows are anomalies.</summary>
internal static class AnomalyThreshold
{
    /// <summary>What a search may change; "auto" is the method's own threshold.</summary>
    public static ImmutableArray<Parameter> Parameters { get; } =
    [
        new CategoricalParameter("threshold", ["auto", "share"], "auto"),
        new FloatParameter("contamination", 0.0001, 0.5, 0.1, Log: true, When: new("threshold", "share")),
    ];

    /// <summary>The share asked for, or null for the method's own threshold.</summary>
    public static double? Parse(HyperParameters given) => given.Choice("threshold") == "share" ? given.Float("contamination") : null;

    /// <summary>Checks a share.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0 and at most ½.</exception>
    public static double? Check(double? share) =>
        Require.That(share, share is null or (> 0 and <= 0.5), "above 0 and at most one half");

    /// <summary>The score that a share of the training rows exceed, or the method's own threshold.</summary>
    public static double Of(double? share, double own, ReadOnlySpan<double> trainingScores) =>
        share is { } given ? Quantiles.Of(trainingScores, 1 - given) : own;
}
