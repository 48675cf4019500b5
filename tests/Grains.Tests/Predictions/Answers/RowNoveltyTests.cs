using Kolosal.Tabular;

namespace Kolosal.Predictions;

public class RowNoveltyTests
{
    /// <summary>Twenty numbers 1 to 20, two a decile bin but for edges; categories a 16, b 3, and one missing.</summary>
    private static ImmutableArray<ColumnDistribution> Columns => [
        ColumnDistribution.OfNumbers("x", [.. Enumerable.Range(1, 20).Select(i => (double)i)]),
        new("c", true, ["a", "b"], [], [16, 3], 1, 0, 0),
    ];

    [Fact]
    public void A_row_is_as_strange_as_its_rarest_value_over_the_number_of_columns()
    {
        var novelty = RowNovelty.Of(Columns)!;
        Assert.Equal(0, novelty.Score([10, 0])); // common everywhere

        // b: 1 + 3 rows of b + 1 missing of 21, twice for two columns.
        Assert.Equal(1 - 2 * 5 / 21.0, novelty.Score([10, 1]), 12);

        // Missing once in training: 1 + 1 of 21.
        Assert.Equal(1 - 2 * 2 / 21.0, novelty.Score([10, double.NaN]), 12);

        // Unseen, below the range, above it, and missing where none was: 1 of 21.
        foreach (double[] row in (double[][])[[10, -1], [0, 0], [21, 0], [double.NaN, 0]]) Assert.Equal(1 - 2 / 21.0, novelty.Score(row), 12);
    }

    [Fact]
    public void Of_many_rows_each_has_the_score_that_it_has_alone()
    {
        // Seventy rows are more than are looked at together; the five kinds of them have the scores that the test above derives.
        double[][] kinds = [[10, 0], [10, 1], [10, double.NaN], [21, 0], [10, -1]];
        double[] expected = [0, 1 - 2 * 5 / 21.0, 1 - 2 * 2 / 21.0, 1 - 2 / 21.0, 1 - 2 / 21.0], scores = new double[70];
        RowNovelty.Of(Columns)!.Score([.. Enumerable.Range(0, 70).SelectMany(row => kinds[row % 5])], scores);
        for (int row = 0; row < 70; row++) Assert.Equal(expected[row % 5], scores[row], 12);
    }

    [Fact]
    public void Rows_like_those_of_training_are_called_strange_no_more_often_than_promised()
    {
        var random = new Random(5);
        double[] Normal(int rows) => [.. Enumerable.Range(0, rows).Select(_ =>
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
        double[][] columns = [Normal(1_000), Normal(1_000), Normal(1_000), Normal(1_000)];
        var novelty = RowNovelty.Of([.. columns.Select((values, i) => ColumnDistribution.OfNumbers($"x{i}", values))])!;
        int strange = 0;
        for (int row = 0; row < 4_000; row++) if (novelty.Score(Normal(4)) >= 0.95) strange++;

        // Each of four columns leaves its range with 2 / 1001: eight of a thousand rows, and at most fifty are promised.
        Assert.InRange(strange / 4_000.0, 0.002, 0.05);
        Assert.True(novelty.Score([9, 0, 0, 0]) > 0.99);
    }

    [Fact]
    public void Columns_that_say_nothing_are_passed_over_and_none_at_all_give_no_score()
    {
        var silent = new ColumnDistribution("z", false, [], [], [0], 0, 0, 0);
        Assert.Null(RowNovelty.Of([silent]));
        Assert.Equal(
            RowNovelty.Of(Columns)!.Score([10, 1]), RowNovelty.Of([Columns[0], silent, Columns[1]])!.Score([10, 77, 1]), 15);
    }
}
