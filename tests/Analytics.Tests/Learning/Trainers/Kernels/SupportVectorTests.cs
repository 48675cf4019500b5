using Kolosal.Learning.Anomaly;
using Kolosal.Statistics;

namespace Kolosal.Learning.Kernels;

public class SupportVectorTests
{
    private static readonly ImmutableArray<FeatureInfo> TwoColumns = [new("x0"), new("x1")];

    [Fact]
    public void Two_points_have_the_separating_line_in_the_middle()
    {
        // Points (−1, 0) and (1, 0): f(x) = x₀, α = ½ each (Σ α y x = ½ + ½).
        var rows = TrainingSet.Classification(new double[] { -1, 0, 1, 0 }, TwoColumns, new[] { 0, 1 }, 2);
        var model = (SupportVectorClassifier)new SupportVectorTrainer(new(new KernelOptions(KernelKind.Linear), C: 10, Tolerance: 1e-9))
            .Fit(rows, 1, default);
        double[] f = new double[1];
        model.Decisions([0.3, 5], f);
        Assert.Equal(0.3, f[0], 9);
        Assert.Equal([-0.5, 0.5], model.Coefficients.ToArray());
        Assert.Equal(0, model.Intercepts[0], 12);
    }

    [Theory]
    [InlineData(KernelKind.Rbf)]
    [InlineData(KernelKind.Polynomial)]
    [InlineData(KernelKind.Linear)]
    public void A_solution_meets_the_conditions_of_optimality(KernelKind kind)
    {
        const double c = 1.5;
        var rows = Rings(150, 3);
        var model = (SupportVectorClassifier)new SupportVectorTrainer(new(new KernelOptions(kind, Offset: 1, Degree: 2), c, Tolerance: 1e-7))
            .Fit(rows, 1, default);
        var alpha = new Dictionary<(double, double), double>();
        for (int i = 0; i < model.SupportCounts.Sum(); i++)
            alpha[(model.SupportVector(i)[0], model.SupportVector(i)[1])] = Math.Abs(model.Coefficients[i]);
        double balance = 0;
        for (int i = 0; i < rows.Rows; i++)
        {
            int y = rows.Labels.Span[i] == 1 ? 1 : -1;
            double[] f = new double[1];
            model.Decisions(rows.Row(i), f);
            double own = alpha.GetValueOrDefault((rows.Row(i)[0], rows.Row(i)[1]));
            balance += y * own;
            Assert.InRange(own, 0, c);
            if (own == 0) Assert.True(y * f[0] >= 1 - 1e-5);
            else if (own < c) Assert.Equal(1, y * f[0], 5);
            else Assert.True(y * f[0] <= 1 + 1e-5);
        }
        Assert.Equal(0, balance, 9);
    }

