using Kolosal.Statistics;

namespace Kolosal.Datasets;

public sealed class FiguresTests
{
    [Theory, InlineData(0, 1), InlineData(0.25, 1.75), InlineData(0.5, 2.5), InlineData(0.9, 3.7), InlineData(1, 4)]
    public void Quantiles_interpolate_between_order_statistics(double share, double expected) => // type 7 of 1 2 3 4: 1 + 3p
        Assert.Equal(expected, Order.Quantile([1, 2, 3, 4], share), 12);

    [Fact]
    public void Outliers_lie_beyond_three_interquartile_ranges() => // quartiles 2 and 4 of 1…5 and 100: fences at 2.25 − 7.5, 4.75 + 7.5
        Assert.Equal(1.0 / 6, Order.OutlierShare([1, 2, 3, 4, 5, 100]), 12);

    [Theory, InlineData(8, 3), InlineData(2, 1), InlineData(1, 0)]
    public void Equal_shares_have_the_logarithm_of_their_number_as_entropy(int values, double bits) =>
        Assert.Equal(bits, Entropy.Bits(Enumerable.Repeat(5L, values)), 12);

    [Fact]
    public void Correlation_is_one_on_a_line_and_leaves_out_incomplete_pairs()
    {
        double[] x = [1, 2, double.NaN, 4], up = [3, 5, 7, 9], down = [-1, -2, 50, -4];
        Assert.Equal(1, Association.Pearson(x, up)!.Value, 12);
        Assert.Equal(-1, Association.Pearson(x, down)!.Value, 12);
        Assert.Null(Association.Pearson(x, [1, 1, 1, 1]));
        var matrix = Correlation.Matrix(["x", "up", "constant"], [x, up, [1, 1, 1, 1]]);
        Assert.Equal(1, matrix.Values[0][1]!.Value, 12);
        Assert.Null(matrix.Values[2][2]);
    }

    [Theory, InlineData(1_000_003, 1000), InlineData(50, 1000), InlineData(1001, 1000)]
    public void A_sample_has_one_row_of_every_run_in_order(long rows, int most)
    {
        var sample = new RowSample(rows, most);
        long[] taken = [.. Enumerable.Range(0, sample.Size).Select(sample.Row)];
        Assert.Equal(Math.Min(rows, most), taken.Length);
        Assert.Equal(taken.Order().Distinct(), taken);
        Assert.InRange(taken[^1], 0, rows - 1);
    }

    [Fact]
    public void A_column_is_profiled_the_same_whole_and_in_pieces()
    {
        double[] values = [.. Enumerable.Range(0, 5000).Select(i => Math.Sin(i) * (i % 3 == 0 ? 10 : 1))];
        var sample = new RowSample(values.Length, 1000);
        NumericProfiler whole = new(values.Min(), values.Max(), sample), pieces = new(values.Min(), values.Max(), sample);
        whole.Feed(values, []);
        foreach (var part in values.Chunk(613)) pieces.Feed(part, []);
        ColumnProfile a = whole.Finish("a", "numeric"), b = pieces.Finish("a", "numeric");
        Assert.Equal(a.Histogram!.Counts.ToArray(), b.Histogram!.Counts.ToArray());
        Assert.Equal(a.Numeric!.Quantiles.ToArray(), b.Numeric!.Quantiles.ToArray());
        Assert.Equal(a.Numeric.Mean, b.Numeric.Mean, 12);
        Assert.Equal(5000, a.Histogram.Counts.Sum());
    }

    [Fact]
    public void Missing_and_non_finite_values_are_counted_and_left_out()
    {
        var profiler = new NumericProfiler(1, 3, new RowSample(5, 100));
        profiler.Feed([1, double.NaN, 99, double.PositiveInfinity, 3], [0b11011]);
        var profile = profiler.Finish("x", "numeric");
        Assert.Equal((2, 3, 2), (profile.Count, profile.Missing, profile.NonFinite));
        Assert.Equal(2, profile.Numeric!.Mean);
        Assert.Equal(2, profile.Numeric.Quantiles.Single(q => q.Share == 0.5).Value);
    }

    [Fact]
    public void Texts_that_are_mostly_numbers_name_the_odd_rows()
    {
        var profiler = new TextProfiler();
        foreach (string value in (string[])["1", "2.5", "-3e4", "four", "5"]) profiler.Feed(System.Text.Encoding.UTF8.GetBytes(value));
        var text = profiler.Finish("x", "text").Text!;
        Assert.Equal(0.8, text.NumberShare, 12);
        Assert.Equal([new OddValue(4, "four")], text.OddValues.ToArray());
    }

    [Fact]
    public void Spellings_that_differ_in_case_or_blanks_count_as_inconsistent()
    {
        var profiler = new TextProfiler();
        foreach (string value in (string[])["Rome", "Rome", "rome", "Rome ", "Oslo"]) profiler.Feed(System.Text.Encoding.UTF8.GetBytes(value));
        Assert.Equal(0.4, profiler.Finish("x", "text").Text!.InconsistentShare, 12);
    }
}
