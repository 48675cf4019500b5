namespace Kolosal.Fairness;

/// <summary>Decisions on one group beside what came of them.</summary>
/// <param name="Group">Its label.</param>
/// <param name="TruePositives">Selected, rightly.</param>
/// <param name="FalsePositives">Selected, wrongly.</param>
/// <param name="TrueNegatives">Not selected, rightly.</param>
/// <param name="FalseNegatives">Not selected, wrongly.</param>
public sealed record GroupOutcomes(string Group, long TruePositives, long FalsePositives, long TrueNegatives, long FalseNegatives)
{
    public long Rows => TruePositives + FalsePositives + TrueNegatives + FalseNegatives;

    public long Positives => TruePositives + FalseNegatives;

    public long Negatives => FalsePositives + TrueNegatives;

    public long Selected => TruePositives + FalsePositives;

    /// <summary>Selected / rows. Every rate is null where nothing is divided by.</summary>
    public double? SelectionRate => Rate(Selected, Rows);

    /// <summary>True positive rate, P(selected | positive).</summary>
    public double? Tpr => Rate(TruePositives, Positives);

    /// <summary>False positive rate, P(selected | negative).</summary>
    public double? Fpr => Rate(FalsePositives, Negatives);

    /// <summary>Positive predictive value, P(positive | selected).</summary>
    public double? Ppv => Rate(TruePositives, Selected);

    /// <summary>Positives / rows.</summary>
    public double? BaseRate => Rate(Positives, Rows);

    public double? Accuracy => Rate(TruePositives + TrueNegatives, Rows);

    /// <summary>Counts decisions by group, in the order of the labels.</summary>
    /// <param name="labels">The groups.</param>
    /// <param name="groupOf">The group of each row.</param>
    /// <param name="decisions">Whether a row was selected.</param>
    /// <param name="outcomes">Whether it should have been.</param>
    /// <exception cref="ArgumentException">The rows differ in number.</exception>
    public static GroupOutcomes[] Count(IReadOnlyList<string> labels, ReadOnlySpan<int> groupOf, ReadOnlySpan<bool> decisions,
        ReadOnlySpan<bool> outcomes)
    {
        if (groupOf.Length != decisions.Length || groupOf.Length != outcomes.Length)
            throw new ArgumentException($"Need the same rows, got {groupOf.Length}, {decisions.Length} and {outcomes.Length}.");
        var counts = new long[labels.Count * 4];
        for (int row = 0; row < groupOf.Length; row++) counts[4 * groupOf[row] + (decisions[row] ? outcomes[row] ? 0 : 1 : outcomes[row] ? 3 : 2)]++;
        return [.. labels.Select((label, g) => new GroupOutcomes(label, counts[4 * g], counts[4 * g + 1], counts[4 * g + 2], counts[4 * g + 3]))];
    }

    private static double? Rate(long part, long whole) => whole > 0 ? part / (double)whole : null;
}
