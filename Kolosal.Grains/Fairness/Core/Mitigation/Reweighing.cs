using Kolosal.Learning.Preprocessing.Resampling;

namespace Kolosal.Fairness;

/// <summary>Weights for training rows under which group and outcome are independent: w(g, y) = P(g) P(y) / P(g, y).</summary>
/// <remarks>Kamiran and Calders, Data preprocessing techniques for classification without discrimination (Knowledge and Information Systems 33,
/// 2012), section 4.2.</remarks>
public static class Reweighing
{
    /// <summary>The weights of a group's negative and positive rows; null where it has none.</summary>
    public static (string Group, double? Negative, double? Positive)[] Weights(IReadOnlyCollection<GroupOutcomes> groups)
    {
        double rows = groups.Sum(g => g.Rows), positives = groups.Sum(g => g.Positives), negatives = rows - positives;
        return [.. groups.Select(g => (g.Group, GroupReweighing.Weight(g.Rows, negatives, g.Negatives, rows),
            GroupReweighing.Weight(g.Rows, positives, g.Positives, rows)))];
    }
}
