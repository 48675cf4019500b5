using System.Text.Json;
using Kolosal.Learning.Linear;
using Kolosal.Testing;

namespace Kolosal.Learning.Bayes;

/// <summary>Every naive Bayes case of scikit-learn: the tables learnt and the probabilities.</summary>
public class NaiveBayesOracleTests
{
    private const string File = "models_other.json";

    public static TheoryData<string> Ids => OracleReading.Ids(File, "gaussian_nb", "multinomial_nb", "complement_nb", "bernoulli_nb");

    [OracleTheory, MemberData(nameof(Ids))]
    public void Tables_and_probabilities_match(string id)
    {
        var @case = OracleReading.Case(File, id);
        int[] y = @case.Integers("y");
        int columns = @case.Matrix("X")[0].Length;
        var rows = TrainingSet.Classification(@case.Vector("X"), [.. Enumerable.Range(0, columns).Select(c => new FeatureInfo($"x{c}"))], y,
            y.Max() + 1,
            @case.Has("sample_weight") ? @case.Vector("sample_weight") : default);
        double alpha = Number(@case, "alpha", 1);
        var prior = @case.Params.TryGetProperty("fit_prior", out var fit) && fit.ValueKind == JsonValueKind.False ? ClassPrior.Uniform
            : @case.Params.TryGetProperty("class_prior", out var given) && given.ValueKind == JsonValueKind.Array
                ? ClassPrior.Of([.. OracleCase.Numbers(given)])
                : ClassPrior.Learnt;
        ITrainer trainer = @case.Function switch
        {
            "gaussian_nb" => new GaussianNaiveBayesTrainer(new(Number(@case, "var_smoothing", 1e-9)) { Prior = prior }),
            "multinomial_nb" => new MultinomialNaiveBayesTrainer(new(alpha) { Prior = prior }),
            "complement_nb" => new ComplementNaiveBayesTrainer(new(alpha, @case.Params.TryGetProperty("norm", out var norm) && norm.GetBoolean())),
            _ => new BernoulliNaiveBayesTrainer(new(alpha, Number(@case, "binarize", 0)) { Prior = prior }),
        };
        var model = trainer.Fit(rows, 0, CancellationToken.None);
        switch (model)
        {
            case GaussianNaiveBayesPredictor gaussian:
                @case.Near("theta", gaussian.Means);
                @case.Near("var", gaussian.Variances);
                break;
            case LinearPredictor linear:
                @case.Near("feature_log_prob", linear.Coefficients);
                break;
            case BernoulliPredictor bernoulli:
                @case.Near("feature_log_prob", [.. Enumerable.Range(0, model.Outputs * columns)
                    .Select(at => Math.Log(bernoulli.Presence(at / columns, at % columns)))]);
                break;
        }
        double[] test = @case.Vector("test"), proba = new double[test.Length / columns * model.Outputs];
        model.ScoreBatch(test, test.Length / columns, proba);
        @case.Near("proba", proba);
    }

    private static double Number(OracleCase @case, string name, double fallback) =>
        @case.Params.TryGetProperty(name, out var value) ? value.GetDouble() : fallback;
}
