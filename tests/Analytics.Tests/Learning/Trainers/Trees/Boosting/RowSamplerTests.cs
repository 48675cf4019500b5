using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

public class RowSamplerTests
{
    private static readonly GradientBoostingOptions Few = new() { Trees = 3, MaxLeaves = 4 };

    [Theory]
    [InlineData(65_000, true)]
    [InlineData(70_000, false)]
    public void Rounds_see_all_rows_up_to_the_limit_and_a_draw_beyond(int rows, bool all)
    {
        // 4 leaves of 10 rows are fewer than the 65,536 that every round may see.
        var set = Threshold(rows, positives: 0.5);
        string limited = Hash(Few with { MaxRowsPerLeaf = 10 }, set), unlimited = Hash(Few with { MaxRowsPerLeaf = 0 }, set);
        Assert.Equal(all, limited == unlimited);
        Assert.Equal(limited, Hash(Few with { MaxRowsPerLeaf = 10, Threads = 3 }, set));
    }

    [Fact]
    public void A_rare_class_is_not_thinned_out()
    {
        // 4 · 0.02 · 0.98 of 70,000 rows are worth 5,488.
        var set = Threshold(70_000, positives: 0.02);
        Assert.Equal(Hash(Few with { MaxRowsPerLeaf = 0 }, set), Hash(Few with { MaxRowsPerLeaf = 10 }, set));
    }

    [Fact]
    public void Draws_find_an_interaction_without_main_effects()
    {
        // y = sign(a b): no first split gains anything but by chance.
        var random = new SeededRandom(11);
        double[] x = [.. Enumerable.Range(0, 2 * 3000).Select(_ => random.NextDouble() - 0.5)];
        int[] y = [.. Enumerable.Range(0, 3000).Select(r => x[2 * r] * x[2 * r + 1] > 0 ? 1 : 0)];
        var set = TrainingSet.Classification(x, TreeRows.Numbers(2), y, 2);
        double[] outputs = new GradientBoostingTrainer(new() { RowSample = 0.5 }).Fit(set, 1, CancellationToken.None).PredictAll(set);
        Assert.InRange(Enumerable.Range(0, 3000).Count(r => (outputs[2 * r + 1] > 0.5 ? 1 : 0) == y[r]), 2850, 3000);
    }

    private static string Hash(GradientBoostingOptions options, TrainingSet set) =>
        new GradientBoostingTrainer(options).Fit(set, 1, CancellationToken.None).Hash();

    private static TrainingSet Threshold(int rows, double positives)
    {
        var random = new SeededRandom(2);
        double[] x = [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble())];
        return TrainingSet.Classification(x, TreeRows.Numbers(1), Array.ConvertAll(x, v => v + 0.02 * random.NextNormal() < positives ? 1 : 0), 2);
    }
}
