using System.Text;
using Kolosal.Engines.LightGbm;
using Kolosal.Learning;
using Kolosal.Learning.Import;
using Kolosal.Statistics;

namespace Kolosal.Engines;

/// <summary>Our scorer of LightGBM's trees against the library's own.</summary>
public class LightGbmScoringTests
{
    public static TheoryData<LearningTask, string> Cells
    {
        get
        {
            var cells = new TheoryData<LearningTask, string>();
            foreach (var task in Enum.GetValues<LearningTask>())
                foreach (string boosting in (string[])["gbdt", "dart", "goss"]) cells.Add(task, boosting);
            return cells;
        }
    }

    [Theory, MemberData(nameof(Cells))]
    public void It_gives_what_the_library_gives(LearningTask task, string boosting)
    {
        // Missing values, zeros, values beyond those learnt, categories with an unseen code and missing ones.
        var rows = Rows(task, 2_000, 1);
        var asked = Rows(task, 1_000, 2, unseen: true);
        var model = Fit(rows, new() { Boosting = Enum.Parse<LightGbmBoosting>(boosting, ignoreCase: true), MinDataInLeaf = 5 });
        using var booster = BoosterHandle.Of(Encoding.UTF8.GetString(model.Text));
        int outputs = task == LearningTask.Multiclass ? rows.Classes : 1;
        var expected = new double[asked.Rows * outputs];
        booster.Predict(asked.Features.Span, asked.Rows, asked.Columns.Length, expected);
        var got = new double[asked.Rows * model.Outputs];
        model.ScoreBatch(asked.Features.Span, asked.Rows, got);
        var unit = task == LearningTask.Regression ? TargetUnit.Of(rows) : TargetUnit.Own;
        Assert.True(Distinct(got) > 200);
        for (int row = 0; row < asked.Rows; row++)
        {
            if (task == LearningTask.Multiclass)
                for (int k = 0; k < outputs; k++) Assert.Equal(expected[row * outputs + k], got[row * outputs + k], 1e-12);
            else if (task == LearningTask.Binary) Assert.Equal(expected[row], got[2 * row + 1], 1e-12);
            else Assert.Equal(unit.Restore(expected[row]), got[row], 1e-9);
        }
    }

    [Fact]
    public void Many_categories_split_as_the_library_splits_them()
    {
        var random = new SeededRandom(4);
        const int Count = 6_000, Codes = 200;
        double[] features = new double[2 * Count], targets = new double[Count];
        for (int row = 0; row < Count; row++)
        {
            features[2 * row] = random.Next(40) == 0 ? double.NaN : random.Next(Codes);
            features[2 * row + 1] = random.NextNormal();
            targets[row] = (double.IsNaN(features[2 * row]) ? 3 : features[2 * row] * 7919 % 11) + features[2 * row + 1];
        }
        var rows = TrainingSet.Regression(features, [new("code", Codes), new("x")], targets);
        var model = Fit(rows, new());
        using var booster = BoosterHandle.Of(Encoding.UTF8.GetString(model.Text));
        double[] expected = new double[Count], got = new double[Count];
        booster.Predict(features, Count, 2, expected);
        model.ScoreBatch(features, Count, got);
        var unit = TargetUnit.Of(rows);
        for (int row = 0; row < Count; row++) Assert.Equal(unit.Restore(expected[row]), got[row], 1e-9);
        Assert.Contains("cat_threshold", Encoding.UTF8.GetString(model.Text));
    }

    [Fact]
    public void Every_regulariser_reaches_the_library_and_two_fits_are_the_same()
    {
        var rows = Rows(LearningTask.Binary, 600, 5);
        string plain = Text(new() { MinDataInLeaf = 1 });
        foreach (var options in (LightGbmOptions[])
        [
            new() { MinDataInLeaf = 1, ExtraTrees = true }, new() { MinDataInLeaf = 1, FeatureFractionByNode = 0.5 },
            new() { MinDataInLeaf = 1, PathSmooth = 20 }, new() { MinDataInLeaf = 1, MaxCatToOnehot = 64 },
        ])
        {
            string once = Text(options);
            Assert.NotEqual(plain, once);
            Assert.Equal(once, Text(options));
        }
        Assert.Contains("min_data_in_leaf=2 ", new LightGbmOptions { MinDataInLeaf = 1, PathSmooth = 20 }.Parameters(rows, 1));

        string Text(LightGbmOptions options) => Encoding.UTF8.GetString(Fit(rows, options).Text);
    }

