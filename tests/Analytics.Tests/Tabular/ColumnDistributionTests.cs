using System.Text.Json;

namespace Kolosal.Tabular;

public class ColumnDistributionTests
{
    [Fact]
    public void Bins_hold_their_upper_edge_and_count_every_row()
    {
        double[] values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10, double.NaN];
        var column = ColumnDistribution.OfNumbers("x", values);
        Assert.Equal((12, 1, 13), (column.Counts.Sum(), column.Missing, column.Rows));
        Assert.Equal((1d, 10d), (column.Minimum, column.Maximum));
        Assert.Equal((0, 0), (column.Counts[0], column.Counts[^1])); // nothing lies outside the range
        for (int bin = 0; bin < column.Counts.Length; bin++)
        {
            double low = bin == 0 ? double.NegativeInfinity : column.Edges[bin - 1],
                high = bin == column.Edges.Length ? double.PositiveInfinity : column.Edges[bin];
            Assert.Equal(values.Count(v => v > low && v <= high), column.Counts[bin]);
        }
    }

    [Fact]
    public void Many_different_numbers_are_cut_into_tenths()
    {
        var column = ColumnDistribution.OfNumbers("x", [.. Enumerable.Range(1, 1000).Select(i => (double)i)]);
        Assert.Equal("0 100 100 100 100 100 100 100 100 100 100 0", string.Join(' ', column.Counts));
    }

    [Fact]
    public void Columns_of_a_table_count_by_their_kind()
    {
        Assert.Equal<long>([0, 5, 0], ColumnDistribution.Of("x", new NumericColumn([2, 2, 2, 2, 2])).Counts);
        var city = ColumnDistribution.Of("c", CategoricalColumn.From(["b", "a", null, "b"]));
        Assert.Equal((3, 1), (city.Counts.Sum(), city.Missing));
        Assert.Equal(2, city.Counts[city.Categories.IndexOf("b")]);
        var nothing = ColumnDistribution.OfNumbers("x", [double.NaN, double.NaN]);
        Assert.Equal((0, 2), (nothing.Counts.Sum(), nothing.Missing));
    }

    [Fact]
    public void Values_land_in_the_bins_that_training_cut()
    {
        var numbers = new ColumnDistribution("x", false, [], [1, 2], [1, 1, 1], 0, 0, 3);
        Assert.Equal([0, 1, 1, 2, 2, 3, 3, 4, 5], new[] { -5, 0, 1, 1.5, 2, 2.5, 3, 3.5, double.NaN }.Select(numbers.BinOf));
        var categories = new ColumnDistribution("c", true, ["a", "b", "c"], [], [1, 1, 1], 0, 0, 0);
        Assert.Equal([0, 2, 4, 4, 3], new[] { 0, 2, -1, 3, double.NaN }.Select(categories.BinOf));
        var text = new ColumnDistribution("t", true, [], [], [7], 2, 0, 0); // 0 says that there was some
        Assert.Equal([0, 1], new[] { 0, double.NaN }.Select(text.BinOf));
    }

    [Theory]
    [InlineData(4.999, 0)]
    [InlineData(5, 1)]
    [InlineData(5.001, 2)]
    public void A_constant_is_one_bin_between_two_empty_ones(double value, int bin) =>
        Assert.Equal(bin, ColumnDistribution.OfNumbers("x", [5, 5, 5]).BinOf(value));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(0.5)]
    public void A_value_that_many_rows_share_has_its_bin_for_itself(double shared)
    {
        double[] values = [.. Enumerable.Range(0, 1000).Select(i => i % 2 == 0 ? shared : (i + 0.5) / 1001)];
        var column = ColumnDistribution.OfNumbers("x", values);
        Assert.Equal(500, column.Counts[column.BinOf(shared)]);
        Assert.NotEqual(column.BinOf(shared), column.BinOf(Math.BitDecrement(shared)));
        Assert.NotEqual(column.BinOf(shared), column.BinOf(Math.BitIncrement(shared)));
    }

    [Fact]
    public void The_ends_of_the_number_line_have_no_side_beyond_them()
    {
        var column = ColumnDistribution.OfNumbers("x", [double.MinValue, double.MaxValue]);
        Assert.All(column.Edges, edge => Assert.True(double.IsFinite(edge)));
        Assert.Equal(2, column.Counts.Sum());
    }

    [Theory]
    [InlineData(false, new[] { 1d, 2 }, new long[] { 1, 1 })]
    [InlineData(false, new[] { 2d, 2 }, new long[] { 1, 1, 1 })]
    [InlineData(false, new[] { double.NaN, 2 }, new long[] { 1, 1, 1 })]
    [InlineData(true, new double[0], new long[] { 1, 1 })]
    public void Bins_that_contradict_themselves_are_refused(bool categorical, double[] edges, long[] counts) =>
        Assert.Throws<ArgumentException>(() => new ColumnDistribution("x", categorical, [], [.. edges], [.. counts], 0, 0, 0));

    [Fact]
    public void Json_gives_back_what_went_in()
    {
        var column = ColumnDistribution.OfNumbers("x", [1, 2.5, double.NaN, 4]);
        var back = JsonSerializer.Deserialize<ColumnDistribution>(JsonSerializer.Serialize(column, TabularJson.Options), TabularJson.Options)!;
        Assert.Equal(column.ByBin(), back.ByBin());
        Assert.Equal(column.Edges.AsSpan().ToArray(), back.Edges.AsSpan().ToArray());
        Assert.Equal((column.Minimum, column.Maximum), (back.Minimum, back.Maximum));
    }
}
