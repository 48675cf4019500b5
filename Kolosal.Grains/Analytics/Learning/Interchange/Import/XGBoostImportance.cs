namespace Kolosal.Learning.Import;

/// <summary>How much a feature is used by the splits of an imported model.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Weight">The number of splits.</param>
/// <param name="TotalGain">The loss they save together.</param>
/// <param name="TotalCover">The sums of hessians of their nodes together.</param>
public sealed record XGBoostImportance(string Feature, int Weight, double TotalGain, double TotalCover)
{
    /// <summary>The mean loss saved a split.</summary>
    public double Gain => TotalGain / Weight;

    /// <summary>The mean sum of hessians a split.</summary>
    public double Cover => TotalCover / Weight;
}
