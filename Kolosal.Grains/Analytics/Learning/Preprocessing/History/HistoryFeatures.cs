using Kolosal.Tabular;

namespace Kolosal.Learning.Preprocessing.History;

/// <summary>Lags and rolling windows: columns that tell a row what went before it.</summary>
/// <remarks>
/// Rows are put in the order of the column with the role time, rows of one time in the order of the table; where a column has the role group, each
/// group is a series of its own. A feature looks at rows strictly before its own, so a row's own value and its future never enter; a row without
/// enough rows before it, or without a time, has no value. Within a window missing values are left out.
/// This is work on a table and no step of a pipeline, which sees one row at a time: whoever scores rows gives those before them as context. A row
/// scored without any gets missing values, which is what the first rows of a series had in training, too.
/// </remarks>
public static class HistoryFeatures
{
    /// <summary>The table with its history features behind its columns.</summary>
    /// <param name="table">Has a column with the role time, a date or a number.</param>
    /// <param name="options">Which features.</param>
    /// <exception cref="TrainingException">There is no column of time, or a column is absent or no number.</exception>
    /// <exception cref="ArgumentException">A name that a feature would get is taken.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public static Frame Add(Frame table, HistoryOptions options) => Add(table, context: null, options);

    /// <summary>Rows with their history features, which look at rows of a context as well.</summary>
    /// <param name="table">The rows that get features.</param>
    /// <param name="context">Rows of the same schema, of which those before a row count; or null. A row that is in both counts twice.</param>
    /// <param name="options">Which features.</param>
    /// <exception cref="TrainingException">There is no column of time, or a column is absent or no number.</exception>
    /// <exception cref="ArgumentException">A name that a feature would get is taken, or the context lacks a column.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public static Frame Add(Frame table, Frame? context, HistoryOptions options)
    {
        options.Check();
        string time = table.Schema.WithRole(ColumnRole.Time)?.Name
            ?? throw new TrainingException("The past of a row needs an order; give a column of dates or numbers the role time.");
        string? group = table.Schema.WithRole(ColumnRole.Group)?.Name;
        foreach (string column in (string[])[time, .. group is null ? [] : new[] { group }, .. options.Columns])
            if (context is not null && context.Schema.IndexOf(column) < 0)
                throw new ArgumentException($"The context lacks the column '{column}'.", nameof(context));

        // The context comes first, so that of rows of one time it is the earlier one.
        int before = context?.Rows ?? 0;
        double[] times = [.. Times(context, time), .. Times(table, time)];
        int[][] series = [.. Enumerable.Range(0, times.Length).Where(row => !double.IsNaN(times[row]))
            .GroupBy(row => group is null ? "" : row < before ? context![group].TextAt(row) ?? "" : table[group].TextAt(row - before) ?? "")
            .Select(rows => rows.OrderBy(row => times[row]).ToArray())];
        var added = new List<(string Name, double[] Values)>();
        foreach (string column in options.Columns)
        {
            double[] values = [.. Numbers(context, column), .. Numbers(table, column)];
            foreach (int k in options.Lags) added.Add(($"{column}_lag_{k}", Lag(values, series, k)));
            foreach (int w in options.Windows)
                foreach (var statistic in options.Statistics)
                    added.Add(($"{column}_{Word(statistic)}_{w}", Rolling(values, series, w, statistic)));
        }
        return new(new TableSchema([.. table.Schema.Columns, .. added.Select(a => new ColumnSchema(a.Name, ColumnType.Numeric))]),
            [.. table.Columns, .. added.Select(a => NumericColumn.FromNaN(a.Values[before..]))]);
    }

    private static double[] Lag(double[] values, int[][] series, int k)
    {
        var lagged = new double[values.Length];
        Array.Fill(lagged, double.NaN);
        foreach (int[] rows in series)
            for (int i = k; i < rows.Length; i++) lagged[rows[i]] = values[rows[i - k]];
        return lagged;
    }

    private static double[] Rolling(double[] values, int[][] series, int window, WindowStatistic statistic)
    {
        var figures = new double[values.Length];
        Array.Fill(figures, double.NaN);
        foreach (int[] rows in series)
            for (int i = window; i < rows.Length; i++)
            {
                double[] there = [.. rows.AsSpan(i - window, window).ToArray().Select(row => values[row]).Where(v => !double.IsNaN(v))];
                figures[rows[i]] = Figure(there, statistic);
            }
        return figures;
    }

    private static double Figure(double[] values, WindowStatistic statistic)
    {
        if (values.Length == 0) return double.NaN;
        switch (statistic)
        {
            case WindowStatistic.Minimum: return values.Min();
            case WindowStatistic.Maximum: return values.Max();
            case WindowStatistic.Mean: return values.Average();
            default:
                if (values.Length < 2) return double.NaN;
                double mean = values.Average();
                return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
        }
    }

    private static string Word(WindowStatistic statistic) => statistic switch
    {
        WindowStatistic.Minimum => "min",
        WindowStatistic.Maximum => "max",
        WindowStatistic.StandardDeviation => "sd",
        _ => "mean",
    };

    private static double[] Times(Frame? table, string name) => table is null ? [] : table[name] switch
    {
        DateTimeColumn dates => [.. Enumerable.Range(0, dates.Rows).Select(row => dates.IsMissing(row) ? double.NaN : dates.Ticks[row])],
        NumericColumn => Numbers(table, name),
        var other => throw new TrainingException($"The time column '{name}' needs dates or numbers, it is {other.Type}."),
    };

    private static double[] Numbers(Frame? table, string name)
    {
        if (table is null) return [];
        if (table.Schema.IndexOf(name) < 0 || table[name] is not NumericColumn numbers)
            throw new TrainingException($"Only columns of numbers have lags and windows; '{name}' is "
                + (table.Schema.IndexOf(name) < 0 ? "no column of the table." : $"{table[name].Type}."));
        return [.. Enumerable.Range(0, numbers.Rows).Select(row => numbers.IsMissing(row) ? double.NaN : numbers.Values[row])];
    }
}
