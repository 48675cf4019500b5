namespace Kolosal.Fairness;

/// <summary>Near the threshold, where a model is least sure, the groups selected less are selected, the group selected most is not.</summary>
/// <remarks>Kamiran, Karim and Zhang, Decision Theory for Discrimination-Aware Classification (ICDM 2012), section 3: the smallest band around ½
/// that brings the selection rates within the ratio.</remarks>
public static class RejectOption
{
    private const int Steps = 200;

    /// <param name="rows">To fit to.</param>
    /// <param name="ratio">Smallest over largest selection rate, above 0, at most 1.</param>
    /// <returns>Null when no band does.</returns>
    public static DecisionRule? Fit(ScoredGroups rows, double ratio)
    {
        var usual = rows.Under(DecisionRule.Usual(rows.Labels.Length));
        int favoured = Array.IndexOf(usual, usual.MaxBy(g => g.SelectionRate ?? -1));
        for (int step = 0; step <= Steps; step++)
        {
            double margin = 0.5 * step / Steps;
            var rule = new DecisionRule([.. usual.Select((_, g) => g == favoured ? 0.5 + margin : 0.5 - margin)]);
            if (FairnessMeasures.Of(rows.Under(rule)).DemographicParityRatio >= ratio) return rule;
        }
        return null;
    }
}
