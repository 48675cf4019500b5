using Kolosal.Learning.Anomaly;

namespace Kolosal.Learning.Kernels;

/// <summary>Decisions of scikit-learn 1.2.1 (LIBSVM, tol = 1e-9) on 36 rows made by a formula, to 1e-5.</summary>
public class SupportVectorPeerTests
{
    private const double Precision = 1e-5;
    private static readonly KernelOptions Half = new(KernelKind.Rbf, GammaRule.Value, 0.5);

    [Fact]
    public void Nu_classification() => Near([0.153763263, -0.384100865, 1.07617265],
        Decisions(new NuSupportVectorTrainer(new(Half, 0.4, Tolerance: 1e-8)).Fit(PeerRows.Binary(), 0, default)));

    [Fact]
    public void Nu_regression() => Near([0.0605835914, -0.438569973, 1.68145775],
        Values(new NuSupportVectorTrainer(new(Half, 0.4, 2, ScaleTarget: false, Tolerance: 1e-8)).Fit(PeerRows.Numbers(), 0, default)));

    [Fact]
    public void Classification_with_weights() => Near([-0.0525569995, -0.870785903, 1.13205308],
        Decisions(new SupportVectorTrainer(new(Half, 1.5 * PeerRows.MeanWeight, Tolerance: 1e-8))
            .Fit(PeerRows.Binary(PeerRows.Weights), 0, default)));

    [Fact]
    public void Regression_with_weights() => Near([0.0459894245, -0.43593548, 1.58041926],
        Values(new SupportVectorTrainer(new(null, 1.5 * PeerRows.MeanWeight, 0.2, ScaleTarget: false, Tolerance: 1e-8))
            .Fit(PeerRows.Numbers(PeerRows.Weights), 0, default)));

    [Fact]
    public void Three_classes_in_pairs_balanced_under_a_polynomial()
    {
        // The peer's sign speaks for the earlier class of a pair, ours for the later one.
        var options = new SupportVectorOptions(new(KernelKind.Polynomial, GammaRule.Value, 0.5, 1, 2), 1.5, Weighting: ClassWeighting.Balanced,
            Tolerance: 1e-8);
        Near([1.22995133, 0.73294737, -0.180809561, -0.85557418, -1.34908957, -0.823177635, 1.18589367, 2.37112259, 0.904482011],
            Decisions(new SupportVectorTrainer(options).Fit(PeerRows.Three(), 0, default)));
    }

    [Fact]
    public void One_class_with_weights()
    {
        var model = new OneClassTrainer(new(new(GammaRule: GammaRule.Auto), 0.3, 1e-8))
            .Fit(new FeatureRows(PeerRows.X, PeerRows.Columns, PeerRows.Count, PeerRows.Weights), 0, default);
        Near([-0.569526381, 0.0756911605, 0.225588711], [.. PeerRows.Tests.Select(row => -PeerRows.MeanWeight * model.Score(row))]);
    }

    private static double[] Decisions(IPredictor model)
    {
        var machines = (SupportVectorClassifier)model;
        return [.. PeerRows.Tests.SelectMany(row =>
        {
            double[] decisions = new double[machines.Intercepts.Length];
            machines.Decisions(row, decisions);
            return decisions;
        })];
    }

    private static double[] Values(IPredictor model) => [.. PeerRows.Tests.Select(row =>
    {
        double[] value = new double[1];
        model.Score(row, value);
        return value[0];
    })];

    private static void Near(double[] expected, double[] got)
    {
        Assert.Equal(expected.Length, got.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], got[i], Precision);
    }
}

/// <summary>Rows made by a formula, so that a peer can be given the same.</summary>
internal static class PeerRows
{
    // The peer takes weights as they are: its C is for a row of weight 1, ours for one of the mean weight. Its one-class decisions grow with them.
    public const double MeanWeight = 1.25;
    public const int Count = 36;
    public static readonly double[] X = [.. Enumerable.Range(0, 2 * Count).Select(k => 2 * Math.Sin(1 + 3.7 * (k / 2) + 1.3 * (k % 2)))];
    public static readonly double[] Weights = [.. Enumerable.Range(0, Count).Select(i => 0.5 + i % 4 * 0.5)];
    public static readonly double[][] Tests = [[0.3, -0.4], [-1.2, 0.9], [1.5, 1.1]];
    public static readonly ImmutableArray<FeatureInfo> Columns = [new("x0"), new("x1")];

    public static TrainingSet Binary(double[]? weights = null) =>
        TrainingSet.Classification(X, Columns, Enumerable.Range(0, Count)
            .Select(i => X[2 * i] + 0.6 * X[2 * i + 1] + 1.2 * Math.Cos(5.0 * i) > 0 ? 1 : 0).ToArray(), 2, weights);

    public static TrainingSet Three() => TrainingSet.Classification(
        X, Columns, Enumerable.Range(0, Count).Select(i => X[2 * i] + 0.8 * Math.Cos(5.0 * i)).Select(s => s < -0.7 ? 0 : s < 0.9 ? 1 : 2).ToArray(),
        3);

    public static TrainingSet Numbers(double[]? weights = null) =>
        TrainingSet.Regression(X, Columns, Enumerable.Range(0, Count).Select(i => Math.Sin(X[2 * i]) + 0.5 * X[2 * i + 1] + 0.3 * Math.Cos(5.0 * i))
            .ToArray(), weights);
}
