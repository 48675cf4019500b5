using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Drift;

/// <summary>Judges a window of outcomes: whether what is true has changed (label drift), and whether the model is wrong more often, or by more
/// (concept drift).</summary>
public static class OutcomeJudge
{
    /// <summary>A rise of the error rate that is told: five points of a hundred, chosen.</summary>
    public const double LeastRise = 0.05;

    /// <summary>A rise of absolute errors that is told, in deviations of their ranks: chosen.</summary>
    public const double LeastRankShift = 0.2;

    /// <param name="yardstick">Of outcomes.</param>
    /// <param name="tally">The window.</param>
    /// <param name="test">For labels.</param>
    /// <param name="seed">Of tests that deal at random.</param>
    /// <param name="early">What the bets found; null for a window that is full.</param>
    public static WindowJudgement Judge(DriftYardstick yardstick, OutcomeTally tally, string test, ulong seed, EarlyAlarm? early)
    {
        ColumnFinding[] columns =
            [.. yardstick.Columns.Select((column, i) => DriftJudge.Measure(column, tally.Columns.Window[i], test, yardstick.FalseAlarm, seed))];
        WindowFinding[] findings = [OfLabels(columns[0], test), OfErrors(yardstick.Columns[1], tally.Columns.Window[1])];
        bool[] significant = MultipleTesting.Discoveries([.. findings.Select(f => f.PValue)], yardstick.FalseAlarm);
        for (int i = 0; i < findings.Length; i++)
        {
            findings[i] = findings[i] with
            {
                Drifted = early is null && significant[i] && tally.Rows >= WindowJudge.LeastRows && findings[i].Effect >= findings[i].LeastEffect,
            };
            foreach (var found in early?.Columns.Where(found => found.Column == i) ?? [])
                findings[i] = findings[i] with
                {
                    Test = "e_process",
                    Statistic = found.Capital,
                    PValue = Math.Min(1, 1 / Math.Max(found.Capital, double.Epsilon)),
                    Effect = found.Psi,
                    LeastRows = ColumnTally.BlockRows,
                    Drifted = true,
                };
            columns[i] = columns[i] with { Drifted = findings[i].Drifted };
        }

        return new(columns, [.. findings, .. OfDetectors(yardstick.Columns[1].Categorical, tally)], [], null);
    }

    /// <summary>How far a column of outcomes has moved, for the bets: the index of labels, the rise of errors.</summary>
    internal static (double Effect, bool Enough) Effect(int place, ColumnDistribution column, long[] lately)
    {
        double effect = place == 0 ? PopulationStability.Index(column.ByBin(), lately) : Rise(column, lately);
        return (effect, effect >= (place == 0 ? DriftJudge.ModeratePsi : Least(column)));
    }

    private static WindowFinding OfLabels(ColumnFinding labels, string test) => new(
        DriftSubject.Labels, labels.Name, test, labels.Statistic, labels.PValue, labels.Psi, WindowJudge.PsiMeasure, DriftJudge.ModeratePsi,
        WindowJudge.LeastRows, false);

    private static WindowFinding OfErrors(ColumnDistribution errors, long[] window)
    {
        double rise = Rise(errors, window), n = errors.Counts.Sum(), m = window.Sum(), statistic, p;
        if (errors.Categorical)
        {
            statistic = m > 0 ? window[1] / m : 0;
            p = QualityTest.MoreOften(errors.Counts[1], (long)n, window[1], (long)m);
        }
        else
        {
            statistic = n > 0 && m > 0 ? rise / Math.Sqrt(1 / n + 1 / m) : 0;
            p = Tails.Normal(statistic);
        }

        return new(DriftSubject.Errors, errors.Name, errors.Categorical ? "fisher_exact" : "rank_mean", statistic, p, Math.Max(0, rise),
            errors.Categorical ? "rise of the error rate" : "rise of the mean rank of absolute errors, deviations", Least(errors),
            WindowJudge.LeastRows, false);
    }

    private static double Least(ColumnDistribution errors) => errors.Categorical ? LeastRise : LeastRankShift;

    private static double Rise(ColumnDistribution errors, long[] now)
    {
        double n = errors.Counts.Sum(), m = now.Sum();
        if (n == 0 || m == 0) return 0;
        if (errors.Categorical) return now[1] / m - errors.Counts[1] / n;
        double[]? ranks = RankScores.Of(errors);
        return ranks is null ? 0 : now.Zip(ranks, (count, rank) => count * rank).Sum() / m;
    }

    /// <summary>Detectors of the error stream speak for themselves: they were chosen.</summary>
    private static IEnumerable<WindowFinding> OfDetectors(bool bits, OutcomeTally tally) => tally.Detectors.Keys
        .Order(StringComparer.Ordinal).Select(name =>
        {
            var descriptor = ChangeDetectors.Get(name);
            int changes = tally.Changes.GetValueOrDefault(name);
            return new WindowFinding(
                DriftSubject.Errors, "error", name, changes, changes > 0 ? descriptor.Promise?.Rate ?? 1 : 1, changes,
                "changes reported in the window", 1,
                descriptor.MinSample, changes > 0,
                descriptor.Promise is null ? "a rule of thumb that promises no rate of false alarms" : null);
        });
}
