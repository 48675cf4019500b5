using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>The test part beside the rows learnt from: chance is let pass at the promised rate, and what moved is named.</summary>
public sealed class TestShiftTests
{
    [Theory]
    [InlineData(400, 50)]
    [InlineData(400, 150)]
    [InlineData(600, 1_000)]
    public void Parts_of_one_distribution_are_called_different_in_one_split_of_a_hundred(int learnt, int tested)
    {
        // The promise is 1 % of the splits: 20 of 2,000, standard deviation 4.4; 38 is four of them above.
        int alarmed = 0;
        for (int split = 0; split < 2_000; split++)
        {
            var random = new Random(split);
            if (Judge(Mixed(random, learnt), Mixed(random, tested)).Any(column => column.Shifted)) alarmed++;
        }

        Assert.InRange(alarmed, 0, 38);
    }

    [Fact]
    public void A_column_alone_has_the_p_value_that_it_states()
    {
        // A tenth of the p-values at or below 0.1 at most, ties and doubling make it fewer: of 2,000 200, standard deviation 13.4; 254 is four above.
        int[] small = [0, 0, 0, 0];
        for (int split = 0; split < 2_000; split++)
        {
            var random = new Random(split);
            var judged = Judge(Mixed(random, 400), Mixed(random, 150)).ToArray();
            for (int column = 0; column < small.Length; column++) small[column] += judged[column].PValue <= 0.1 ? 1 : 0;
        }

        Assert.All(small, found => Assert.InRange(found, 20, 254));
    }

    [Theory]
    [InlineData(3, 4, 2, 3)]
    [InlineData(1, 2, 1, 1)]
    [InlineData(0, 5, 2, 7)]
    public void The_tail_of_the_beta_binomial_is_that_of_the_urn(int k, int m, int a, int b)
    {
        // Pólya's urn with a white and b black balls, each drawn put back with another of its colour: every path by hand.
        double Tail(int white, int black, int drawn, int found) => drawn == m ? (found >= k ? 1 : 0)
            : (white * Tail(white + 1, black, drawn + 1, found + 1) + black * Tail(white, black + 1, drawn + 1, found)) / (double)(white + black);
        Assert.Equal(Tail(a, b, 0, 0), ShiftLaw.BetaBinomialTail(k, m, a, b), 12);
    }

    [Fact]
    public void Rows_beyond_what_was_learnt_are_seen_though_each_bin_within_is_as_it_was()
    {
        // 12 of 150 above the maximum of 400: 0.7 are expected.
        var random = new Random(3);
        double[] values = [.. Enumerable.Range(0, 150).Select(row => row % 12 == 0 ? 2 + random.NextDouble() : random.NextDouble())];
        Assert.True(Assert.Single(Judge(Table([Uniform(random, 400, 0)]), Table([new NumericColumn(values)]))).Shifted);
    }

    [Fact]
    public void The_column_that_moved_is_named_and_the_others_are_not()
    {
        var random = new Random(5);
        var rows = Table([Uniform(random, 1_000, 0), Uniform(random, 1_000, 0), Uniform(random, 1_000, 0)]);
        var test = Table([Uniform(random, 400, 0), Uniform(random, 400, 0.4), Uniform(random, 400, 0)]);
        Assert.Equal([false, true, false], Judge(rows, test).Select(column => column.Shifted));
    }

    [Fact]
    public void The_index_of_categories_is_that_of_the_hand_calculation_whatever_the_order_of_their_codes()
    {
        // 10 a and 10 b against 5 a and 15 b, codes of the test part the other way round; half a row more in each of the two bins that hold any.
        string[] before = [.. Enumerable.Repeat("a", 10), .. Enumerable.Repeat("b", 10)];
        string[] after = [.. Enumerable.Repeat("b", 15), .. Enumerable.Repeat("a", 5)];
        var judged = Assert.Single(Judge(Words(before), Words(after)));
        double expected = (10.5 - 5.5) / 21 * Math.Log(10.5 / 5.5) + (10.5 - 15.5) / 21 * Math.Log(10.5 / 15.5);
        Assert.Equal(expected, judged.Index, 5);
        Assert.False(judged.Shifted); // 20 rows say little
    }

    [Fact]
    public void A_category_that_was_never_learnt_counts_as_new()
    {
        string[] before = [.. Enumerable.Range(0, 300).Select(i => i % 2 == 0 ? "a" : "b")];
        string[] after = [.. Enumerable.Range(0, 300).Select(i => i % 3 == 0 ? "c" : i % 2 == 0 ? "a" : "b")];
        Assert.True(Assert.Single(Judge(Words(before), Words(after))).Shifted);
    }

    private static IEnumerable<ShiftedColumn> Judge(Frame rows, Frame test) => TestShift.Of(
        [.. rows.Schema.Columns.Select(column => ColumnDistribution.Of(column.Name, rows[column.Name]))], test);

    private static NumericColumn Uniform(Random random, int rows, double shift) =>
        new([.. Enumerable.Range(0, rows).Select(_ => random.NextDouble() + shift)]);

    /// <summary>A number, one that two fifths of the rows share, a few categories, and many of which most are rare.</summary>
    private static Frame Mixed(Random random, int rows) => Table(
    [
        Uniform(random, rows, 0),
        new NumericColumn([.. Enumerable.Range(0, rows).Select(_ => random.NextDouble() < 0.4 ? 0 : Math.Exp(3 * random.NextDouble()))]),
        CategoricalColumn.From([.. Enumerable.Range(0, rows).Select(_ => $"c{(int)(6 * Math.Pow(random.NextDouble(), 2))}")]),
        CategoricalColumn.From([.. Enumerable.Range(0, rows).Select(_ => $"c{(int)(300 * Math.Pow(random.NextDouble(), 2))}")]),
    ]);

    private static Frame Table(IEnumerable<Column> columns)
    {
        Column[] all = [.. columns];
        return new(new TableSchema([.. all.Select((column, i) => new ColumnSchema(
            $"x{i}", column is CategoricalColumn ? ColumnType.Categorical : ColumnType.Numeric))]), [.. all]);
    }

    private static Frame Words(string[] values) =>
        new(new TableSchema([new("c", ColumnType.Categorical)]), [CategoricalColumn.From(values)]);
}
