using Kolosal.Learning;
using Kolosal.Tabular;

namespace Kolosal.Exploration;

/// <summary>One series of a dataset.</summary>
/// <param name="Group">Its name; null for the only one.</param>
/// <param name="Rows">Its rows in order of time.</param>
internal sealed record SeriesOfTable(string? Group, int[] Rows)
{
    /// <summary>More series than this are refused.</summary>
    public const int MostSeries = 10_000;

    /// <summary>What messages call it.</summary>
    public string What => Group is null ? "The series" : $"The series '{Group}'";

    /// <summary>The series of a table, in the order in which they begin in it.</summary>
    /// <exception cref="TrainingException">A row has no time or no group, or there are too many series.</exception>
    public static ImmutableArray<SeriesOfTable> Of(Frame table, SeriesTerms terms)
    {
        foreach (string name in (string[])[terms.Time, .. terms.Group is null ? [] : new[] { terms.Group }])
            if (table[name].Missing.Count > 0)
                throw new TrainingException($"Every row needs a value in '{name}', and {table[name].Missing.Count} of {table.Rows} have none.");
        var groups = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var order = new List<string>();
        for (int row = 0; row < table.Rows; row++)
        {
            string group = terms.Group is null ? "" : table[terms.Group].TextAt(row)!;
            if (!groups.TryGetValue(group, out var rows))
            {
                groups.Add(group, rows = []);
                order.Add(group);
            }
            rows.Add(row);
        }
        if (order.Count > MostSeries)
            throw new TrainingException($"'{terms.Group}' makes {order.Count} series, and at most {MostSeries} are forecast at a time.");
        var times = table[terms.Time];
        return [.. order.Select(group => new SeriesOfTable(terms.Group is null ? null : group, Ordered(times, groups[group])))];
    }

    /// <summary>Its values in order of time.</summary>
    /// <exception cref="TrainingException">One is missing.</exception>
    public double[] Values(Frame table, SeriesTerms terms)
    {
        var target = (NumericColumn)table[terms.Target];
        foreach (int row in Rows)
            if (target.IsMissing(row))
                throw new TrainingException($"{What} has no value at {table[terms.Time].TextAt(row)}; fill the gap first.");
        double[] values = new double[Rows.Length];
        for (int i = 0; i < values.Length; i++) values[i] = target.Values[Rows[i]];
        return values;
    }

    private static int[] Ordered(Column times, List<int> rows) => times is DateTimeColumn dates
        ? [.. rows.OrderBy(row => dates.Ticks[row])]
        : [.. rows.OrderBy(row => ((NumericColumn)times).Values[row])];
}
