using Kolosal.Tabular;

namespace Kolosal.Drift;

/// <summary>Whether the capital of the bets is an alarm.</summary>
internal static class EarlyVerdict
{
    /// <summary>Judges after a block.</summary>
    /// <remarks>By Ville's inequality the mean capital of all bets ever reaches 2/α with a chance of at most α/2, the other half being spent on
    /// what training does not know (<see cref="BinBets"/>). Which columns it is about follows from theirs by the step-up procedure for
    /// e-values (Wang and Ramdas, JRSS B 84, 2022). And as with a window a shift counts only from a moderate size on.</remarks>
    /// <returns>Null for no alarm.</returns>
    public static EarlyAlarm? Of(
        IReadOnlyList<ColumnDistribution> columns, ColumnTally tally, double falseAlarm, double all, ReadOnlySpan<double> capital,
        Func<int, ColumnDistribution, long[], (double Effect, bool Enough)>? effect = null)
    {
        double needed = 2 / falseAlarm;
        if (all < needed) return null;
        double[] found = capital.ToArray();
        int[] order = [.. Enumerable.Range(0, found.Length).OrderByDescending(column => found[column])];
        int named = 1; // the alarm is about one of them at least, and about none more than the first
        for (int k = order.Length; k > 1 && named == 1; k--)
            if (found[order[k - 1]] >= order.Length * needed / k) named = k;
        effect ??= Index;
        var about = order[..named].Select(column => (Column: column, Found: effect(column, columns[column], tally.LatelyOf(column))))
            .Where(column => column.Found.Enough).Select(column => new EarlyColumn(column.Column, found[column.Column], column.Found.Effect))
            .ToImmutableArray();
        return about.IsEmpty ? null : new(all, needed, about);
    }

    private static (double Effect, bool Enough) Index(int place, ColumnDistribution column, long[] lately)
    {
        double psi = PopulationStability.Index(column.ByBin(), lately);
        return (psi, psi >= DriftJudge.ModeratePsi);
    }
}
