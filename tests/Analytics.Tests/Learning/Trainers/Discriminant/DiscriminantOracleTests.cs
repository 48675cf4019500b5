using System.Text.Json;
using Kolosal.Learning.Bayes;
using Kolosal.Learning.Linear;
using Kolosal.Testing;

namespace Kolosal.Learning.Discriminant;

/// <summary>Every case of linear and quadratic discriminants: coefficients where given, and probabilities.</summary>
public class DiscriminantOracleTests
{
    private const string File = "models_other.json";

    public static TheoryData<string> Ids => OracleReading.Ids(File, "lda", "qda");

    [OracleTheory, MemberData(nameof(Ids))]
    public void Coefficients_and_probabilities_match(string id)
    {
        var @case = OracleReading.Case(File, id);
        int[] y = @case.Integers("y");
        int columns = @case.Matrix("X")[0].Length;
        var rows = TrainingSet.Classification(@case.Vector("X"), [.. Enumerable.Range(0, columns).Select(c => new FeatureInfo($"x{c}"))], y,
            y.Max() + 1,
            @case.Has("sample_weight") ? @case.Vector("sample_weight") : default);
        var prior = @case.Params.TryGetProperty("priors", out var given) && given.ValueKind == JsonValueKind.Array
            ? ClassPrior.Of([.. OracleCase.Numbers(given)])
            : ClassPrior.Learnt;
        ITrainer trainer = @case.Function == "qda" ? new QuadraticDiscriminantTrainer(new(@case.Param("reg_param")) { Prior = prior })
            : new LinearDiscriminantTrainer(Options(@case) with { Prior = prior });
        var model = trainer.Fit(rows, 0, CancellationToken.None);
        if (@case.Expected.TryGetProperty("coef", out _))
        {
            @case.Near("coef", ((LinearPredictor)model).Coefficients);
            @case.Near("intercept", ((LinearPredictor)model).Intercepts);
        }
        double[] test = @case.Vector("test"), proba = new double[test.Length / columns * model.Outputs];
        model.ScoreBatch(test, test.Length / columns, proba);
        @case.Near("proba", proba);
    }

    private static LinearDiscriminantOptions Options(OracleCase @case)
    {
        bool least = @case.Params.TryGetProperty("solver", out var solver) && solver.GetString() is "lsqr" or "eigen";
        if (!@case.Params.TryGetProperty("shrinkage", out var shrinkage) || shrinkage.ValueKind == JsonValueKind.Null)
            return new(least ? CovarianceEstimate.MaximumLikelihood : CovarianceEstimate.Unbiased);
        return shrinkage.ValueKind == JsonValueKind.String
            ? new(CovarianceEstimate.LedoitWolf)
            : new(CovarianceEstimate.Shrunk, shrinkage.GetDouble());
    }
}
