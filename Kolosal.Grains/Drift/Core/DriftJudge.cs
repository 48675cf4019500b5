using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Drift;

/// <summary>Compares a full window with training, column by column.</summary>
public static class DriftJudge
{
    /// <summary>A smaller index is called stable in scorecard practice however many rows make it significant (Siddiqi 2006, §9).</summary>
    public const double ModeratePsi = 0.1;

    /// <summary>From here on the same practice speaks of a major shift.</summary>
    public const double MajorPsi = 0.25;

    /// <summary>The test of a column unless another is asked for: the index and Kolmogorov-Smirnov, each at half the rate.</summary>
    public const string StandardTest = "psi_ks";

    /// <param name="columns">How each column fell in training, in the order of <paramref name="window"/>.</param>
    /// <param name="window">Rows per bin, column by column.</param>
    /// <param name="falseAlarm">Probability that a window without drift names any column; see <see cref="MultipleTesting"/>.</param>
    /// <returns>One finding per column, in their order.</returns>
    public static ColumnFinding[] Judge(IReadOnlyList<ColumnDistribution> columns, IReadOnlyList<long[]> window, double falseAlarm)
    {
        var findings = new ColumnFinding[columns.Count];
        for (int i = 0; i < findings.Length; i++) findings[i] = Measure(columns[i], window[i], StandardTest, falseAlarm, 0);

        bool[] significant = MultipleTesting.Discoveries(Array.ConvertAll(findings, f => f.PValue), falseAlarm);
        for (int i = 0; i < findings.Length; i++) findings[i] = findings[i] with { Drifted = significant[i] && findings[i].Psi >= ModeratePsi };
        return findings;
    }

    /// <summary>Measures one column; whether it drifted is decided over all of them.</summary>
    /// <param name="column">As it fell in training.</param>
    /// <param name="current">Rows by bin.</param>
    /// <param name="test"><see cref="StandardTest"/>, or one of <see cref="DriftTests.All"/>.</param>
    /// <param name="falseAlarm">For thresholds.</param>
    /// <param name="seed">Of tests that deal at random.</param>
    public static ColumnFinding Measure(ColumnDistribution column, long[] current, string test, double falseAlarm, ulong seed)
    {
        long[] reference = column.ByBin();
        long rows = current.Sum();
        double psi = PopulationStability.Index(reference, current);
        double? distance = null;
        ReadOnlySpan<long> before = reference.AsSpan(0, column.MissingBin), now = current.AsSpan(0, column.MissingBin);

        // An ordered test may look at numbers only, not at the bins behind them.
        if (!column.Categorical) distance = KolmogorovSmirnov.Distance(before, now);
        double statistic = psi, p;
        if (DriftTests.Find(test) is { } other)
        {
            var found = other.On(SamplePair.OfBins(column, reference, current, other.MostValues), falseAlarm, seed);
            (statistic, p) = (found?.Statistic ?? 0, found?.PValue ?? 1);
        }
        else
        {
            p = PopulationStability.PValue(reference, current);

            // Two looks at the same rows: Bonferroni keeps the pair at its stated rate.
            if (distance is { } d) p = Math.Min(1, 2 * Math.Min(p, KolmogorovSmirnov.PValue(
                d, PopulationStability.Total(before), PopulationStability.Total(now))));
        }

        return new(column.Name, psi, distance, p, Share(current[column.MissingBin], rows), Share(current[column.UnseenBin], rows), Drifted: false,
            statistic);
    }

    private static double Share(long part, long rows) => rows == 0 ? 0 : part / (double)rows;
}

/// <summary>What the judge found in one column; units as in the report, the statistic on the scale of the test.</summary>
public sealed record ColumnFinding(
    string Name, double Psi, double? Ks, double PValue, double MissingShare, double UnseenShare, bool Drifted, double Statistic = 0);
