using Kolosal.Learning.Bayes;
using Kolosal.Learning.Calibration;
using Kolosal.Learning.Metrics;
using Kolosal.Learning.Validation;
using Kolosal.Testing;

namespace Kolosal.Learning;

/// <summary>All cases of calibration.json; those of calibrated_cv on the product's own Gaussian naive Bayes.</summary>
public class CalibrationOracleTests
{
    private const string File = "calibration.json";

    public static TheoryData<string> PlattIds => OracleReading.Ids(File, "platt_scaling");

    public static TheoryData<string> IsotonicIds => OracleReading.Ids(File, "isotonic_calibration");

    public static TheoryData<string> TemperatureIds => OracleReading.Ids(File, "temperature_scaling");

    public static TheoryData<string> ErrorIds => OracleReading.Ids(File, "calibration_error_binary");

    public static TheoryData<string> BetaIds => OracleReading.Ids(File, "beta_calibration");

    public static TheoryData<string> CurveIds => OracleReading.Ids(File, "calibration_curve");

    public static TheoryData<string> CrossFittedIds => OracleReading.Ids(File, "calibrated_cv");

    public static TheoryData<string> RegressionIds => OracleReading.Ids("models_linear.json", "isotonic_regression");

    [OracleTheory, MemberData(nameof(PlattIds))]
    public void Platt(string id)
    {
        var @case = OracleReading.Case(File, id);
        var (a, b) = PlattScaling.Fit(@case.Vector("scores"), [.. @case.Integers("y").Select(y => y == 1)]);
        @case.Near("a", a);
        @case.Near("b", b);
        @case.Near("test", [.. @case.Vector("test_scores").Select(s => 1 / (1 + Math.Exp(a * s + b)))]);
    }

    [OracleTheory, MemberData(nameof(IsotonicIds))]
    public void Isotonic(string id)
    {
        var @case = OracleReading.Case(File, id);
        var curve = IsotonicRegression.Fit(@case.Vector("p"), @case.Vector("y"));
        @case.Near("x_thresholds", curve.X.AsSpan());
        @case.Near("y_thresholds", curve.Y.AsSpan());
        @case.Near("test", [.. @case.Vector("test_p").Select(curve.At)]);
        @case.Near("train", [.. @case.Vector("p").Select(curve.At)]);
    }

    [OracleTheory, MemberData(nameof(RegressionIds))]
    public void Isotonic_regression(string id)
    {
        var @case = OracleReading.Case("models_linear.json", id);
        var curve = IsotonicRegression.Fit(@case.Vector("x"), @case.Vector("y"));
        @case.Near("fitted", [.. @case.Vector("x").Select(curve.At)]);
    }

    [OracleTheory, MemberData(nameof(TemperatureIds))]
    public void Temperature(string id)
    {
        var @case = OracleReading.Case(File, id);
        int[] labels = @case.Integers("y");
        double[] logits = @case.Vector("logits");
        int classes = logits.Length / labels.Length;
        double temperature = TemperatureScaling.Fit(logits, labels);
        @case.Near("T", temperature);

        var before = ScoredRows.Classification(labels, classes, Softmax(logits, classes, 1));
        var after = ScoredRows.Classification(labels, classes, Softmax(logits, classes, temperature));
        @case.Near("nll_before", ProbabilityMetrics.LogLoss(before));
        @case.Near("nll_after", ProbabilityMetrics.LogLoss(after));
        @case.Near("first_rows_after", after.Outputs.Span[..(5 * classes)]);
        @case.Near("ece15_top_before", TopLabelError(before).Expected);
        @case.Near("mce15_top_before", TopLabelError(before).Maximum);
        @case.Near("ece15_top_after", TopLabelError(after).Expected);
        // Summed over both classes it is twice that of the second.
        int counted = classes == 2 ? 2 : 1;
        @case.Near("multiclass_brier_before", counted * ProbabilityMetrics.Brier(before));
        @case.Near("multiclass_brier_after", counted * ProbabilityMetrics.Brier(after));

        double[] applied = before.Outputs.ToArray();
        for (int row = 0; row < labels.Length; row++) new TemperatureCalibrator(temperature).Apply(applied.AsSpan(row * classes, classes));
        // A calibrator is given probabilities and takes those below 1e-12 for 1e-12, where the logits know better.
        for (int row = 0; row < labels.Length; row++)
            if (before.Probabilities(row).ToArray().Min() > 1e-12)
                for (int i = row * classes; i < (row + 1) * classes; i++) Assert.Equal(after.Outputs.Span[i], applied[i], 9);
    }