    [Fact]
    public void A_weight_is_a_repetition_of_the_row_in_the_decision()
    {
        var rows = Rings(90, 5);
        double[] weights = [.. Enumerable.Range(0, 90).Select(i => (double)(i % 3))];
        var weighted = TrainingSet.Classification(rows.Features, TwoColumns, rows.Labels, 2, weights);
        var repeated = rows.Take([.. Enumerable.Range(0, 90).SelectMany(i => Enumerable.Repeat(i, i % 3))]);
        var options = new SupportVectorOptions(new KernelOptions(GammaRule: GammaRule.Value, Gamma: 0.7), Tolerance: 1e-8);
        // The weights above 0 are 1.5 on average, so C is so much more for a row of the mean weight.
        var one = (SupportVectorClassifier)new SupportVectorTrainer(new(options.Kernel, 1.5, Tolerance: 1e-8)).Fit(weighted, 1, default);
        var two = (SupportVectorClassifier)new SupportVectorTrainer(options).Fit(repeated, 1, default);
        double[] a = new double[1], b = new double[1];
        for (int i = 0; i < 90; i++)
        {
            one.Decisions(rows.Row(i), a);
            two.Decisions(rows.Row(i), b);
            Assert.Equal(b[0], a[0], 5);
        }
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.5)]
    public void Nu_bounds_errors_from_above_and_support_vectors_from_below(double nu)
    {
        var rows = Rings(200, 8);
        var model = (SupportVectorClassifier)new NuSupportVectorTrainer(new(Nu: nu, Tolerance: 1e-6)).Fit(rows, 1, default);
        int errors = 0;
        for (int i = 0; i < rows.Rows; i++)
        {
            double[] f = new double[1];
            model.Decisions(rows.Row(i), f);
            if ((rows.Labels.Span[i] == 1 ? f[0] : -f[0]) < 1 - 1e-4) errors++;
        }
        Assert.InRange(errors, 0, nu * rows.Rows);
        Assert.InRange(model.SupportCounts.Sum(), nu * rows.Rows, rows.Rows);
    }

    [Fact]
    public void A_nu_that_a_rare_class_cannot_carry_is_refused_with_the_greatest_that_it_can()
    {
        var rows = Rings(100, 2);
        int[] labels = [.. Enumerable.Range(0, 100).Select(i => i < 10 ? 1 : 0)];
        var fault = Assert.Throws<TrainingException>(() => new NuSupportVectorTrainer(new(Nu: 0.5))
            .Fit(TrainingSet.Classification(rows.Features, TwoColumns, labels, 2), 1, default));
        Assert.Contains("0.2", fault.Message); // 2 · 10 / 100
    }

    [Fact]
    public void Nu_regression_leaves_about_nu_outside_its_tube_and_recovers_a_wave()
    {
        var (rows, truth) = Wave(200, 0.2);
        var model = new NuSupportVectorTrainer(new(new KernelOptions(GammaRule: GammaRule.Value, Gamma: 2), 0.3, C: 10)).Fit(rows, 1, default);
        Assert.InRange(((SupportVectorRegressor)model).SupportCount, 0.3 * 200, 0.45 * 200);
        Assert.InRange(Rmse(model, rows, truth), 0, 0.1);
    }

    [Fact]
    public void Targets_in_cents_give_the_predictions_in_cents()
    {
        var (rows, _) = Wave(120, 0.1);
        var cents = TrainingSet.Regression(rows.Features, rows.Columns, rows.Targets.ToArray().Select(t => 100 * t + 5000).ToArray());
        var options = new SupportVectorOptions(Tolerance: 1e-8);
        double[] one = Score(new SupportVectorTrainer(options).Fit(rows, 1, default), rows),
            other = Score(new SupportVectorTrainer(options).Fit(cents, 1, default), rows);
        for (int i = 0; i < one.Length; i++) Assert.Equal(100 * one[i] + 5000, other[i], 3);
    }

    [Fact]
    public void A_cache_of_one_megabyte_gives_the_bits_of_a_large_one()
    {
        var rows = Rings(700, 4); // 3.9 MB of kernel
        byte[] small = Bytes(new SupportVectorTrainer(new(CacheMegabytes: 1)).Fit(rows, 1, default)),
            large = Bytes(new SupportVectorTrainer(new()).Fit(rows, 1, default));
        Assert.Equal(large, small);
    }

    [Fact]
    public void Pairs_that_agree_with_class_probabilities_are_coupled_to_them()
    {
        double[] truth = [0.1, 0.25, 0.05, 0.6], found = new double[4], pairs = new double[16];
        for (int i = 0; i < 4; i++) for (int j = 0; j < 4; j++) pairs[i * 4 + j] = truth[i] / (truth[i] + truth[j]);
        PairwiseCoupling.Solve(pairs, found);
        for (int i = 0; i < 4; i++) Assert.Equal(truth[i], found[i], 9);
    }

    [Fact]
    public void Probabilities_of_three_blobs_are_calibrated_and_rank_right()
    {
        var (rows, _) = Blobs(300, 11);
        var (test, labels) = Blobs(600, 12);
        var model = new SupportVectorTrainer(new()).Fit(rows, 1, default);
        double[] p = new double[3];
        double mean = 0, right = 0;
        for (int i = 0; i < test.Rows; i++)
        {
            model.Score(test.Row(i), p);
            mean += p.Max() / test.Rows;
            if (Array.IndexOf(p, p.Max()) == labels[i]) right += 1.0 / test.Rows;
        }
        Assert.InRange(mean - right, -0.04, 0.04);
        Assert.InRange(right, 0.8, 1);
    }

    [Fact]
    public void A_class_that_does_not_occur_has_probability_0_and_one_of_one_row_is_learnt()
    {
        double[] x = [0, 0, 0.1, 0, 5, 5, 5.1, 5, -6, 6];
        var model = new SupportVectorTrainer(new()).Fit(TrainingSet.Classification(x, TwoColumns, new[] { 0, 0, 2, 2, 3 }, 4), 1, default);
        double[] p = new double[4];
        model.Score([-6, 6], p);
        Assert.Equal(0, p[1]);
        Assert.Equal(1, p.Sum(), 12);
        Assert.Equal(3, Array.IndexOf(p, p.Max()));
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.2)]
    public void One_class_calls_at_most_nu_of_its_rows_anomalies_and_keeps_at_least_nu(double nu)
    {
        var random = new SeededRandom(3);
        double[] x = [.. Enumerable.Range(0, 800).Select(_ => random.NextNormal())];
        var rows = new FeatureRows(x, TwoColumns, 400);
        var model = (OneClassDetector)new OneClassTrainer(new(Nu: nu, Tolerance: 1e-6)).Fit(rows, 1, default);
        int beyond = Enumerable.Range(0, 400).Count(i => model.Score(rows.Row(i)) > model.Threshold + 1e-5);
        Assert.InRange(beyond, 1, nu * 400);
        Assert.InRange(model.SupportCount, nu * 400, 400);
        Assert.True(model.Score([6, 6]) > model.Threshold);
    }

    [Fact]
    public void Too_many_rows_are_refused() =>
        Assert.Contains("10000", Assert.Throws<TrainingException>(
            () => new SupportVectorTrainer(new()).Fit(TrainingSet.Regression(new double[10_001], [new("x")], new double[10_001]), 1,
            default)).Message);

    private static TrainingSet Rings(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        double[] x = new double[2 * count];
        int[] y = new int[count];
        for (int i = 0; i < count; i++)
        {
            (x[2 * i], x[2 * i + 1]) = (random.NextNormal(), random.NextNormal());
            y[i] = x[2 * i] * x[2 * i] + x[2 * i + 1] * x[2 * i + 1] + 0.4 * random.NextNormal() > 1.4 ? 1 : 0;
        }
        return TrainingSet.Classification(x, TwoColumns, y, 2);
    }

    private static (TrainingSet Rows, int[] Labels) Blobs(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        double[] x = new double[2 * count];
        int[] y = new int[count];
        for (int i = 0; i < count; i++)
        {
            y[i] = random.Next(3);
            x[2 * i] = random.NextNormal() + 2.5 * (y[i] - 1);
            x[2 * i + 1] = random.NextNormal() + (y[i] == 1 ? 2 : 0);
        }
        return (TrainingSet.Classification(x, TwoColumns, y, 3), y);
    }

    private static (TrainingSet Rows, double[] Truth) Wave(int count, double noise)
    {
        var random = new SeededRandom(6);
        double[] x = [.. Enumerable.Range(0, count).Select(_ => 6 * random.NextDouble())], truth = [.. x.Select(v => Math.Sin(v))];
        return (TrainingSet.Regression(x, [new("x")], truth.Select(t => t + noise * random.NextNormal()).ToArray()), truth);
    }

    private static double Rmse(IPredictor model, TrainingSet rows, double[] truth) =>
        Math.Sqrt(Score(model, rows).Zip(truth, (a, b) => (a - b) * (a - b)).Average());

    private static double[] Score(IPredictor model, TrainingSet rows)
    {
        double[] scores = new double[rows.Rows];
        model.ScoreBatch(rows.Features.Span, rows.Rows, scores);
        return scores;
    }

    private static byte[] Bytes(IPredictor model)
    {
        using var stream = new MemoryStream();
        model.Write(new BinaryWriter(stream));
        return stream.ToArray();
    }
}
