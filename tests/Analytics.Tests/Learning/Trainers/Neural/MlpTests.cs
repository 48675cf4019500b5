using Kolosal.Statistics;

namespace Kolosal.Learning.Neural;

public class MlpTests
{
    [Theory]
    [InlineData(Normalization.None)]
    [InlineData(Normalization.Batch)]
    [InlineData(Normalization.Layer)]
    public void Two_rings_that_no_line_parts_are_parted(Normalization normalization)
    {
        var (rows, labels) = Rings(400, 1);
        var (test, truth) = Rings(1000, 2);
        var model = new MlpTrainer(new() { Normalization = normalization, LearningRate = 0.01 }).Fit(rows, 1, default);
        double[] p = new double[2];
        int right = 0;
        for (int i = 0; i < test.Rows; i++)
        {
            model.Score(test.Row(i), p);
            if (p[1] > 0.5 == (truth[i] == 1)) right++;
        }
        Assert.InRange(right, 940, 1000);
        Assert.Equal(400, labels.Length);
    }

    [Theory]
    [InlineData(Activation.Relu, 0)]
    [InlineData(Activation.Gelu, 0)]
    [InlineData(Activation.Tanh, 0)]
    [InlineData(Activation.Relu, 12)]
    public void A_wave_in_thousands_is_recovered(Activation activation, int bins)
    {
        var random = new SeededRandom(3);
        double[] x = [.. Enumerable.Range(0, 600).Select(_ => 6 * random.NextDouble() - 3)];
        var rows = TrainingSet.Regression(x, [new("x")], x.Select(v => 5000 + 1000 * Math.Sin(2 * v) + 50 * random.NextNormal()).ToArray());
        var model = new MlpTrainer(new()
        {
            Activation = activation,
            LearningRate = 0.01,
            Epochs = 150,
            Dropout = 0,
            WeightDecay = 1e-4,
            EncodingBins = bins,
            BatchRows = 32
        }).Fit(rows, 1, default);
        double squares = 0;
        double[] at = new double[1];
        for (int i = 0; i < 100; i++)
        {
            double v = -2.8 + 0.056 * i;
            model.Score([v], at);
            squares += Math.Pow(at[0] - 5000 - 1000 * Math.Sin(2 * v), 2) / 100;
        }
        Assert.InRange(Math.Sqrt(squares), 0, 120);
    }

    [Fact]
    public void Without_hidden_layers_it_is_the_logistic_model()
    {
        // Cross-entropy of a softmax of two scores without penalty has the optimum of logistic
        // regression: the mean probability is the class share, and so in the direction of each column.
        var random = new SeededRandom(6);
        double[] x = [.. Enumerable.Range(0, 600).Select(_ => random.NextNormal())];
        int[] y = [.. Enumerable.Range(0, 300).Select(i => x[2 * i] - 0.5 * x[2 * i + 1] + random.NextNormal() > 0.3 ? 1 : 0)];
        var rows = TrainingSet.Classification(x, [new("a"), new("b")], y, 2);
        var model = new MlpTrainer(new() { Hidden = [], Dropout = 0, WeightDecay = 0, Patience = 0, Epochs = 200, LearningRate = 0.02 })
            .Fit(rows, 1, default);
        double[] p = new double[2], sums = new double[3];
        for (int i = 0; i < 300; i++)
        {
            model.Score(rows.Row(i), p);
            double[] with = [1, x[2 * i], x[2 * i + 1]];
            for (int c = 0; c < 3; c++) sums[c] += with[c] * (p[1] - y[i]);
        }
        Assert.All(sums, s => Assert.Equal(0, s, 0.5));
    }

    [Fact]
    public void A_deterministic_fit_differs_by_seed_only()
    {
        var (rows, _) = Rings(200, 1);
        var trainer = new MlpTrainer(new() { Dropout = 0.2, Epochs = 5 });
        Assert.Equal(Bytes(trainer.Fit(rows, 1, default)), Bytes(trainer.Fit(rows, 1, default)));
        Assert.NotEqual(Bytes(trainer.Fit(rows, 1, default)), Bytes(trainer.Fit(rows, 2, default)));
    }

