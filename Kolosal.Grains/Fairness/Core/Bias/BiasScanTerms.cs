namespace Kolosal.Fairness;

/// <summary>What a scan of a dataset looks for.</summary>
/// <param name="Shares">By attribute and group: the share in the population, 0 to 1. A group left out is not compared.</param>
/// <param name="Favourable">The target's favourable value; null for none.</param>
/// <param name="Seed">Of the rows drawn for the joint test, and of its folds.</param>
/// <param name="Limits">By which labels are judged.</param>
public sealed record BiasScanTerms(
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Shares, string? Favourable, ulong Seed, FairnessLimits Limits)
{
    /// <summary>Most groups of an attribute that are told apart; crossed, most cells.</summary>
    public const int MostGroups = 100;

    /// <summary>Groups of fewer rows say nothing reliable, and below the second number hardly anything.</summary>
    public const int SmallGroup = 100, TinyGroup = 30;

    /// <summary>A group's share may be off the population's by this part of it (ISO/IEC 5259-2, representativeness).</summary>
    public const double RepresentationTolerance = 0.2;

    /// <summary>From this strength on an association makes a proxy; from the second on a grave one.</summary>
    public const double ProxyStrength = 0.3, StrongProxy = 0.6;

    /// <summary>The same as an area under the curve, and the most rows it is tried on.</summary>
    public const double ProxyAuc = 0.7, StrongProxyAuc = 0.85;

    public const int MostJointRows = 10_000;

    /// <summary>Largest over smallest class or group from which on it is called out.</summary>
    public const double Imbalance = 10, GraveImbalance = 100;

    /// <summary>Difference of shares of missing values between groups that passes.</summary>
    public const double MissingDifference = 0.1;
}
