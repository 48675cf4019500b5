using Kolosal.Engines.LightGbm;
using Kolosal.Learning;
using Kolosal.Learning.Metrics;
using Kolosal.Statistics;

namespace Kolosal.Engines;

/// <summary>LightGBM bound to what a problem asks: losses, lists, directions and limits of interactions.</summary>
public class LightGbmTermsTests
{
    /// <summary>y = x + (1 + x) e, e uniform: the quantile at level α is x + (1 + x) α, whatever unit y is measured in.</summary>
    [Theory]
    [InlineData(0.9, 1), InlineData(0.1, 1), InlineData(0.9, 1e6)]
    public void A_quantile_of_a_known_law_is_found(double level, double unit)
    {
        var model = Bound(new() { Aim = LearningAim.Quantile, Level = level }).Fit(Law(2_000, 1, unit), 3, default);
        var fresh = Law(1_000, 2, unit);
        double[] said = Said(model, fresh);
        double gap = 0;
        for (int row = 0; row < fresh.Rows; row++)
        {
            double x = fresh.Row(row)[0];
            gap += Math.Abs(said[row] / unit - (x + (1 + x) * level)) / fresh.Rows;
        }
        Assert.True(gap < 0.25, $"{gap:0.000} off"); // a mean would be 0.8 off
        Assert.InRange(RegressionMetrics.Coverage(ScoredRows.Regression(fresh.Targets, said)), level - 0.07, level + 0.07);
    }

    [Fact]
    public void A_ranking_is_learnt_from_lists_in_any_order()
    {
        var (rows, fresh) = (Lists(80, 1), Lists(40, 2));
        double Ndcg(TrainingSet of) => Metrics.Ndcg10.Compute(ScoredRows.Regression(fresh.Targets, Said(
            Bound(new() { Aim = LearningAim.Ranking }).Fit(of, 1, default), fresh)).InLists(fresh.Groups));
        Assert.True(Ndcg(rows) > 0.97, $"{Ndcg(rows)}");

        // Rows of a list need not stand together.
        int[] order = [.. Enumerable.Range(0, rows.Rows)];
        new SeededRandom(5).Shuffle<int>(order);
        Assert.True(Ndcg(rows.Take(order)) > 0.97, $"{Ndcg(rows.Take(order))} in another order");
        var alone = rows.WithGroups(default);
        Assert.Contains("lists", Assert.Throws<TrainingException>(
            () => Bound(new() { Aim = LearningAim.Ranking }).Fit(alone, 1, default)).Message);
    }

    [Fact]
    public void A_count_is_learnt_behind_a_logarithm()
    {
        var random = new SeededRandom(7);
        double[] x = new double[2_000], y = new double[2_000];
        for (int row = 0; row < x.Length; row++)
        {
            x[row] = 2 * random.NextDouble() - 1;
            double mean = Math.Exp(x[row]);
            for (double left = random.NextDouble(), limit = Math.Exp(-mean); left > limit; left *= random.NextDouble()) y[row]++;
        }
        var rows = TrainingSet.Regression(x, [new("x")], y);
        var trainer = LightGbmTrainer.Descriptor.Under(new() { Losses = ["poisson", "tweedie", "squared"] })!;
        Assert.Equal("poisson", trainer.Space.Defaults.Choice("objective"));
        foreach (string loss in (string[])["poisson", "tweedie"])
        {
            var given = trainer.Space.Complete(HyperParameters.Empty.With("objective", loss).With("num_leaves", 4));
            var model = trainer.Create(given).Fit(rows, 1, default);
            double[] said = new double[1];
            foreach (double at in (double[])[-0.5, 0.5])
            {
                model.Score([at], said);
                Assert.InRange(said[0] / Math.Exp(at), 0.8, 1.25);
            }
        }
    }

    /// <summary>y = a b + c; a sum of functions of a and of b alone has f(1, 1) − f(1, −1) − f(−1, 1) + f(−1, −1) = 0, the truth 4.</summary>
    [Fact]
    public void Columns_of_different_groups_do_not_act_together()
    {
        var random = new SeededRandom(5);
        const int Count = 2_000;
        double[] x = new double[3 * Count], y = new double[Count];
        for (int row = 0; row < Count; row++)
        {
            for (int c = 0; c < 3; c++) x[3 * row + c] = random.NextNormal();
            y[row] = x[3 * row] * x[3 * row + 1] + x[3 * row + 2];
        }
        var rows = TrainingSet.Regression(x, [new("a"), new("b"), new("c")], y);
        double Interaction(TrainerTerms terms)
        {
            var model = Bound(terms).Fit(rows, 1, default);
            double At(double a, double b)
            {
                double[] said = new double[1];
                model.Score([a, b, 0], said);
                return said[0];
            }
            return At(1, 1) - At(1, -1) - At(-1, 1) + At(-1, -1);
        }
        Assert.True(Interaction(TrainerTerms.Free) > 2);
        Assert.Equal(0, Interaction(new() { Interactions = [["a"]] }), 1e-9); // b and c are a group of their own
        Assert.True(Interaction(new() { Interactions = [["a", "b"]] }) > 2);
    }

    [Fact]
    public void What_it_cannot_keep_it_does_not_promise()
    {
        var directions = ImmutableSortedDictionary<string, int>.Empty.Add("x", 1);
        Assert.Null(LightGbmTrainer.Descriptor.Under(new() { Aim = LearningAim.Quantile, Directions = directions }));
        Assert.Null(LightGbmTrainer.Descriptor.Under(new() { Aim = LearningAim.Ranking, Directions = directions }));
        var model = Bound(new() { Directions = directions }).Fit(Law(1_000, 1, 1), 1, default);
        double[] said = new double[101];
        for (int i = 0; i < said.Length; i++) model.Score([i * 0.02], said.AsSpan(i, 1));
        Assert.All(said.Zip(said.Skip(1)), pair => Assert.True(pair.Second >= pair.First));
    }

    private static ITrainer Bound(TrainerTerms terms) => LightGbmTrainer.Descriptor.Under(terms)!.Create(HyperParameters.Empty);

    private static double[] Said(IPredictor model, TrainingSet rows)
    {
        double[] said = new double[rows.Rows];
        model.ScoreBatch(rows.Features.Span, rows.Rows, said);
        return said;
    }

    private static TrainingSet Law(int count, ulong seed, double unit)
    {
        var random = new SeededRandom(seed);
        double[] x = new double[count], y = new double[count];
        for (int row = 0; row < count; row++)
        {
            x[row] = 2 * random.NextDouble();
            y[row] = unit * (x[row] + (1 + x[row]) * random.NextDouble());
        }
        return TrainingSet.Regression(x, [new("x")], y);
    }

    private static TrainingSet Lists(int lists, ulong seed)
    {
        var random = new SeededRandom(seed);
        int count = 10 * lists;
        double[] x = new double[count], grades = new double[count];
        int[] groups = new int[count];
        for (int row = 0; row < count; row++)
        {
            (groups[row], x[row]) = (row / 10, random.NextDouble());
            grades[row] = Math.Floor(3 * x[row]);
        }
        return TrainingSet.Regression(x, [new("x")], grades).WithGroups(groups);
    }
}
