namespace Kolosal.Learning.Additive;

/// <summary>The bins of a column as one side of a table of two: few neighbouring groups of about equal weight, and one more for missing
/// values.</summary>
/// <remarks>Categories are put in the order of their own main effect first, so that the order says nothing about any interaction.</remarks>
/// <param name="Column">The column.</param>
/// <param name="GroupOf">The group of each code, missing last.</param>
/// <param name="Groups">How many there are, that of missing values included.</param>
internal sealed record CoarseAxis(int Column, byte[] GroupOf, int Groups)
{
    /// <param name="column">The column.</param>
    /// <param name="weights">Of the rows of each code; the last is that of missing values.</param>
    /// <param name="effects">The main effect of each code, in whose order categories come; empty for numbers.</param>
    /// <param name="most">Groups of values at most.</param>
    public static CoarseAxis Of(int column, ReadOnlySpan<double> weights, ReadOnlySpan<double> effects, int most)
    {
        int bins = weights.Length - 1;
        int[] order = [.. Enumerable.Range(0, bins)];
        if (!effects.IsEmpty) Array.Sort(effects[..bins].ToArray(), order);
        double left = 0, inGroup = 0;
        foreach (double weight in weights[..bins]) left += weight;
        var groupOf = new byte[weights.Length];
        int group = 0;
        for (int at = 0; at < bins; at++)
        {
            groupOf[order[at]] = (byte)group;
            inGroup += weights[order[at]];
            int groupsLeft = most - group, binsLeft = bins - at - 1;
            if (binsLeft == 0 || groupsLeft <= 1 || (inGroup < left / groupsLeft && binsLeft >= groupsLeft)) continue;
            left -= inGroup;
            inGroup = 0;
            group++;
        }
        groupOf[bins] = (byte)(group + 1);
        return new(column, groupOf, group + 2);
    }
}
