using Kolosal.Experiments;
using Kolosal.Learning;
using Kolosal.Tabular;
using static Kolosal.Exploration.RowAnalysisTests;

namespace Kolosal.Exploration;

public class SeriesForecastTests
{
    // Quarters over a rise of 0.5 a step: what came a season ago is 4 · 0.5 = 2 too low, at every origin and step up to a season ahead.
    private static readonly double[] Season = [10, -4, 3, -9];
    private const double Rise = 0.5, NaiveError = 2;

    [Theory, InlineData("ets"), InlineData("arima"), InlineData("lag_regression")]
    public void A_method_that_sees_the_rise_beats_the_last_season_whose_error_is_known(string method)
    {
        var outcome = Run(Quarters(40), new("forecast", method, Target: "y", Time: "t", Period: 4, Horizon: 4));
        Assert.Equal(NaiveError, Value(outcome, "naive_mae")!.Value, 9);
        Assert.Equal(1, Value(outcome, "naive_mase")!.Value, 9);
        Assert.InRange(Value(outcome, "mase")!.Value, 0, 0.5);
        Assert.Equal([1, 2, 3, 4], Numbers(outcome, "evaluation", "step"));
        double[] means = Numbers(outcome, "forecast", "mean");
        for (int h = 0; h < 4; h++) Assert.InRange(means[h], Truth(40 + h) - 1, Truth(40 + h) + 1);
    }

    [Fact]
    public void The_last_season_comes_again_between_bounds_of_its_own_spread()
    {
        var outcome = Run(Quarters(40), new("forecast", "seasonal_naive", Target: "y", Time: "t", Period: 4, Level: 0.9));
        Assert.Equal([Truth(36), Truth(37), Truth(38), Truth(39)], Numbers(outcome, "forecast", "mean"));
        // Every difference over a season is 2, so σ is 2; the normal quantile of 0.95 is 1.644854.
        Assert.Equal(Truth(36) + 1.644854 * NaiveError, Numbers(outcome, "forecast", "high")[0], 5);
        Assert.Equal(Truth(36) - 1.644854 * NaiveError, Numbers(outcome, "forecast", "low")[0], 5);
    }

    [Fact]
    public void Regressions_over_lags_have_no_intervals_and_say_so()
    {
        var outcome = Run(Quarters(40), new("forecast", "lag_regression", Target: "y", Time: "t", Period: 4));
        Assert.Equal(4, Table(outcome, "forecast")["low"].Missing.Count);
        Assert.Contains(outcome.Notes, note => note.Contains("no intervals", StringComparison.Ordinal));
    }

    [Fact]
    public void Times_go_on_by_days_by_month_ends_and_by_numbers()
    {
        DateTime[] days = [.. Enumerable.Range(0, 12).Select(i => new DateTime(2024, 2, 20, 0, 0, 0, DateTimeKind.Utc).AddDays(i))];
        Assert.Equal("2024-03-03T00:00:00.0000000Z", FirstTime(Dates(days)));
        DateTime[] ends = [.. Enumerable.Range(1, 12).Select(m => new DateTime(2023, m, DateTime.DaysInMonth(2023, m), 0, 0, 0, DateTimeKind.Utc))];
        Assert.Equal("2024-01-31T00:00:00.0000000Z", FirstTime(Dates(ends)));
        DateTime[] firsts = [.. Enumerable.Range(1, 12).Select(m => new DateTime(2023, m, 1, 0, 0, 0, DateTimeKind.Utc))];
        Assert.Equal("2024-01-01T00:00:00.0000000Z", FirstTime(Dates(firsts)));
        Assert.Equal("6", FirstTime(new NumericColumn([.. Enumerable.Range(0, 12).Select(i => i * 0.5)])));

        static string? FirstTime(Column times)
        {
            var table = Tables.Of(("t", times), ("y", new NumericColumn([.. Enumerable.Range(0, 12).Select(i => (double)(i * i % 7))])));
            return Table(Run(table, new("forecast", "seasonal_naive", Target: "y", Time: "t", Horizon: 2)), "forecast")["t"].TextAt(0);
        }
    }

    [Fact]
    public void Rows_are_put_in_order_of_time()
    {
        int[] shuffled = [.. Enumerable.Range(0, 40).Select(i => i * 7 % 40)];
        var outcome = Run(Quarters(40).SelectRows(shuffled), new("forecast", "seasonal_naive", Target: "y", Time: "t", Period: 4));
        Assert.Equal(Truth(36), Numbers(outcome, "forecast", "mean")[0]);
    }

