using Kolosal.Learning.Linear;

namespace Kolosal.Learning;

/// <summary>Left out: lasso, elastic net, Huber, Bayesian ridge, quantile, Poisson, gamma, Tweedie, the L1 penalty of logistic regression and isotonic regression, whose trainers are not built yet.</summary>
public class LinearModelsOracleTests
{
    private const string File = "models_linear.json";

    public static TheoryData<string> RidgeIds => OracleReading.Ids(File, "ols", "ridge");

    public static TheoryData<string> LogisticIds => OracleReading.Ids(File, c => c.Params.GetProperty("penalty").GetString() == "l2", "logistic_regression");

    [OracleTheory, MemberData(nameof(RidgeIds))]
    public void Ridge_and_least_squares(string id)
    {
        var @case = OracleReading.Case(File, id);
        double alpha = @case.Function == "ols" ? 0 : @case.Param("alpha");
        double[][] x = @case.Matrix("X");
        var rows = TrainingSet.Regression(@case.Vector("X"), Columns(x[0].Length), @case.Vector("y"), @case.Has("sample_weight") ? @case.Vector("sample_weight") : default);
        var model = (LinearPredictor)new RidgeTrainer(new RidgeOptions(alpha)).Fit(rows, 0, CancellationToken.None);
        @case.Near("coef", model.Coefficients);
        @case.Near("intercept", model.Intercepts[0]);
        @case.Near("test", Score(model, @case.Vector("test")));
    }

    [OracleTheory, MemberData(nameof(LogisticIds))]
    public void Logistic_and_softmax(string id)
    {
        var @case = OracleReading.Case(File, id);
        double[][] x = @case.Matrix("X");
        int[] y = @case.Integers("y");
        var rows = TrainingSet.Classification(@case.Vector("X"), Columns(x[0].Length), y, y.Max() + 1);
        bool balanced = @case.Params.TryGetProperty("class_weight", out _);
        var model = (LinearPredictor)new LogisticTrainer(new LogisticOptions(@case.Param("C"), balanced ? ClassWeighting.Balanced : ClassWeighting.None)).Fit(rows, 0, CancellationToken.None);
        double[] test = Score(model, @case.Vector("test"));
        if (model.Outputs == 2)
        {
            @case.Near("coef", model.Coefficients);
            @case.Near("intercept", model.Intercepts[0]);
            @case.Near("test", [.. test.Where((_, i) => i % 2 == 1)]);
        }
        else @case.Near("test", test);
    }

    private static ImmutableArray<FeatureInfo> Columns(int count) => [.. Enumerable.Range(0, count).Select(c => new FeatureInfo($"x{c}"))];

    private static double[] Score(IPredictor model, double[] rows)
    {
        int count = rows.Length / model.Inputs;
        double[] outputs = new double[count * model.Outputs];
        model.ScoreBatch(rows, count, outputs);
        return outputs;
    }
}
