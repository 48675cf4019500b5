namespace Kolosal.Fairness;

/// <summary>What a window holds of one group's decisions.</summary>
/// <param name="Rows">Decisions.</param>
/// <param name="Selected">Favourable ones.</param>
/// <param name="Expected">Σ p of the favourable class over all rows: the outcomes to be expected of calibrated probabilities.</param>
/// <param name="ExpectedSelected">The same over the selected rows.</param>
public readonly record struct DecisionCounts(long Rows, long Selected, double Expected, double ExpectedSelected)
{
    /// <summary>What the true positive rate should come to: Σ p of the selected over Σ p of all; null without any. An estimate by the model's own
    /// probabilities, as good as these are calibrated in the group.</summary>
    public double? EstimatedTpr => Expected > 0 ? ExpectedSelected / Expected : null;

    /// <summary>What the false positive rate should come to.</summary>
    public double? EstimatedFpr => Rows - Expected > 0 ? Math.Max(0, (Selected - ExpectedSelected) / (Rows - Expected)) : null;

    /// <summary>What the positive predictive value should come to.</summary>
    public double? EstimatedPpv => Selected > 0 ? ExpectedSelected / Selected : null;
}
