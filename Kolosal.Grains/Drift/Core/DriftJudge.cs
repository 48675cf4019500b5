using Kolosal.Statistics;

namespace Kolosal.Drift;

/// <summary>Compares a full window with training, column by column.</summary>
public static class DriftJudge
{
    /// <summary>A smaller index is called stable in scorecard practice however many rows make it significant (Siddiqi 2006, §9).</summary>
    public const double ModeratePsi = 0.1;

    /// <summary>From here on the same practice speaks of a major shift.</summary>
    public const double MajorPsi = 0.25;

    /// <param name="columns">The columns' bins, the decisions' last.</param>
    /// <param name="window">Rows per bin, column by column.</param>
    /// <param name="falseAlarm">Probability that a window without drift names any column; see <see cref="MultipleTesting"/>.</param>
    /// <returns>One finding per column, in their order.</returns>
    public static ColumnFinding[] Judge(IReadOnlyList<ColumnBins> columns, IReadOnlyList<long[]> window, double falseAlarm)
    {
        var findings = new ColumnFinding[columns.Count];
        for (int i = 0; i < findings.Length; i++) findings[i] = Measure(columns[i], window[i]);

        bool[] significant = MultipleTesting.Discoveries(Array.ConvertAll(findings, f => f.PValue), falseAlarm);
        for (int i = 0; i < findings.Length; i++) findings[i] = findings[i] with { Drifted = significant[i] && findings[i].Psi >= ModeratePsi };
        return findings;
    }

    private static ColumnFinding Measure(ColumnBins column, long[] counts)
    {
        long rows = counts.Sum();
        double psi = PopulationStability.Index(column.Reference, counts);
        double p = PopulationStability.PValue(column.Reference, counts);
        double? distance = null;
        if (column.Numeric)
        {
            var reference = column.Ordered(column.Reference);
            var current = column.Ordered(counts);
            distance = KolmogorovSmirnov.Distance(reference, current);

            // Two looks at the same rows: Bonferroni keeps the pair at its stated rate.
            p = Math.Min(1, 2 * Math.Min(p, KolmogorovSmirnov.PValue(
                distance.Value, PopulationStability.Total(reference), PopulationStability.Total(current))));
        }
        return new(column.Name, psi, distance, p, column.MissingShare(counts, rows), column.UnseenShare(counts, rows), Drifted: false);
    }
}

/// <summary>What the judge found in one column; units as in the report.</summary>
public sealed record ColumnFinding(string Name, double Psi, double? Ks, double PValue, double MissingShare, double UnseenShare, bool Drifted);