    [Fact]
    public void Early_stopping_ends_before_noise_is_learnt_by_heart()
    {
        var random = new SeededRandom(7);
        double[] x = [.. Enumerable.Range(0, 150 * 20).Select(_ => random.NextNormal())];
        ImmutableArray<FeatureInfo> columns = [.. Enumerable.Range(0, 20).Select(c => new FeatureInfo($"x{c}"))];
        var rows = TrainingSet.Regression(x, columns, Enumerable.Range(0, 150).Select(_ => random.NextNormal()).ToArray());
        Assert.True(Error(0) < 0.15); // by heart
        Assert.True(Error(8) > 0.4); // the truth is 1

        double Error(int patience)
        {
            var model = new MlpTrainer(new()
            {
                Patience = patience,
                Dropout = 0,
                Epochs = 150,
                LearningRate = 0.005,
                WeightDecay = 0,
                ValidationShare = 0.2
            }).Fit(rows, 1, default);
            double squares = 0;
            double[] at = new double[1];
            for (int i = 0; i < rows.Rows; i++)
            {
                model.Score(rows.Row(i), at);
                squares += Math.Pow(at[0] - rows.Targets.Span[i], 2) / rows.Rows;
            }
            return squares;
        }
    }

    [Fact]
    public void Rare_classes_count_as_much_as_others_when_balanced()
    {
        var random = new SeededRandom(9);
        double[] x = [.. Enumerable.Range(0, 1000).Select(i => random.NextNormal() + (i < 50 ? 1 : 0))];
        int[] y = [.. Enumerable.Range(0, 1000).Select(i => i < 50 ? 1 : 0)];
        var rows = TrainingSet.Classification(x, [new("x")], y, 2);
        double Rate(ClassWeighting weighting)
        {
            var model = new MlpTrainer(new() { Weighting = weighting }).Fit(rows, 1, default);
            double[] p = new double[2];
            return x.Count(v => { model.Score([v], p); return p[1] > 0.5; }) / 1000.0;
        }
        Assert.InRange(Rate(ClassWeighting.None), 0, 0.02);
        Assert.InRange(Rate(ClassWeighting.Balanced), 0.2, 0.5); // above the middle 0.5 lie 0.69 of the rare and 0.31 of the others
    }

    [Fact]
    public void The_encoding_is_the_paper_s()
    {
        // Quartile edges of 0 … 8 are 0, 2, 4, 6, 8.
        var encoding = PiecewiseLinearEncoding.Fit([0, 1, 2, 3, 4, 5, 6, 7, 8], 1, 4);
        double[] parts = new double[4];
        encoding.Apply([5], parts);
        Assert.Equal([1, 1, 0.5, 0], parts);
        encoding.Apply([-1], parts);
        Assert.Equal([-0.5, 0, 0, 0], parts);
        encoding.Apply([10], parts);
        Assert.Equal([1, 1, 1, 2], parts);
        Assert.Equal(1, PiecewiseLinearEncoding.Fit([1, 0, 1, 1], 1, 8).Outputs);
        Assert.Equal(1, PiecewiseLinearEncoding.Fit([3, 3, 3], 1, 8).Outputs);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(513)]
    public void Options_out_of_range_are_refused(int units) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MlpTrainer(new() { Hidden = [units] }));

    private static (TrainingSet Rows, int[] Labels) Rings(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        double[] x = new double[2 * count];
        int[] y = new int[count];
        for (int i = 0; i < count; i++)
        {
            y[i] = i % 2;
            double radius = (y[i] == 1 ? 2 : 0.8) + 0.2 * random.NextNormal(), angle = 2 * Math.PI * random.NextDouble();
            (x[2 * i], x[2 * i + 1]) = (radius * Math.Cos(angle), radius * Math.Sin(angle));
        }
        return (TrainingSet.Classification(x, [new("a"), new("b")], y, 2), y);
    }

    private static byte[] Bytes(IPredictor model)
    {
        using var stream = new MemoryStream();
        model.Write(new BinaryWriter(stream));
        return stream.ToArray();
    }
}
