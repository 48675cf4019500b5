namespace Kolosal.Tabular;

public class BinCounterTests
{
    private static readonly ColumnDistribution Tenths = ColumnDistribution.OfNumbers("x", [.. Enumerable.Range(0, 1_000).Select(i => i / 10.0)]),
        Colours = new("c", true, ["red", "green"], [], [3, 4], 0, 0, 0),
        Many = new("m", false, [], [.. Enumerable.Range(0, 70).Select(i => (double)i)], [.. new long[71]], 0, 0, 69);

    [Fact]
    public void Bins_hold_their_upper_edge_and_lie_between_an_open_one_below_and_one_above()
    {
        // The edges: just below 0, the deciles, and the maximum 99.9.
        double[] edges = [.. Tenths.Edges];
        double[] values = [-5, 0, edges[1], Math.BitIncrement(edges[1]), 99.9, 100, double.PositiveInfinity, double.NegativeInfinity, double.NaN];
        int last = edges.Length;
        Assert.Equal([0, 1, 1, 2, last - 1, last, last, 0, last + 1], Bins(Tenths, values));
    }

    [Fact]
    public void Categories_are_their_own_bins_and_so_are_missing_and_unseen_ones() =>
        Assert.Equal([0, 1, 2, 3, 3], Bins(Colours, [0, 1, double.NaN, -1, 2]));

    [Fact]
    public void Columns_of_more_edges_than_are_counted_at_once_are_searched() =>
        Assert.Equal([0, 0, 1, 69, 70, 71], Bins(Many, [-1, 0, 0.5, 69, 70, double.NaN]));

    [Fact]
    public void Values_may_lie_a_stride_apart()
    {
        int[] bins = new int[2];
        new BinCounter(Colours).Bins([1, 7, 7, 0, 7, 7], 3, bins);
        Assert.Equal([1, 0], bins);
    }

    private static int[] Bins(ColumnDistribution column, double[] values)
    {
        int[] bins = new int[values.Length];
        new BinCounter(column).Bins(values, 1, bins);
        return bins;
    }
}
