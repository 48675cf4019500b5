using System.Text.Json;
using Kolosal.Testing;

namespace Kolosal.Learning.Linear;

/// <summary>Left out: isotonic regression, which <see cref="CalibrationOracleTests"/> reads.</summary>
/// <remarks>Penalties are put over from the unit of the target and of the weights, in which scikit-learn takes
/// them, to ours: a target of standard deviation 1 (under a log link of mean 1) and weights of mean 1.</remarks>
public class LinearModelsOracleTests
{
    private const string File = "models_linear.json";

    public static TheoryData<string> RegressionIds =>
        OracleReading.Ids(File, "ols", "ridge", "lasso", "elastic_net", "huber", "bayesian_ridge", "poisson", "gamma", "tweedie_1_5");

    public static TheoryData<string> QuantileIds => OracleReading.Ids(File, "quantile_regression");

    public static TheoryData<string> LogisticIds => OracleReading.Ids(File, "logistic_regression");

    [OracleTheory, MemberData(nameof(RegressionIds))]
    public void Regression(string id)
    {
        var @case = OracleReading.Case(File, id);
        var model = Trainer(@case).Fit(Rows(@case), 0, CancellationToken.None);
        var linear = model as LinearPredictor ?? ((BayesianLinearPredictor)model).Mean;
        @case.Near("coef", linear.Coefficients);
        @case.Near("intercept", linear.Intercepts[0]);
        @case.Near("test", LinearRows.Score(model, @case.Vector("test")));
    }

    [OracleTheory, MemberData(nameof(LogisticIds))]
    public void Logistic_and_softmax(string id)
    {
        var @case = OracleReading.Case(File, id);
        int[] y = @case.Integers("y");
        var rows = TrainingSet.Classification(@case.Vector("X"), LinearRows.Columns(@case.Matrix("X")[0].Length), y, y.Max() + 1, Weights(@case));
        var balanced = @case.Params.TryGetProperty("class_weight", out _) ? ClassWeighting.Balanced : ClassWeighting.None;
        double l1 = @case.Params.GetProperty("penalty").GetString() switch { "l1" => 1, "l2" => 0, _ => @case.Param("l1_ratio") };
        var model = (LinearPredictor)new LogisticTrainer(new LogisticOptions(@case.Param("C") * MeanWeight(@case), balanced, L1Ratio: l1))
            .Fit(rows, 0, CancellationToken.None);
        double[] test = LinearRows.Score(model, @case.Vector("test"));
        if (model.Outputs == 2)
        {
            @case.Near("coef", model.Coefficients);
            @case.Near("intercept", model.Intercepts[0]);
            @case.Near("test", [.. test.Where((_, i) => i % 2 == 1)]);
        }
        else @case.Near("test", test);
    }

    /// <summary>The optimum need not be unique, so its loss is compared; where the coefficients agree as well, so do the scores.</summary>
    [OracleTheory, MemberData(nameof(QuantileIds))]
    public void Quantile(string id)
    {
        var @case = OracleReading.Case(File, id);
        double quantile = @case.Param("quantile"), alpha = @case.Param("alpha");
        var rows = Rows(@case);
        var model = (LinearPredictor)new QuantileTrainer(new QuantileOptions(quantile, alpha)).Fit(rows, 0, CancellationToken.None);
        double[] coefficients = @case.Expect("coef");
        var theirs = new LinearPredictor(LinearLink.Identity, rows.Columns.Length, coefficients, @case.Expect("intercept"));
        double ours = LinearRows.Pinball(model, rows, quantile, alpha), peer = LinearRows.Pinball(theirs, rows, quantile, alpha);
        Assert.True(ours <= peer + 1e-9 * Math.Abs(peer), $"pinball loss {ours}, peer {peer}");
        @case.Near("coef", model.Coefficients);
        @case.Near("intercept", model.Intercepts[0]);
        @case.Near("test", LinearRows.Score(model, @case.Vector("test")));
    }

    private static ITrainer Trainer(OracleCase @case)
    {
        var (mean, deviation) = LinearRows.TargetMoments(Rows(@case));
        double power = Optional(@case, "power", 1.5);
        return @case.Function switch
        {
            "ols" => new LinearRegressionTrainer(),
            "ridge" => new RidgeTrainer(new RidgeOptions(@case.Param("alpha") / MeanWeight(@case))),
            "lasso" => new LassoTrainer(new LassoOptions(@case.Param("alpha") / deviation)),
            "elastic_net" => new ElasticNetTrainer(LinearRows.InDeviations(@case.Param("alpha"), @case.Param("l1_ratio"), deviation)),
            "huber" => new HuberTrainer(new HuberOptions(@case.Param("epsilon"), @case.Param("alpha") * deviation / MeanWeight(@case))),
            "bayesian_ridge" => new BayesianRidgeTrainer(
                new BayesianRidgeOptions(NoiseRate: 1e-6 / (deviation * deviation), WeightRate: 1e-6 / (deviation * deviation))),
            "poisson" => new PoissonTrainer(@case.Param("alpha") / mean),
            "gamma" => new GammaTrainer(@case.Param("alpha")),
            "tweedie_1_5" => new TweedieTrainer(new TweedieOptions(power, @case.Param("alpha") / Math.Pow(mean, 2 - power))),
            _ => throw new ArgumentException($"No trainer for '{@case.Function}'."),
        };
    }

    private static double MeanWeight(OracleCase @case) => @case.Has("sample_weight") ? @case.Vector("sample_weight").Where(w => w > 0).Average() : 1;

    private static TrainingSet Rows(OracleCase @case) =>
        TrainingSet.Regression(@case.Vector("X"), LinearRows.Columns(@case.Matrix("X")[0].Length), @case.Vector("y"), Weights(@case));

    private static ReadOnlyMemory<double> Weights(OracleCase @case) => @case.Has("sample_weight") ? @case.Vector("sample_weight") : default;

    private static double Optional(OracleCase @case, string name, double fallback) =>
        @case.Params.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : fallback;
}
