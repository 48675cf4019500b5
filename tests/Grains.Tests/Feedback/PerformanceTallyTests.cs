using Kolosal.Learning.Metrics;

namespace Kolosal.Feedback;

public class PerformanceTallyTests
{
    [Theory]
    [InlineData(2, 1), InlineData(2, 2), InlineData(3, 3), InlineData(7, 4)]
    public void Scores_are_those_of_the_metric_catalogue(int classes, int seed)
    {
        var random = new Random(seed);
        var tally = ClassTally.Of(classes);
        var labels = new List<int>();
        var outputs = new List<double>();
        for (int i = 0; i < 700; i++)
        {
            var (p, actual) = Draw(random, classes, 2);
            tally.Add(p, ClassTally.Greatest(p), actual);
            labels.Add(actual);
            outputs.AddRange(p);
        }

        var rows = ScoredRows.Classification(labels.ToArray(), classes, outputs.ToArray());
        foreach (var score in tally.Read())
        {
            double tolerance = score.Metric.StartsWith("roc_auc", StringComparison.Ordinal) ? tally.AreaResolution()!.Value : 1e-9;
            Assert.InRange(score.Value!.Value - Metrics.Get(score.Metric).Compute(rows), -tolerance, tolerance);
            Assert.InRange(score.Value.Value, score.Low!.Value, score.High!.Value);
        }

        Assert.InRange(tally.AreaResolution()!.Value, 0, 0.02);
    }

    [Fact]
    public void Rows_that_are_taken_back_leave_nothing()
    {
        var random = new Random(5);
        ClassTally once = ClassTally.Of(3), corrected = ClassTally.Of(3);
        RegressionTally number = new(), correctedNumber = new();
        correctedNumber.Add(0, 0);
        correctedNumber.Add(0, 0, -1);
        for (int i = 0; i < 300; i++)
        {
            var (p, actual) = Draw(random, 3, 1);
            int decided = ClassTally.Greatest(p), wrong = (actual + 1) % 3;
            once.Add(p, decided, actual);
            corrected.Add(p, decided, wrong);
            corrected.Add(p, decided, wrong, -1);
            corrected.Add(p, decided, actual);
            number.Add(p[0], p[1]);
            correctedNumber.Add(p[0], 5);
            correctedNumber.Add(p[0], 5, -1);
            correctedNumber.Add(p[0], p[1]);
        }

        foreach (var (a, b) in once.Read().Zip(corrected.Read()).Concat(number.Read().Zip(correctedNumber.Read())))
        {
            Assert.Equal(a.Value!.Value, b.Value!.Value, 8);
            Assert.Equal(a.High!.Value, b.High!.Value, 6);
        }
    }

    [Theory]
    [InlineData(0), InlineData(1e6), InlineData(-1e8)]
    public void Scores_of_numbers_are_those_of_the_metric_catalogue_at_any_offset(double offset)
    {
        var random = new Random(6);
        var tally = new RegressionTally();
        var (targets, predictions) = (new List<double>(), new List<double>());
        for (int i = 0; i < 500; i++)
        {
            double target = offset + 10 * Normal(random), predicted = target + 3 * Normal(random) + 1;
            tally.Add(predicted, target);
            targets.Add(target);
            predictions.Add(predicted);
        }

        var rows = ScoredRows.Regression(targets.ToArray(), predictions.ToArray());
        foreach (var score in tally.Read()) Assert.Equal(Metrics.Get(score.Metric).Compute(rows), score.Value!.Value, 6);
    }

    [Fact]
    public void One_class_alone_has_no_area_and_nothing_has_no_scores()
    {
        var tally = ClassTally.Of(2);
        Assert.Empty(tally.Read());
        for (int i = 0; i < 5; i++) tally.Add([0.4, 0.6], 1, 1);
        var scores = tally.Read().ToDictionary(score => score.Metric);
        Assert.Null(scores["roc_auc"].Value);
        Assert.NotNull(scores["roc_auc"].Reason);
        Assert.Equal((1, 1), (scores["accuracy"].Value!.Value, scores["balanced_accuracy"].Value!.Value));
        Assert.Equal(-Math.Log(0.6), scores["log_loss"].Value!.Value, 12);
        var constant = new RegressionTally();
        for (int i = 0; i < 5; i++) constant.Add(1, 2);
        Assert.Null(constant.Read().Single(score => score.Metric == "r2").Value);
    }

