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
        Assert.True(ProbabilityMetrics.CalibrationError(Applied(fresh, choice.Calibrator!)).Expected < ProbabilityMetrics.CalibrationError(
            fresh).Expected / 2);
    }

    [Fact]
    public void Bins_of_equal_mass_hold_equal_rows_and_their_error_is_by_hand()
    {
        // p = 0.1, 0.2, 0.3, 0.4 in two bins: means 0.15 and 0.35, shares 0.5 and 0.5: ½ · 0.35 + ½ · 0.15.
        var rows = ScoredRows.Classification(new[] { 0, 1, 1, 0 }, 2, new[] { 0.9, 0.1, 0.8, 0.2, 0.7, 0.3, 0.6, 0.4 });
        var (expected, maximum) = ProbabilityMetrics.CalibrationError(rows, 2, CalibrationBins.EqualMass);
        Assert.Equal(0.25, expected, 12);
        Assert.Equal(0.35, maximum, 12);
        Assert.Equal(0.25, ProbabilityMetrics.ClasswiseCalibrationError(rows, 1), 12); // of one bin: |0.25 − 0.5| for both classes
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
        foreach (var method in Enum.GetValues<CalibrationMethod>())
        {
            var calibrator = CalibratorFitter.Fit(method, rows);
            var back = JsonSerializer.Deserialize<Calibrator>(JsonSerializer.Serialize(calibrator, TabularJson.Options), TabularJson.Options)!;
            Assert.Equal(Applied(rows, calibrator).Outputs.ToArray(), Applied(rows, back).Outputs.ToArray());
            double[] corner = new double[classes], all = rows.Outputs.ToArray();
            corner[^1] = 1;
            calibrator.Apply(corner);
            Assert.Equal(1, corner.Sum(), 12);
            Assert.Equal(0, Allocated.Least(() =>
            {
                for (int row = 0; row < rows.Rows; row++) calibrator.Apply(all.AsSpan(row * classes, classes));
            }));
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
    public void A_distortion_of_a_kind_is_undone_by_the_map_of_that_kind()
    {
        // Labels follow p; the model says q with logit p = 2 ln q − 0.5 ln(1 − q) + 0.3, a beta map.
        var random = new SeededRandom(4);
        double[] q = new double[20_000];
        bool[] truth = new bool[q.Length];
        for (int i = 0; i < q.Length; i++)
        {
            q[i] = 0.02 + 0.96 * random.NextDouble();
            truth[i] = random.NextDouble() < 1 / (1 + Math.Exp(-(2 * Math.Log(q[i]) - 0.5 * Math.Log(1 - q[i]) + 0.3)));
        }
        var (a, b, c) = BetaCalibration.Fit(q, truth);
        Assert.Equal(2, a, 0.15);
        Assert.Equal(0.5, b, 0.1);
        Assert.Equal(0.3, c, 0.15);
    }

    [Fact]
    public void A_beta_map_never_falls_however_wrong_the_model()
    {
        var random = new SeededRandom(5);
        double[] p = new double[400];
        bool[] truth = new bool[400];
        for (int i = 0; i < p.Length; i++) (p[i], truth[i]) = (random.NextDouble(), false);
        for (int i = 0; i < p.Length; i++) truth[i] = random.NextDouble() > p[i]; // the opposite of what the model says
        var (a, b, c) = BetaCalibration.Fit(p, truth);
        Assert.Equal((0.0, 0.0), (a, b));
        double share = truth.Count(t => t) / 400.0;
        Assert.Equal(Math.Log(share / (1 - share)), c, 1e-4);
        var (steep, high, level) = BetaCalibration.Fit([0.1, 0.2, 0.8, 0.9], [false, false, true, true]); // p separates the classes
        Assert.True(double.IsFinite(steep + high + level));
    }

    [Fact]
    public void Classes_that_are_taken_for_each_other_are_set_right_by_a_matrix_alone()
    {
        // The model swaps half of the mass of classes 0 and 1: no map of single classes undoes that.
        var rows = Overconfident(2000, 3, sharpness: 1, seed: 6);
        double[] mixed = rows.Outputs.ToArray();
        for (int row = 0; row < rows.Rows; row++) (mixed[3 * row], mixed[3 * row + 1]) = (mixed[3 * row + 1], mixed[3 * row]);
        var swapped = ScoredRows.Classification(rows.Labels, 3, mixed);
        var choice = CalibratorFitter.Choose(swapped, 1);
        Assert.IsType<DirichletCalibrator>(choice.Calibrator);
        Assert.Equal(ProbabilityMetrics.LogLoss(rows), choice.LogLossAfter, 0.01); // that of the true probabilities
    }

    [Fact]
    public void A_stronger_penalty_brings_the_matrix_nearer_to_its_diagonal()
    {
        var rows = Overconfident(300, 4, 2, 7);
        double Off(double penalty)
        {
            var matrix = DirichletCalibration.Fit(rows, new(penalty, penalty)).Matrix;
            return Enumerable.Range(0, 16).Where(i => i % 5 != 0).Sum(i => matrix[i] * matrix[i]);
        }
        Assert.True(Off(0) > Off(0.1) && Off(0.1) > Off(10) && Off(1e6) < 1e-6);
    }

    [Theory, InlineData(2), InlineData(3)]
    public void Rows_of_weight_0_change_nothing_and_weight_2_is_the_row_twice(int classes)
    {
        var rows = Overconfident(120, classes, 2, 8);
        double[] weights = [.. Enumerable.Range(0, 120).Select(i => (double)(i % 3))];
        int[] twice = [.. Enumerable.Range(0, 120).SelectMany(i => Enumerable.Repeat(i, i % 3))];
        var weighted = ScoredRows.Classification(rows.Labels, classes, rows.Outputs, weights);
        // Platt's targets are drawn in by the number of rows, which repetition changes and weights do not.
        foreach (var method in Enum.GetValues<CalibrationMethod>().Except([CalibrationMethod.Platt, CalibrationMethod.PlattOfProbability]))
        {
            double[] one = Applied(rows, CalibratorFitter.Fit(method, weighted)).Outputs.ToArray(),
                other = Applied(rows, CalibratorFitter.Fit(method, rows.Take(twice))).Outputs.ToArray();
            for (int i = 0; i < one.Length; i++) Assert.Equal(other[i], one[i], 1e-5);
        }
    }

    [Fact]
    public void A_calibrated_model_survives_its_bytes_and_refuses_others()
    {
        double[] x = [.. Enumerable.Range(0, 120).Select(i => (double)(i * 7 % 120))];
        var rows = TrainingSet.Classification(x, [new("x")], Array.ConvertAll(x, v => v + (v * 13 % 60) > 90 ? 1 : 0), 2);
        var folds = Kolosal.Learning.Validation.Folds.KFold(120, 3, 1);
        var trainer = Trainers.Get("logistic_regression").Create(HyperParameters.Empty);
        foreach (var model in (CalibratedPredictor[])[CrossFittedCalibration.Ensemble(trainer, rows, folds, null, 1, default),
            CrossFittedCalibration.Single(trainer, rows, folds, CalibrationMethod.Beta, 1, default)])
        {
            using var stream = new MemoryStream();
            model.Write(new BinaryWriter(stream));
            byte[] bytes = stream.ToArray();
            var back = CalibratedPredictor.Read(new BinaryReader(new MemoryStream(bytes)));
            double[] a = new double[2], b = new double[2];
            foreach (double v in x)
            {
                model.Score([v], a);
                back.Score([v], b);
                Assert.Equal(a, b);
                Assert.Equal(1, a.Sum(), 12);
            }
            for (int length = 0; length < bytes.Length; length += 3)
            {
                var error = Record.Exception(() => CalibratedPredictor.Read(new BinaryReader(new MemoryStream(bytes, 0, length))));
                Assert.True(error is InvalidDataException or EndOfStreamException, $"{length} bytes: {error}");
            }
        }
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
