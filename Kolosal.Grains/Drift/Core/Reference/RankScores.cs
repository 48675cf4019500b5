using Kolosal.Tabular;

namespace Kolosal.Drift;

/// <summary>What a bin of an ordered column counts for where columns are looked at together: its place among the training rows.</summary>
/// <remarks>
/// The mid-rank of a bin (the share of training rows in lower bins and half of its own) brought to mean 0 and deviation 1 over the training
/// rows. Scores are bounded, so one wild value cannot move a window's mean, and a change of unit shows as a shift and not as a flood. A missing
/// or unseen value scores 0, the mean. Correlations of such scores are Spearman's, as far as the bins tell ranks apart.
/// </remarks>
public static class RankScores
{
    /// <summary>A score for every bin of a column, the missing and the unseen one last.</summary>
    /// <returns>Null where there is no order, or no spread: more than two categories, free text, a constant.</returns>
    public static double[]? Of(ColumnDistribution column)
    {
        if (column.Categorical && column.Categories.Length != 2) return null;
        double rows = column.Counts.Sum(), below = 0, squares = 0;
        if (rows == 0) return null;
        var scores = new double[column.Bins];
        for (int bin = 0; bin < column.Counts.Length; bin++)
        {
            scores[bin] = (below + column.Counts[bin] / 2.0) / rows - 0.5;
            below += column.Counts[bin];
            squares += column.Counts[bin] / rows * scores[bin] * scores[bin];
        }

        if (!(squares > 1e-9)) return null; // one bin holds all rows
        for (int bin = 0; bin < column.Counts.Length; bin++) scores[bin] /= Math.Sqrt(squares);
        return scores;
    }
}