    [OracleTheory, MemberData(nameof(ErrorIds))]
    public void Calibration_error(string id)
    {
        var @case = OracleReading.Case(File, id);
        double[] both = [.. @case.Vector("p").SelectMany(p => new[] { 1 - p, p })];
        var rows = ScoredRows.Classification(@case.Integers("y"), 2, both);
        var (expected, maximum) = ProbabilityMetrics.CalibrationError(rows, (int)@case.Param("bins"));
        @case.Near("ece", expected);
        @case.Near("mce", maximum);
        @case.Near("brier", ProbabilityMetrics.Brier(rows));
        @case.Near("log_loss", ProbabilityMetrics.LogLoss(rows));
        var curve = CalibrationCurve.Of(@case.Vector("p"), rows.Are(1), (int)@case.Param("bins"));
        @case.Near("bins_index_count_conf_freq", [.. curve.SelectMany(b => new[] { b.Index, b.Weight, b.MeanPredicted, b.Observed })]);
    }

    [OracleTheory, MemberData(nameof(CurveIds))]
    public void Curve(string id)
    {
        var @case = OracleReading.Case(File, id);
        var kind = @case.Params.GetProperty("strategy").GetString() == "quantile" ? CalibrationBins.EqualMass : CalibrationBins.EqualWidth;
        var curve = CalibrationCurve.Of(@case.Vector("p"), [.. @case.Integers("y").Select(y => y == 1)], (int)@case.Param("bins"), kind);
        @case.Near("fraction_positive", [.. curve.Select(b => b.Observed)]);
        @case.Near("mean_predicted", [.. curve.Select(b => b.MeanPredicted)]);
    }

    [OracleTheory, MemberData(nameof(BetaIds))]
    public void Beta(string id)
    {
        var @case = OracleReading.Case(File, id);
        double[] p = @case.Vector("p");
        int[] y = @case.Integers("y");
        var (a, b, c) = BetaCalibration.Fit(p, [.. y.Select(l => l == 1)]);
        var map = new BetaCalibrator([a], [b], [c]);
        @case.Near("a", a);
        @case.Near("b", b);
        @case.Near("c", c);
        @case.Near("test", [.. @case.Vector("test_p").Select(v => Applied(map, v))]);
        double loss = -p.Zip(y, (v, l) => Math.Log(l == 1 ? Applied(map, v) : 1 - Applied(map, v))).Average();
        Assert.Equal(@case.Expected.GetProperty("mean_nll").GetDouble(), loss, 1e-7);
    }

    [OracleTheory, MemberData(nameof(CrossFittedIds))]
    public void Cross_fitted(string id)
    {
        var @case = OracleReading.Case(File, id);
        Assert.Equal("row index mod 3", @case.Params.GetProperty("folds").GetString());
        int[] labels = @case.Integers("y");
        double[] features = @case.Vector("X");
        int classes = labels.Max() + 1, columns = features.Length / labels.Length;
        var rows = TrainingSet.Classification(features, [.. Enumerable.Range(0, columns).Select(c => new FeatureInfo($"x{c}"))], labels, classes);
        var method = @case.Params.GetProperty("method").GetString() == "sigmoid" ? CalibrationMethod.PlattOfProbability : CalibrationMethod.Isotonic;
        var folds = Folds.Predefined([.. Enumerable.Range(0, labels.Length).Select(row => row % 3)]);
        var trainer = new GaussianNaiveBayesTrainer(new(1e-9));
        var model = @case.Params.GetProperty("ensemble").GetBoolean()
            ? CrossFittedCalibration.Ensemble(trainer, rows, folds, method, 1, default)
                : CrossFittedCalibration.Single(trainer, rows, folds, method, 1, default);
        double[] outputs = new double[labels.Length * classes];
        ((IPredictor)model).ScoreBatch(features, labels.Length, outputs);
        if (classes == 2) @case.Near("proba_positive", [.. outputs.Where((_, i) => i % 2 == 1)]);
        else @case.Near("proba", outputs);
    }

    /// <summary>Of two classes <see cref="ProbabilityMetrics.CalibrationError"/> judges
    /// the second, not the likelier: there the likelier one is put second.</summary>
    private static (double Expected, double Maximum) TopLabelError(ScoredRows rows)
    {
        if (rows.Classes > 2) return ProbabilityMetrics.CalibrationError(rows);
        double[] top = [.. rows.Outputs.ToArray().Chunk(2).Select(p => p.Max())];
        int[] right = [.. rows.Labels.ToArray().Select((label, row) => rows.Probabilities(row)[label] == top[row] ? 1 : 0)];
        return ProbabilityMetrics.CalibrationError(ScoredRows.Classification(right, 2, top.SelectMany(p => new[] { 1 - p, p }).ToArray()));
    }

    private static double Applied(Calibrator map, double p)
    {
        double[] both = [1 - p, p];
        map.Apply(both);
        return both[1];
    }

    private static double[] Softmax(double[] logits, int classes, double temperature)
    {
        double[] p = [.. logits.Select(z => z / temperature)];
        for (int row = 0; row < p.Length / classes; row++) Kolosal.Learning.Linear.LinearPredictor.Softmax(p.AsSpan(row * classes, classes));
        return p;
    }
}