    [Fact]
    public void Early_stopping_keeps_the_best_round()
    {
        var rows = Rows(LearningTask.Binary, 600, 3);
        var full = Fit(rows, new() { NumIterations = 400, LearningRate = 0.3 });
        var stopped = Fit(rows, new() { NumIterations = 400, LearningRate = 0.3, EarlyStoppingRounds = 10 });
        Assert.Equal(400, full.AdditiveTrees.Trees);
        Assert.InRange(stopped.AdditiveTrees.Trees, 2, 200);
    }

    [Fact]
    public void A_monotone_constraint_holds_everywhere()
    {
        var random = new SeededRandom(6);
        const int Count = 1_500;
        double[] features = new double[2 * Count], targets = new double[Count];
        for (int row = 0; row < Count; row++)
        {
            (features[2 * row], features[2 * row + 1]) = (random.NextDouble(), random.NextDouble());
            targets[row] = Math.Sin(9 * features[2 * row]) + features[2 * row + 1];
        }
        var rows = TrainingSet.Regression(features, [new("x"), new("z")], targets);
        Assert.True(Falls(Fit(rows, new())) > 0.1);
        Assert.True(Falls(Fit(rows, new() { Monotone = [1, 0] })) <= 0);

        static double Falls(LightGbmModel model)
        {
            double most = double.NegativeInfinity, last = 0;
            double[] row = [0, 0.5], output = [0];
            for (int i = 0; i <= 200; i++)
            {
                row[0] = i / 200.0;
                model.Score(row, output);
                if (i > 0) most = Math.Max(most, last - output[0]);
                last = output[0];
            }
            return most;
        }
    }

    [Theory]
    [InlineData(1), InlineData(2)]
    public void Fits_side_by_side_get_the_bytes_of_fits_alone(int threads)
    {
        var rows = Rows(LearningTask.Binary, 3_000, 5);
        byte[] alone = Fit(rows, new() { Threads = threads, NumIterations = 30 }).Text.ToArray();
        var together = new byte[6][];
        Parallel.For(0, together.Length, new ParallelOptions { MaxDegreeOfParallelism = 3 },
            i => together[i] = Fit(rows, new() { Threads = i % 2 == 0 ? threads : 3 - threads, NumIterations = 30 }).Text.ToArray());
        for (int i = 0; i < together.Length; i += 2) Assert.Equal(alone, together[i]);
    }

    private static int Distinct(double[] values) => values.Distinct().Count();

    private static LightGbmModel Fit(TrainingSet rows, LightGbmOptions options) =>
        (LightGbmModel)new LightGbmTrainer(options).Fit(rows, 1, CancellationToken.None);

    private static TrainingSet Rows(LearningTask task, int count, ulong seed, bool unseen = false)
    {
        var random = new SeededRandom(seed);
        double[] features = new double[count * 5], targets = new double[count];
        int[] labels = new int[count];
        for (int row = 0; row < count; row++)
        {
            var x = features.AsSpan(row * 5, 5);
            for (int c = 0; c < 4; c++) x[c] = random.Next(15) == 0 ? 0 : (unseen ? 3 : 1) * random.NextNormal();
            x[4] = random.Next(unseen ? 8 : 6);
            double signal = 2 * x[0] - 1.5 * x[1] * x[2] + x[4] % 3 - 1;
            if (random.Next(6) == 0) x[3] = double.NaN;
            if (random.Next(20) == 0) x[4] = double.NaN;
            if (unseen && random.Next(6) == 0) x[1] = double.NaN;
            targets[row] = 1e4 + 3 * signal + random.NextNormal();
            labels[row] = task == LearningTask.Binary ? (signal > 0 ? 1 : 0) : signal < -1.2 ? 0 : signal < 1.2 ? 1 : 2;
        }
        ImmutableArray<FeatureInfo> infos = [.. Enumerable.Range(0, 5).Select(c => new FeatureInfo($"x{c}", c == 4 ? 8 : 0))];
        return task == LearningTask.Regression ? TrainingSet.Regression(features, infos, targets)
            : TrainingSet.Classification(features, infos, labels, task == LearningTask.Binary ? 2 : 3);
    }
}