    [Fact]
    public void Each_group_is_a_series_and_one_that_is_too_short_costs_only_itself()
    {
        double[] t = [.. Enumerable.Range(0, 24).Select(i => (double)i), 0, 1], y = [.. Enumerable.Range(0, 24).Select(Truth), 5, 6];
        string[] shop = [.. Enumerable.Repeat("a", 24), "b", "b"];
        var table = Tables.Of(("t", new NumericColumn(t)), ("y", new NumericColumn(y)), ("shop", CategoricalColumn.From(shop)));
        var outcome = Run(table, new("forecast", "seasonal_naive", Target: "y", Time: "t", Group: "shop", Period: 4));
        Assert.Equal((2.0, 1.0), (Value(outcome, "series"), Value(outcome, "failed_series")));
        Assert.Equal(["a", "a", "a", "a"], Enumerable.Range(0, 4).Select(row => Table(outcome, "forecast")["shop"].TextAt(row)));
        Assert.Contains("at least 3", Table(outcome, "series")["reason"].TextAt(1), StringComparison.Ordinal);
    }

    [Fact]
    public void The_share_that_is_done_is_told_series_by_series()
    {
        double[] t = [.. Enumerable.Range(0, 72).Select(i => (double)(i / 3))];
        var table = Tables.Of(("t", new NumericColumn(t)), ("y", new NumericColumn([.. t.Select(v => Truth((int)v))])),
            ("shop", CategoricalColumn.From(Enumerable.Range(0, 72).Select(i => $"s{i % 3}"))));
        var told = new List<double>();
        AnalysisOptions options = new("forecast", "seasonal_naive", Target: "y", Time: "t", Group: "shop", Period: 4);
        Analysis.Run(table, AnalysisPlanner.Plan(options, table.Schema, table.Rows), CancellationToken.None, told.Add);
        Assert.Equal([1.0 / 3, 2.0 / 3, 1], told);
    }

    [Fact]
    public void Percents_rise_and_are_noted_once()
    {
        var record = new AnalysisRecord { Status = AnalysisStatus.Running };
        Assert.True(record.Advance(0.25, DateTimeOffset.UnixEpoch));
        Assert.False(record.Advance(0.254, DateTimeOffset.UnixEpoch));
        Assert.False(record.Advance(0.1, DateTimeOffset.UnixEpoch));
        Assert.True(record.Advance(0.5, DateTimeOffset.UnixEpoch));
        Assert.Equal([25.0, 50.0], record.Events.Select(e => e.Percent));
        record.Lose("its process went away", DateTimeOffset.UnixEpoch);
        Assert.Equal(0, record.Percent);
    }

    [Theory]
    [InlineData("0,1,2,3,5,6,7,8", "not equally spaced")]
    [InlineData("0,1,2,2,3,4,5,6", "more than one value at 2")]
    public void Series_with_gaps_or_doubles_are_refused_with_the_place(string times, string reason)
    {
        double[] t = [.. times.Split(',').Select(double.Parse)];
        var table = Tables.Of(("t", new NumericColumn(t)), ("y", new NumericColumn([.. t.Select((_, i) => (double)i)])));
        var refused = Assert.Throws<TrainingException>(() => Run(table, new("forecast", Target: "y", Time: "t")));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_series_too_short_to_be_judged_is_forecast_and_says_why_it_was_not()
    {
        var outcome = Run(Quarters(9), new("forecast", "seasonal_naive", Target: "y", Time: "t", Period: 4, Horizon: 4));
        Assert.Equal(4, Table(outcome, "forecast").Rows);
        Assert.Null(Value(outcome, "mase"));
        Assert.NotNull(Table(outcome, "series")["reason"].TextAt(0));
    }

    private static double Truth(int step) => Season[step % 4] + Rise * step;

    private static Frame Quarters(int count) => Tables.Of(("t", new NumericColumn([.. Enumerable.Range(0, count).Select(i => (double)i)])),
        ("y", new NumericColumn([.. Enumerable.Range(0, count).Select(Truth)])));

    private static DateTimeColumn Dates(DateTime[] days) => new([.. days.Select(day => day.Ticks)]);

    private static AnalysisOutcome Run(Frame table, AnalysisOptions options) =>
        Analysis.Run(table, AnalysisPlanner.Plan(options, table.Schema, table.Rows), CancellationToken.None);
}
