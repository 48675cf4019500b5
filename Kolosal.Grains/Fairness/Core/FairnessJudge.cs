namespace Kolosal.Fairness;

/// <summary>Judges a full window: whether the selection rates of an attribute's groups are too far apart, and not by chance.</summary>
/// <remarks>
/// The four-fifths rule (29 CFR 1607.4 D) with the significance it asks for where numbers are small: an attribute fails when its disparate
/// impact is below the limit and its p-value (see <see cref="Disparity"/>, over all pairs of groups) is at most the false-alarm rate divided by
/// the number of attributes (Bonferroni), so that a window of equal treatment raises any alarm with at most that rate.
/// </remarks>
public static class FairnessJudge
{
    /// <param name="attributes">The protected attributes.</param>
    /// <param name="rows">Rows by attribute and group.</param>
    /// <param name="selected">Rows with the favourable decision by attribute and group.</param>
    /// <param name="limits">What to judge by.</param>
    /// <returns>One finding per attribute, in their order.</returns>
    public static AttributeFinding[] Judge(
        IReadOnlyList<ProtectedGroups> attributes, IReadOnlyList<long[]> rows, IReadOnlyList<long[]> selected, FairnessLimits limits) =>
        [.. attributes.Select((attribute, a) => Judge(attribute, rows[a], selected[a], limits, limits.FalseAlarm / attributes.Count))];

    private static AttributeFinding Judge(ProtectedGroups attribute, long[] rows, long[] selected, FairnessLimits limits, double level)
    {
        ImmutableArray<GroupFinding> groups = [.. attribute.Labels
            .Select((label, g) => new GroupFinding(
                label, rows[g], selected[g], rows[g] == 0 ? 0 : selected[g] / (double)rows[g], rows[g] >= limits.MinimumGroupRows))
            .Where(group => group.Rows > 0)];
        var found = Disparity.Measure(rows, selected, limits.MinimumGroupRows);
        return new(attribute.Name, groups, found, found is not null && found.Impact < limits.MinimumImpactRatio && found.PValue <= level);
    }
}

/// <param name="MinimumGroupRows">Smaller groups are shown and not judged.</param>
/// <param name="MinimumImpactRatio">Smallest disparate impact that passes, 0 to 1.</param>
/// <param name="FalseAlarm">Probability that a window of equal treatment names any attribute.</param>
public sealed record FairnessLimits(int MinimumGroupRows, double MinimumImpactRatio, double FalseAlarm);

/// <summary>What the judge found in one attribute.</summary>
/// <param name="Attribute">The protected column.</param>
/// <param name="Groups">Every group with rows.</param>
/// <param name="Disparity">Null when there is nothing to compare.</param>
/// <param name="Unfair">It fails.</param>
public sealed record AttributeFinding(string Attribute, ImmutableArray<GroupFinding> Groups, DisparityFinding? Disparity, bool Unfair);

/// <param name="Group">Its label.</param>
/// <param name="Rows">Decisions on it.</param>
/// <param name="Selected">Favourable ones.</param>
/// <param name="Rate">Selected / rows.</param>
/// <param name="Judged">Large enough to be judged.</param>
public sealed record GroupFinding(string Group, long Rows, long Selected, double Rate, bool Judged);
