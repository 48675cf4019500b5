using Kolosal.Learning.Metrics;
using Kolosal.Statistics;

namespace Kolosal.Learning;

public class BoundTrainersTests
{
    /// <summary>y = x + (1 + x) e, e uniform on (0, 1), x uniform on (0, 2): the quantile at level α is x + (1 + x) α.</summary>
    [Theory]
    [InlineData("gradient_boosting", 0.9)]
    [InlineData("gradient_boosting", 0.1)]
    [InlineData("quantile_regression", 0.9)]
    [InlineData("quantile_forest", 0.9)]
    public void A_bound_trainer_finds_the_quantile_of_a_known_law(string name, double level)
    {
        var bound = Trainers.Get(name).Under(new() { Aim = LearningAim.Quantile, Level = level })!;
        Assert.DoesNotContain(bound.Space.Parameters, p => p.Name == "quantile");
        var model = bound.Create(HyperParameters.Empty).Fit(Law(2_000, 1), 3, default);
        var fresh = Law(1_000, 2);
        double[] said = new double[fresh.Rows];
        model.ScoreBatch(fresh.Features.Span, fresh.Rows, said);
        double gap = 0;
        for (int row = 0; row < fresh.Rows; row++) gap += Math.Abs(said[row] - Quantile(fresh.Row(row)[0], level)) / fresh.Rows;
        // A prediction of the mean would be 0.8 off: 2 · |α − ½|.
        Assert.True(gap < 0.2, $"{name} is {gap:0.000} off.");
        double coverage = RegressionMetrics.Coverage(ScoredRows.Regression(fresh.Targets, said));
        Assert.InRange(coverage, level - 0.06, level + 0.06);
    }

    [Fact]
    public void A_quantile_is_kept_by_those_that_can_and_refused_by_the_others()
    {
        var terms = new TrainerTerms { Aim = LearningAim.Quantile, Level = 0.7 };
        Assert.Equal(["quantile_regression", "gradient_boosting", "quantile_forest"],
            Trainers.Own.Where(t => t.Supports(LearningTask.Regression) && t.Under(terms) is not null).Select(t => t.Name));
        Assert.Null(Trainers.Get("gradient_boosting").Under(terms with { Directions = terms.Directions.Add("x", 1) }));
        Assert.Same(Trainers.Get("ridge"), Trainers.Get("ridge").Under(TrainerTerms.Free));
        Assert.Same(Trainers.Get("ridge"), Trainers.Get("ridge").Under(new() { Losses = ["squared", "poisson"] }));
    }

    [Fact]
    public void Losses_and_dropout_become_hyper_parameters_and_are_used()
    {
        var bound = Trainers.Get("gradient_boosting").Under(new() { Losses = ["squared", "absolute", "huber"], Dropout = true })!;
        var plain = Trainers.Get("gradient_boosting");
        Assert.Equal("squared", bound.Space.Defaults.Choice("loss"));
        Assert.False(bound.Space.Defaults.Contains("huber_share"));
        var rows = Law(400, 1);
        byte[] Fit(TrainerDescriptor trainer, params (string Name, ParameterValue Value)[] values)
        {
            var given = values.Aggregate(HyperParameters.Empty.With("trees", 20), (all, v) => all.With(v.Name, v.Value));
            using var bytes = new MemoryStream();
            using (var writer = new BinaryWriter(bytes)) trainer.Create(trainer.Space.Complete(given)).Fit(rows, 1, default).Write(writer);
            return bytes.ToArray();
        }
        Assert.Equal(Fit(plain), Fit(bound));
        Assert.NotEqual(Fit(plain), Fit(bound, ("loss", "absolute")));
        Assert.NotEqual(Fit(bound, ("loss", "absolute")), Fit(bound, ("loss", "huber")));
        Assert.NotEqual(Fit(plain), Fit(bound, ("boosting", "dart"), ("drop_rate", 0.5)));
        Assert.False(bound.Space.Complete(HyperParameters.Empty.With("boosting", "dart")).Contains("early_stopping_rounds"));
    }

