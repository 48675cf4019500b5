using Kolosal.Drift;
using Kolosal.Tabular;

namespace Kolosal.Models;

/// <summary>References that earlier programs stored mean to monitors what they meant then.</summary>
public class ReferenceColumnsTests
{
    [Fact]
    public void A_distribution_comes_through_the_message_as_it_was()
    {
        var column = ColumnDistribution.OfNumbers("x", [1, 2, 3, double.NaN, 5]);
        var reference = Reference(column.ToReference(isProtected: true));
        Assert.True(reference.Inputs[0].Protected);
        var back = Assert.Single(reference.InputDistributions());
        Assert.Equal(column.ByBin(), back.ByBin());
        Assert.Equal(column.Edges.AsSpan().ToArray(), back.Edges.AsSpan().ToArray());
    }

    [Fact]
    public void Free_text_without_a_count_gets_the_rows_that_had_some()
    {
        var columns = Reference(
            new("x", false, false, [], [0], [60, 40], 0, -1, 1), new("note", true, false, [], [], [], 30, 0, 0)).InputDistributions();
        Assert.Equal([70, 30, 0], columns[1].ByBin());
    }

    [Fact]
    public void An_open_window_that_was_cut_otherwise_is_recognised()
    {
        ColumnDistribution[] columns = [new("note", true, [], [], [70], 30, 0, 0), new("y", true, ["no", "yes"], [], [50, 50], 0, 0, 0)];
        var yardstick = DriftYardstick.OfPredictions([columns[0]], columns[1], null, 0.01);
        Assert.False(new DriftState { Window = [[5, 0], [1, 4, 0, 0]] }.Tally.Fits(yardstick)); // free text had no bin for "there was some"
        var stored = new DriftState { Window = [[5, 0, 0], [1, 4, 0, 0]] };
        Assert.True(stored.Tally.Fits(yardstick));

        // It goes on, although an earlier program kept no bets.
        stored.Tally.Count(yardstick, 1, [0], [0.5, 0.5], [1]);
        Assert.Equal([[6, 0, 0], [1, 5, 0, 0]], stored.Window);
    }

    private static MonitoringReference Reference(params ColumnReference[] inputs) =>
        new(1, "binary", ["no", "yes"], null, [.. inputs], new("y", true, false, ["no", "yes"], [], [1, 1], 0, 0, 0));
}
