using System.Globalization;
using Kolosal.Tabular;

namespace Kolosal.Drift;

/// <summary>Which inputs explain a window's drift, ranked, and where within them it lies.</summary>
internal static class DriftCauses
{
    private const int Named = 10;

    public static ImmutableArray<DriftCauseFinding> Rank(DriftYardstick yardstick, DriftTally tally)
    {
        int inputs = yardstick.Inputs;
        double[] beyond = [.. Enumerable.Range(0, inputs).Select(i => Beyond(yardstick.Columns[i], tally.Columns.Window[i]))];
        var importances = yardstick.Detail?.Importances is { IsDefaultOrEmpty: false } known && known.Length == inputs ? known : [];
        double sum = beyond.Sum(), weighted = importances.IsEmpty ? 0 : beyond.Zip(importances, (b, w) => b * w).Sum();
        return
        [
            .. Enumerable.Range(0, inputs).Where(i => beyond[i] > 0).OrderByDescending(i => beyond[i]).Take(Named).Select(i =>
            {
                var (segment, before, now) = Segment(yardstick.Columns[i], tally.Columns.Window[i]);
                return new DriftCauseFinding(
                    yardstick.Columns[i].Name, beyond[i] / sum, importances.IsEmpty ? null : importances[i],
                    weighted > 0 ? beyond[i] * importances[i] / weighted : null, segment, before, now,
                    ChangeNote.Of(yardstick, tally, yardstick.Columns[i].Name));
            }),
        ];
    }

    /// <summary>The index less what it is on average without drift.</summary>
    private static double Beyond(ColumnDistribution column, long[] current)
    {
        long[] reference = column.ByBin();
        long n = reference.Sum(), m = current.Sum();
        if (n == 0 || m == 0) return 0;
        int used = reference.Zip(current, (a, b) => a + b > 0).Count(any => any);
        return Math.Max(0, PopulationStability.Index(reference, current) - Math.Max(0, used - 1) * (1.0 / n + 1.0 / m));
    }

    private static (string Segment, double Before, double Now) Segment(ColumnDistribution column, long[] current)
    {
        long[] reference = column.ByBin();
        double n = reference.Sum() + 0.5 * column.Bins, m = current.Sum() + 0.5 * column.Bins;
        int most = Enumerable.Range(0, column.Bins).MaxBy(bin =>
        {
            double p = (reference[bin] + 0.5) / n, q = (current[bin] + 0.5) / m;
            return (q - p) * Math.Log(q / p);
        });
        return (Label(column, most), reference[most] / (double)Math.Max(1, reference.Sum()), current[most] / (double)Math.Max(1, current.Sum()));
    }

    private static string Label(ColumnDistribution column, int bin)
    {
        if (bin == column.MissingBin) return "missing";
        if (bin == column.UnseenBin) return "unseen";
        if (column.Categorical) return column.Categories.IsEmpty ? "any text" : column.Categories[bin];
        if (column.Edges.IsEmpty) return "any number";
        string Edge(int at) => column.Edges[at].ToString("0.######", CultureInfo.InvariantCulture);
        if (bin == 0) return column.Counts[0] == 0 ? $"below {Number(column.Minimum)}" : $"up to {Edge(0)}";
        if (bin == column.Edges.Length) return $"above {Edge(bin - 1)}";

        // Around a value that many rows share the edges are neighbours.
        return Math.BitIncrement(column.Edges[bin - 1]) == column.Edges[bin] ? Number(column.Edges[bin]) : $"above {Edge(bin - 1)} up to {Edge(bin)}";
    }

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
