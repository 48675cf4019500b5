using Kolosal.Learning.Anomaly;

namespace Kolosal.Learning.Kernels;

/// <summary>Every case of svc, svr and one_class_svm. The solver's tolerance is far below
/// the default, so that what is compared is the optimum.</summary>
public class SupportVectorOracleTests
{
    private const string File = "models_other.json";
    private const double Tolerance = 1e-6;

    public static TheoryData<string> ClassIds => OracleReading.Ids(File, "svc");

    public static TheoryData<string> NumberIds => OracleReading.Ids(File, "svr");

    public static TheoryData<string> OneClassIds => OracleReading.Ids(File, "one_class_svm");

    [OracleTheory, MemberData(nameof(ClassIds))]
    public void Classification(string id)
    {
        var @case = OracleReading.Case(File, id);
        int[] y = @case.Integers("y");
        var options = new SupportVectorOptions(KernelOf(@case), @case.Param("C"), Tolerance: Tolerance);
        var rows = TrainingSet.Classification(@case.Vector("X"), Columns(@case), y, y.Max() + 1);
        var model = (SupportVectorClassifier)new SupportVectorTrainer(options).Fit(rows, 0, CancellationToken.None);
        @case.Near("decision", [.. @case.Matrix("test").Select(row => Decision(model, row))]);
        Assert.Equal(@case.Expect("n_support"), model.SupportCounts.Select(n => (double)n));
        @case.Near("intercept", model.Intercepts);

        // Σ αᵢ − ½ Σ Σ αᵢ αⱼ yᵢ yⱼ k(xᵢ, xⱼ), from the model's own αᵢ yᵢ.
        double[] signed = model.Coefficients.ToArray();
        double objective = signed.Sum(Math.Abs);
        for (int i = 0; i < signed.Length; i++)
            objective -= 0.5 * signed[i] * (Decision(model, model.SupportVector(i).ToArray()) - model.Intercepts[0]);
        @case.Near("dual_objective", objective);
    }

    [OracleTheory, MemberData(nameof(NumberIds))]
    public void Regression(string id)
    {
        var @case = OracleReading.Case(File, id);
        var options = new SupportVectorOptions(KernelOf(@case), @case.Param("C"), @case.Param("epsilon"), ScaleTarget: false, Tolerance: Tolerance);
        var model = new SupportVectorTrainer(options).Fit(
            TrainingSet.Regression(@case.Vector("X"), Columns(@case), @case.Vector("y")), 0, CancellationToken.None);
        double[] tests = @case.Vector("test"), scores = new double[tests.Length / model.Inputs];
        model.ScoreBatch(tests, scores.Length, scores);
        @case.Near("pred", scores);
    }

    [OracleTheory, MemberData(nameof(OneClassIds))]
    public void One_class(string id)
    {
        var @case = OracleReading.Case(File, id);
        var rows = new FeatureRows(@case.Vector("X"), Columns(@case), @case.Matrix("X").Length);
        var model = new OneClassTrainer(new OneClassOptions(KernelOf(@case), @case.Param("nu"), Tolerance)).Fit(rows, 0, CancellationToken.None);
        @case.Near("decision", [.. @case.Matrix("test").Select(row => -model.Score(row))]);
    }

    private static double Decision(SupportVectorClassifier model, double[] row)
    {
        double[] decision = new double[1];
        model.Decisions(row, decision);
        return decision[0];
    }

    private static KernelOptions KernelOf(Testing.OracleCase @case)
    {
        var given = @case.Params;
        var kind = given.GetProperty("kernel").GetString()
            switch
        {
            "linear" => KernelKind.Linear,
            "poly" => KernelKind.Polynomial,
            "sigmoid" => KernelKind.Sigmoid,
            "rbf" => KernelKind.Rbf,
            var other => throw new InvalidDataException(other)
        };
        var (rule, gamma) = !given.TryGetProperty("gamma", out var value) ? (GammaRule.Scale, 1)
            : value.ValueKind == System.Text.Json.JsonValueKind.Number
                ? (GammaRule.Value, value.GetDouble())
                : (value.GetString() == "auto" ? GammaRule.Auto : GammaRule.Scale, 1);
        return new KernelOptions(kind, rule, gamma, given.TryGetProperty("coef0", out var offset) ? offset.GetDouble() : 0,
            given.TryGetProperty("degree", out var degree) ? degree.GetInt32() : 3);
    }

    private static ImmutableArray<FeatureInfo> Columns(Testing.OracleCase @case) =>
        [.. Enumerable.Range(0, @case.Matrix("X")[0].Length).Select(c => new FeatureInfo($"x{c}"))];
}
