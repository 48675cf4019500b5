using System.Text.Json;
using Kolosal.Learning.Calibration;
using Kolosal.Learning.Metrics;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Learning;

public class CalibratorTests
{
    [Theory, InlineData(2), InlineData(4)]
    public void Probabilities_that_are_too_sure_are_brought_back(int classes)
    {
        var rows = Overconfident(4000, classes, sharpness: 3, seed: 1);
        var choice = CalibratorFitter.Choose(rows, 1);
        Assert.NotNull(choice.Calibrator);
        Assert.True(choice.LogLossAfter < choice.LogLossBefore - 0.05);

        var fresh = Overconfident(4000, classes, sharpness: 3, seed: 2);
        Assert.True(ProbabilityMetrics.CalibrationError(Applied(fresh, choice.Calibrator!)).Expected < ProbabilityMetrics.CalibrationError(fresh).Expected / 2);
    }

    [Fact]
    public void True_probabilities_are_left_nearly_alone()
    {
        var rows = Overconfident(4000, 2, sharpness: 1, seed: 1);
        var choice = CalibratorFitter.Choose(rows, 1);
        Assert.InRange(choice.LogLossBefore - choice.LogLossAfter, 0, 0.005);
    }

    [Fact]
    public void Too_few_rows_are_left_alone() => Assert.Null(CalibratorFitter.Choose(Overconfident(40, 2, 3, 1), 1).Calibrator);

    [Theory, InlineData(2), InlineData(3)]
    public void Every_calibrator_keeps_the_sum_allocates_nothing_and_survives_json(int classes)
    {
        var rows = Overconfident(500, classes, 2, 1);
        foreach (var fit in (Func<ScoredRows, Calibrator>[])[CalibratorFitter.Temperature, CalibratorFitter.Platt, CalibratorFitter.Isotonic])
        {
            var calibrator = fit(rows);
            var back = JsonSerializer.Deserialize<Calibrator>(JsonSerializer.Serialize(calibrator, TabularJson.Options), TabularJson.Options)!;
            Assert.Equal(Applied(rows, calibrator).Outputs.ToArray(), Applied(rows, back).Outputs.ToArray());
            double[] corner = new double[classes], all = rows.Outputs.ToArray();
            corner[^1] = 1;
            calibrator.Apply(corner);
            Assert.Equal(1, corner.Sum(), 12);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int row = 0; row < rows.Rows; row++) calibrator.Apply(all.AsSpan(row * classes, classes));
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    [Fact]
    public void The_isotonic_curve_never_falls_and_keeps_the_mean()
    {
        var random = new SeededRandom(3);
        double[] x = new double[300], y = new double[300];
        for (int i = 0; i < x.Length; i++) (x[i], y[i]) = (random.Next(60), random.NextDouble());
        var curve = IsotonicRegression.Fit(x, y);
        Assert.Equal(y.Sum(), x.Sum(curve.At), 9); // pooling replaces values by their means
        Assert.Equal(curve.Y.Order(), curve.Y);
    }

    [Fact]
    public void A_curve_that_falls_is_refused() => Assert.Throws<ArgumentException>(() => new IsotonicCurve([0, 1], [1, 0]));

    /// <summary>Labels drawn from softmax(z); what is given is softmax(sharpness · z).</summary>
    private static ScoredRows Overconfident(int count, int classes, double sharpness, ulong seed)
    {
        var random = new SeededRandom(seed);
        int[] labels = new int[count];
        double[] given = new double[count * classes];
        for (int row = 0; row < count; row++)
        {
            double[] z = [.. Enumerable.Range(0, classes).Select(_ => random.NextNormal())], truth = [.. z.Select(Math.Exp)];
            double u = random.NextDouble() * truth.Sum();
            while (labels[row] < classes - 1 && (u -= truth[labels[row]]) >= 0) labels[row]++;
            double[] sharp = [.. z.Select(v => Math.Exp(sharpness * v))];
            for (int k = 0; k < classes; k++) given[row * classes + k] = sharp[k] / sharp.Sum();
        }
        return ScoredRows.Classification(labels, classes, given);
    }

    private static ScoredRows Applied(ScoredRows rows, Calibrator calibrator)
    {
        double[] outputs = rows.Outputs.ToArray();
        for (int row = 0; row < rows.Rows; row++) calibrator.Apply(outputs.AsSpan(row * rows.Classes, rows.Classes));
        return ScoredRows.Classification(rows.Labels, rows.Classes, outputs);
    }
}