    /// <summary>y = a · b + c: columns that may not meet leave a model without the product, which is a sum of a function of a and one of b:
    /// f(1, 1) − f(1, −1) − f(−1, 1) + f(−1, −1) = 0, and 4 for the truth.</summary>
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
            var model = Trainers.Get("gradient_boosting").Under(terms)!.Create(HyperParameters.Empty).Fit(rows, 1, default);
            double At(double a, double b)
            {
                double[] said = new double[1];
                model.Score([a, b, 0], said);
                return said[0];
            }
            return At(1, 1) - At(1, -1) - At(-1, 1) + At(-1, -1);
        }
        Assert.True(Interaction(TrainerTerms.Free) > 2);
        Assert.Equal(0, Interaction(new() { Interactions = [["a", "c"], ["b"]] }), 1e-9);
        Assert.Equal(0, Interaction(new() { Interactions = [["a"]] }), 1e-9);
        Assert.True(Interaction(new() { Interactions = [["a", "b"]] }) > 2);
    }

    [Fact]
    public void A_group_names_features_by_the_columns_they_were_made_of() => Assert.Equal<ImmutableArray<int>>(
        [[0, 1, 2], [4]],
        new TrainerTerms { Interactions = [["day", "kind"], ["kinder"], ["none"]] }
            .InteractionsOf([new("day:month"), new("day:year"), new("kind=a"), new("other"), new("kinder")]).Select(g => g),
        (a, b) => a.AsSpan().SequenceEqual(b.AsSpan()));

    /// <summary>Grades are the first column in three steps, within lists of ten; the second column says how good the list is and tells nothing.
    /// </summary>
    [Fact]
    public void A_ranking_is_learnt_from_lists()
    {
        var (rows, fresh) = (Ranked(60, 1), Ranked(40, 2));
        var bound = Trainers.Get("gradient_boosting").Under(new() { Aim = LearningAim.Ranking })!;
        Assert.DoesNotContain(bound.Space.Parameters, p => p.Name == "early_stopping_rounds");
        var model = bound.Create(HyperParameters.Empty).Fit(rows, 1, default);
        double[] said = new double[fresh.Rows], noise = new double[fresh.Rows];
        model.ScoreBatch(fresh.Features.Span, fresh.Rows, said);
        var random = new SeededRandom(9);
        for (int row = 0; row < noise.Length; row++) noise[row] = random.NextDouble();
        double Ndcg(double[] scores) => Metrics.Metrics.Ndcg10.Compute(ScoredRows.Regression(fresh.Targets, scores).InLists(fresh.Groups));
        Assert.True(Ndcg(said) > 0.97, $"{Ndcg(said)}");
        Assert.True(Ndcg(noise) < 0.8);
    }

    private static TrainingSet Ranked(int lists, ulong seed)
    {
        var random = new SeededRandom(seed);
        int count = 10 * lists;
        double[] x = new double[2 * count], grades = new double[count];
        int[] groups = new int[count];
        for (int row = 0; row < count; row++)
        {
            groups[row] = row / 10;
            x[2 * row] = random.NextDouble();
            x[2 * row + 1] = groups[row] * 0.37 % 1;
            grades[row] = Math.Floor(3 * x[2 * row]);
        }
        return TrainingSet.Regression(x, [new("x"), new("list")], grades).WithGroups(groups);
    }

    private static double Quantile(double x, double level) => x + (1 + x) * level;

    private static TrainingSet Law(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        double[] x = new double[count], y = new double[count];
        for (int row = 0; row < count; row++)
        {
            x[row] = 2 * random.NextDouble();
            y[row] = Quantile(x[row], random.NextDouble());
        }
        return TrainingSet.Regression(x, [new("x")], y);
    }
}