    /// <summary>Every certain value: 0 and 1, and probabilities beyond the range of the bins.</summary>
    [Fact]
    public void Probabilities_of_zero_and_one_are_counted()
    {
        var tally = ClassTally.Of(2);
        foreach (double p in (double[])[0, 1, 1e-300, 1 - 1e-16, 0.5])
            for (int actual = 0; actual < 2; actual++) tally.Add([1 - p, p], p > 0.5 ? 1 : 0, actual);
        Assert.All(tally.Read(), score => Assert.True(double.IsFinite(score.Value!.Value)));
        Assert.Equal(0.5, tally.Read().Single(score => score.Metric == "roc_auc").Value!.Value, 12);
    }

    /// <summary>The true accuracy, area and R² of the drawn laws, found with a million rows, lie in 95 of 100 intervals.</summary>
    [Fact]
    public void Intervals_cover_at_their_rate()
    {
        var random = new Random(7);
        ClassTally all = ClassTally.Of(2);
        RegressionTally numbers = new();
        void Fill(int rows, ClassTally tally, RegressionTally number)
        {
            for (int i = 0; i < rows; i++)
            {
                var (p, actual) = Draw(random, 2, 1.5);
                tally.Add(p, ClassTally.Greatest(p), actual);
                double target = 10 * Normal(random);
                number.Add(target + 4 * Normal(random), target);
            }
        }

        Fill(1_000_000, all, numbers);
        var truth = all.Read().Concat(numbers.Read()).ToDictionary(score => score.Metric, score => score.Value!.Value);
        var covered = new Dictionary<string, int>();
        const int Runs = 600;
        for (int run = 0; run < Runs; run++)
        {
            ClassTally tally = ClassTally.Of(2);
            RegressionTally number = new();
            Fill(400, tally, number);
            foreach (var score in tally.Read().Concat(number.Read()))
                if (truth[score.Metric] >= score.Low && truth[score.Metric] <= score.High)
                    covered[score.Metric] = covered.GetValueOrDefault(score.Metric) + 1;
        }

        foreach (string metric in (string[])["accuracy", "balanced_accuracy", "roc_auc", "log_loss", "brier", "rmse", "mae", "r2"])
            Assert.InRange(covered[metric] / (double)Runs, 0.92, 0.98);
    }

    /// <summary>With half of the mean at the boundary of chance: calibrated scores of 1,000 rows have an error near the floor.</summary>
    [Fact]
    public void The_floor_is_what_chance_leaves()
    {
        var random = new Random(8);
        double errors = 0, floors = 0;
        for (int run = 0; run < 200; run++)
        {
            var tally = new CalibrationTally();
            for (int i = 0; i < 1_000; i++)
            {
                double p = random.NextDouble();
                tally.Add(p, random.NextDouble() < p, 1);
            }

            errors += tally.Expected().Value;
            floors += tally.Floor();
        }

        Assert.InRange(errors / floors, 0.95, 1.05);
    }

    [Fact]
    public void A_model_at_its_threshold_is_found_bad_at_the_promised_rate_and_a_worse_one_is_found()
    {
        var random = new Random(9);
        int alarms = 0, found = 0;
        for (int run = 0; run < 2_000; run++)
        {
            ClassTally good = ClassTally.Of(2), bad = ClassTally.Of(2);
            for (int i = 0; i < 500; i++)
            {
                good.Add([0.2, 0.8], 1, random.NextDouble() < 0.8 ? 1 : 0);
                bad.Add([0.2, 0.8], 1, random.NextDouble() < 0.7 ? 1 : 0);
            }

            if (PerformanceJudge.IsBelow(good.Read, "accuracy", 0.8, 0.05) == true) alarms++;
            if (PerformanceJudge.IsBelow(bad.Read, "accuracy", 0.8, 0.05) == true) found++;
        }

        Assert.InRange(alarms / 2_000.0, 0.03, 0.065);
        Assert.True(found > 1_980);
        Assert.Null(PerformanceJudge.IsBelow(ClassTally.Of(2).Read, "accuracy", 0.8, 0.05));
    }

    /// <summary>Probabilities by a softmax of normal numbers, and a class drawn from them: calibrated by construction.</summary>
    internal static (double[] Probabilities, int Actual) Draw(Random random, int classes, double spread)
    {
        double[] weights = [.. Enumerable.Range(0, classes).Select(_ => Math.Exp(spread * Normal(random)))];
        double sum = weights.Sum(), draw = random.NextDouble() * sum;
        int actual = 0;
        while (actual < classes - 1 && (draw -= weights[actual]) >= 0) actual++;
        return ([.. weights.Select(weight => weight / sum)], actual);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
