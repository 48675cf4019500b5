using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Slo;

/// <summary>Favourable decisions by group over a window of rows: whether the window is fair by the four-fifths rule.</summary>
/// <remarks>
/// The smallest selection rate over the largest among groups of sufficient size (29 CFR 1607.4 D). A window violates when that ratio is below
/// the limit and the two rates differ significantly (pooled z with continuity correction, Bonferroni over pairs of groups and over
/// attributes), since a ratio of small counts is below 0.8 by chance often enough. Windows are disjoint; each is one event of the objective.
/// </remarks>
public sealed class SelectionWindow
{
    /// <summary>Smaller groups are not compared.</summary>
    public const int MinimumGroupRows = 30;

    /// <summary>Probability that a window of equal treatment counts as a violation.</summary>
    public const double FalseAlarm = 0.01;

    /// <summary>Version that is counted; 0 before the first.</summary>
    public int Version { get; set; }

    /// <summary>Rows in the open window.</summary>
    public int RowsInWindow { get; set; }

    /// <summary>By protected attribute and bin of the training distribution.</summary>
    public long[][] Rows { get; set; } = [];

    /// <summary>Of them, with the favourable decision.</summary>
    public long[][] Selected { get; set; } = [];

    /// <summary>Starts again for another version.</summary>
    public void Begin(int version, IReadOnlyList<ColumnDistribution> attributes)
    {
        Version = version;
        Empty(attributes);
    }

    /// <summary>Counts one row.</summary>
    /// <param name="attributes">The protected columns' training distributions.</param>
    /// <param name="values">Their values in the row.</param>
    /// <param name="favourable">The decision was favourable.</param>
    public void Count(IReadOnlyList<ColumnDistribution> attributes, ReadOnlySpan<double> values, bool favourable)
    {
        for (int a = 0; a < attributes.Count; a++)
        {
            int bin = attributes[a].BinOf(values[a]);
            Rows[a][bin]++;
            if (favourable) Selected[a][bin]++;
        }
        RowsInWindow++;
    }

    /// <summary>Closes the window.</summary>
    /// <param name="attributes">The protected columns' training distributions.</param>
    /// <param name="minimumRatio">Smallest ratio of selection rates that passes.</param>
    /// <returns>Whether it was fair; null when no attribute had two groups to compare.</returns>
    public bool? Close(IReadOnlyList<ColumnDistribution> attributes, double minimumRatio)
    {
        bool? fair = null;
        for (int a = 0; a < attributes.Count; a++)
            if (IsFair(Rows[a], Selected[a], minimumRatio, attributes.Count) is { } found) fair = found && fair != false;
        Empty(attributes);
        return fair;
    }

    private void Empty(IReadOnlyList<ColumnDistribution> attributes)
    {
        RowsInWindow = 0;
        Rows = [.. attributes.Select(attribute => new long[attribute.Bins])];
        Selected = [.. attributes.Select(attribute => new long[attribute.Bins])];
    }

    private static bool? IsFair(long[] rows, long[] selected, double minimumRatio, int attributes)
    {
        int[] groups = [.. Enumerable.Range(0, rows.Length).Where(g => rows[g] >= MinimumGroupRows).OrderBy(g => selected[g] / (double)rows[g])];
        if (groups.Length < 2) return null;
        int low = groups[0], high = groups[^1];
        if (selected[high] == 0) return null; // nobody was selected: there is no ratio
        double ratio = selected[low] / (double)rows[low] / (selected[high] / (double)rows[high]);
        if (ratio >= minimumRatio) return true;
        double p = Compare(selected[low], rows[low], selected[high], rows[high]);
        return p * (groups.Length * (groups.Length - 1) / 2) * attributes > FalseAlarm;
    }

    /// <summary>Two-sided p of equal shares: pooled z with Yates' correction (JRSS Suppl. 1, 1934), without which counts of hundreds exceed the
    /// stated rate by a tenth.</summary>
    private static double Compare(long successes1, long trials1, long successes2, long trials2)
    {
        double pooled = (double)(successes1 + successes2) / (trials1 + trials2), each = 1.0 / trials1 + 1.0 / trials2;
        double distance = Math.Abs((double)successes1 / trials1 - (double)successes2 / trials2) - each / 2;
        return distance <= 0 ? 1 : Tails.NormalTwoSided(distance / Math.Sqrt(pooled * (1 - pooled) * each));
    }
}
