using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Learning.Preprocessing.History;

public class HistoryFeaturesTests
{
    private static readonly HistoryOptions Options = new() { Columns = ["sales"], Lags = [1, 3], Windows = [3] };

    [Fact]
    public void Features_follow_time_and_not_the_order_of_the_rows()
    {
        // In time: 2 4 9 1 7. Before the fourth lie 2 4 9: mean 5, deviation √((9 + 1 + 16) / 2) = √13; before the fifth 4 9 1.
        var table = Table([4, 1, 5, 2, 3], [1, 2, 7, 4, 9]);
        var added = HistoryFeatures.Add(table, Options);
        double nan = double.NaN;
        Assert.Equal([9, nan, 1, 2, 4], Values(added, "sales_lag_1"));
        Assert.Equal([2, nan, 4, nan, nan], Values(added, "sales_lag_3"));
        Assert.Equal([5, nan, 14.0 / 3, nan, nan], Values(added, "sales_mean_3"), Close);
        Assert.Equal([2, nan, 1, nan, nan], Values(added, "sales_min_3"));
        Assert.Equal([9, nan, 9, nan, nan], Values(added, "sales_max_3"));
        Assert.Equal(Math.Sqrt(13), Values(added, "sales_sd_3")[0], 12);
        Assert.Equal([1, 2, 7, 4, 9], Values(added, "sales"));
    }

    [Fact]
    public void The_future_never_enters()
    {
        // Whatever the values from a time on are: features of rows up to that time stay as they are.
        var random = new SeededRandom(3);
        double[] times = [.. Enumerable.Range(0, 80).Select(_ => (double)random.Next(60))], sales = [.. times.Select(_ => random.NextNormal())];
        string[] shops = [.. times.Select(_ => random.Next(3) == 0 ? "a" : "b")];
        var options = Options with { Lags = [1, 2, 5], Windows = [2, 4] };
        var whole = HistoryFeatures.Add(Table(times, sales, shops), options);
        double[] otherwise = [.. sales.Select((v, row) => times[row] >= 30 ? 1000 + row : v)];
        var changed = HistoryFeatures.Add(Table(times, otherwise, shops), options);
        foreach (var column in whole.Schema.Columns.Where(c => c.Name.StartsWith("sales_", StringComparison.Ordinal)))
        {
            // Of several rows at the time 30 only the first one of a shop has nothing changed before it.
            int[] early = [.. Enumerable.Range(0, 80).Where(row => times[row] < 30)];
            Assert.Equal(early.Select(row => Values(whole, column.Name)[row]), early.Select(row => Values(changed, column.Name)[row]));
        }
    }

    [Fact]
    public void Groups_are_series_of_their_own()
    {
        var added = HistoryFeatures.Add(Table([1, 2, 3, 4], [1, 10, 2, 20], ["a", "b", "a", "b"]), Options);
        Assert.Equal([double.NaN, double.NaN, 1, 10], Values(added, "sales_lag_1"));
    }

    [Fact]
    public void Rows_scored_after_others_have_the_features_that_they_had_among_them()
    {
        var random = new SeededRandom(6);
        double[] times = [.. Enumerable.Range(0, 60).Select(t => (double)t)], sales = [.. times.Select(_ => random.NextNormal())];
        string[] shops = [.. times.Select(t => t % 3 == 0 ? "a" : "b")];
        var table = Table(times, sales, shops);
        var all = HistoryFeatures.Add(table, Options);
        int[] last = [.. Enumerable.Range(45, 15)], first = [.. Enumerable.Range(0, 45)];
        var scored = HistoryFeatures.Add(table.SelectRows(last), table.SelectRows(first), Options);
        foreach (var column in all.Schema.Columns.Where(c => c.Type == ColumnType.Numeric))
            Assert.Equal(last.Select(row => Values(all, column.Name)[row]), Values(scored, column.Name));
        // Alone a row has no past.
        var alone = HistoryFeatures.Add(table.SelectRows([59]), Options);
        Assert.Equal(1, alone["sales_lag_1"].Missing.Count);
    }

    [Fact]
    public void Missing_values_are_left_out_of_windows_and_rows_without_a_time_have_no_past()
    {
        // In time: 2, missing, 6, and the row without a time is before none of them.
        var added = HistoryFeatures.Add(Table([1, 2, 3, double.NaN, 4], [2, double.NaN, 6, 50, 8]), Options);
        Assert.Equal([double.NaN, double.NaN, double.NaN, double.NaN, 4], Values(added, "sales_mean_3"));
        Assert.Equal([double.NaN, 2, double.NaN, double.NaN, 6], Values(added, "sales_lag_1"));
    }

    [Fact]
    public void What_has_no_order_or_no_numbers_is_refused()
    {
        var table = Table([1, 2], [1, 2], ["a", "b"]);
        Assert.Throws<TrainingException>(() => HistoryFeatures.Add(table.SelectColumns("sales", "shop"), Options));
        Assert.Throws<TrainingException>(() => HistoryFeatures.Add(table, Options with { Columns = ["shop"] }));
        Assert.Throws<TrainingException>(() => HistoryFeatures.Add(table, Options with { Columns = ["nothing"] }));
        Assert.Throws<ArgumentException>(() => HistoryFeatures.Add(table, table.SelectColumns("day", "shop"), Options));
        Assert.Throws<ArgumentException>(() => HistoryFeatures.Add(HistoryFeatures.Add(table, Options), Options));
        foreach (var options in (HistoryOptions[])[Options with { Columns = [] }, Options with { Lags = [0] }, Options with { Windows = [1] },
            Options with { Lags = [], Windows = [] }, Options with { Lags = [2, 2] }, Options with { Statistics = [] }])
            Assert.Throws<ArgumentOutOfRangeException>(() => HistoryFeatures.Add(table, options));
        Assert.Equal(3, Options.Reach);
    }

    private static double[] Values(Frame table, string name) => [.. Enumerable.Range(0, table.Rows)
        .Select(row => table[name].IsMissing(row) ? double.NaN : ((NumericColumn)table[name]).Values[row])];

    private static bool Close(double expected, double actual) =>
        double.IsNaN(expected) ? double.IsNaN(actual) : Math.Abs(expected - actual) < 1e-12;

    private static Frame Table(double[] times, double[] sales, string[]? shops = null)
    {
        ColumnSchema[] columns = [new("day", ColumnType.Numeric, ColumnRole.Time), new("sales", ColumnType.Numeric)];
        Column[] values = [NumericColumn.FromNaN([.. times]), NumericColumn.FromNaN([.. sales])];
        if (shops is null) return new(new TableSchema([.. columns]), [.. values]);
        return new(new TableSchema([.. columns, new("shop", ColumnType.Categorical, ColumnRole.Group)]),
            [.. values, CategoricalColumn.From(shops)]);
    }
}
