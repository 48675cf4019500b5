using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

/// <summary>Squared error at the score 0, so that |gradient| = |target|.</summary>
public class GradientSamplerTests
{
    private const int Rows = 10_000, Rounds = 200;
    private static readonly GradientBoostingOptions Options = new() { Sampling = RowSampling.GradientBased };

    [Fact]
    public void The_largest_gradients_stay_and_the_drawn_ones_count_for_the_others()
    {
        var random = new SeededRandom(4);
        double[] targets = [.. Enumerable.Range(0, Rows).Select(_ => random.NextNormal())];
        var problem = GrowingRows.Problem(targets);
        int[] rows = Sampler([], Options).Draw(0, problem).ToArray();
        Assert.Equal(rows.Order(), rows);

        // 2000 stay; of 8000 each comes with probability 1/8: 1000 ± 4 · 29.6.
        double edge = targets.Select(Math.Abs).OrderDescending().ElementAt(1999);
        Assert.Equal(Enumerable.Range(0, Rows).Where(r => Math.Abs(targets[r]) >= edge), rows.Where(r => Math.Abs(targets[r]) >= edge));
        Assert.InRange(rows.Length, 3000 - 119, 3000 + 119);
        Assert.All(rows, r => Assert.Equal(Math.Abs(targets[r]) >= edge ? 1 : 8, problem.DrawnWeightOf(r), 12));
    }

    [Fact]
    public void Sums_over_a_draw_are_right_on_average()
    {
        var random = new SeededRandom(8);
        double[] targets = [.. Enumerable.Range(0, 1000).Select(_ => random.NextNormal() + 0.5)];
        var problem = GrowingRows.Problem(targets);
        var sampler = new GradientSampler([], targets.Length, Options, seed: 3, GrowingRows.One);
        var sums = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
            foreach (int row in sampler.Draw(round, problem)) sums[round] += problem.DrawnWeightOf(row) * targets[row];
        double mean = sums.Average(), error = Math.Sqrt(sums.Sum(s => (s - mean) * (s - mean)) / (Rounds - 1) / Rounds);
        Assert.InRange(mean - targets.Sum(), -4 * error, 4 * error);
    }

    [Fact]
    public void Of_equal_gradients_the_ones_to_stay_are_drawn()
    {
        // All stay or are drawn with the same chance, wherever they stand: 2000 ± 4 · 40 stay, half of them in the first half.
        var problem = GrowingRows.Problem([.. Enumerable.Repeat(1.0, Rows)]);
        int[] rows = Sampler([], Options).Draw(0, problem).ToArray(), staying = [.. rows.Where(r => problem.DrawnWeightOf(r) == 1)];
        Assert.InRange(staying.Length, 1840, 2160);
        Assert.InRange(staying.Count(r => r < Rows / 2), staying.Length / 2 - 90, staying.Length / 2 + 90);
    }

    [Fact]
    public void Only_learning_rows_are_drawn()
    {
        var problem = GrowingRows.Problem([.. Enumerable.Range(0, Rows).Select(r => (double)r)]);
        int[] learning = [.. Enumerable.Range(0, Rows).Where(r => r % 3 == 1)];
        int[] rows = Sampler(learning, Options).Draw(0, problem).ToArray();
        Assert.All(rows, r => Assert.Equal(1, r % 3));
        Assert.Contains(learning[^1], rows);
    }

    [Fact]
    public void A_draw_does_not_depend_on_the_threads()
    {
        var random = new SeededRandom(4);
        double[] targets = [.. Enumerable.Range(0, Rows).Select(_ => random.NextNormal())];
        using var three = new WorkerTeam(3);
        int[] alone = Sampler([], Options).Draw(7, GrowingRows.Problem(targets)).ToArray(),
            shared = new GradientSampler([], Rows, Options, seed: 1, three).Draw(7, GrowingRows.Problem(targets)).ToArray();
        Assert.Equal(alone, shared);
    }

    [Theory]
    [InlineData(BoostingLoss.Auto)]
    [InlineData(BoostingLoss.Absolute)]
    public void Three_rows_in_ten_teach_nearly_as_much_as_all(BoostingLoss loss)
    {
        // The noise has a standard deviation of 0.3, the targets of about 2.1.
        TrainingSet training = TreeRows.Numeric(6000, seed: 1), test = TreeRows.Numeric(3000, seed: 2);
        Assert.InRange(Error(Options with { Loss = loss }) / Error(new() { Loss = loss }), 0, 1.15);

        double Error(GradientBoostingOptions options) => new GradientBoostingTrainer(options)
            .Fit(training, 1, CancellationToken.None).PredictAll(test).Zip(test.Targets.ToArray(), (p, y) => (p - y) * (p - y)).Average();
    }

    [Fact]
    public void Shares_beyond_their_ranges_are_refused()
    {
        foreach (var options in (GradientBoostingOptions[])[Options with { TopShare = -0.1 }, Options with { TopShare = 1 },
            Options with { OtherShare = 0 }, Options with { TopShare = 0.6, OtherShare = 0.5 }])
            Assert.Throws<ArgumentOutOfRangeException>(() => new GradientBoostingTrainer(options));
        _ = new GradientBoostingTrainer(Options with { TopShare = 0, OtherShare = 1 });
    }

    private static GradientSampler Sampler(int[] learning, GradientBoostingOptions options) =>
        new(learning, Rows, options, seed: 1, GrowingRows.One);
}
