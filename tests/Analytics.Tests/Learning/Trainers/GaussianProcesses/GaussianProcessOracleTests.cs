using System.Globalization;
using System.Text.RegularExpressions;
using Kolosal.Testing;

namespace Kolosal.Learning.GaussianProcesses;

/// <summary>Every case of gaussian_process: a fixed covariance written as scikit-learn prints it, fixed noise, the target as it is.</summary>
public partial class GaussianProcessOracleTests
{
    private const string File = "models_other.json";

    public static TheoryData<string> Ids => OracleReading.Ids(File, "gaussian_process");

    [OracleTheory, MemberData(nameof(Ids))]
    public void Mean_deviation_and_likelihood(string id)
    {
        var @case = OracleReading.Case(File, id);
        double[][] x = @case.Matrix("X"), test = @case.Matrix("test");
        var options = new GaussianProcessOptions
        {
            Covariance = Parse(@case.Params.GetProperty("kernel").GetString()!),
            Noise = @case.Param("noise_variance"),
            Learn = false,
            NormalizeTarget = false
        };
        var rows = TrainingSet.Regression(@case.Vector("X"), [.. x[0].Select((_, c) => new FeatureInfo($"x{c}"))], @case.Vector("y"));
        var model = (GaussianProcessRegressor)new GaussianProcessTrainer(options).Fit(rows, 0, CancellationToken.None);
        @case.Near("mean", [.. test.Select(row => model.PredictLatent(row).Mean)]);
        @case.Near("std", [.. test.Select(row => model.PredictLatent(row).StandardDeviation)]);
        @case.Near("log_marginal_likelihood", model.LogMarginalLikelihood);
    }

    /// <summary>Sums of products of constants (a number squared is a variance), RBF, Matern, RationalQuadratic and WhiteKernel.</summary>
    private static Covariance Parse(string text) =>
        text.Split(" + ").Select(term => term.Split(" * ").Select(Factor).Aggregate((a, b) => a * b)).Aggregate((a, b) => a + b);

    private static Covariance Factor(string text)
    {
        if (Constant().Match(text) is { Success: true } constant)
            return new ConstantCovariance(constant.Groups[2].Success ? Square(Number(constant.Groups[1].Value)) : Number(constant.Groups[1].Value));
        var call = Call().Match(text);
        var arguments = Argument().Matches(call.Groups[2].Value)
            .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value.Trim('[', ']').Split(',').Select(Number).ToImmutableArray());
        return call.Groups[1].Value switch
        {
            "RBF" => new RbfCovariance(arguments["length_scale"]),
            "Matern" => new MaternCovariance(arguments["nu"][0], arguments["length_scale"]),
            "RationalQuadratic" => new RationalQuadraticCovariance(arguments["alpha"][0], arguments["length_scale"]),
            "WhiteKernel" => new WhiteCovariance(arguments["noise_level"][0]),
            var other => throw new InvalidDataException($"No covariance '{other}' in '{text}'."),
        };
    }

    /// <summary>The variance behind "1.14**2": scikit-learn prints its root to three
    /// digits, so it is the shortest decimal whose root rounds to them (1.3).</summary>
    private static double Square(double root)
    {
        double half = 0.5 * Math.Pow(10, Math.Floor(Math.Log10(root)) - 2);
        return Enumerable.Range(0, 8).Select(digits => Math.Round(root * root, digits)).First(v => v > 0 && Math.Abs(Math.Sqrt(v) - root) <= half);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*([\d.eE+-]+?)(\*\*2)?\s*$")]
    private static partial Regex Constant();

    [GeneratedRegex(@"^\s*(\w+)\((.*)\)\s*$")]
    private static partial Regex Call();

    [GeneratedRegex(@"(\w+)=(\[[^\]]*\]|[^,\s]+)")]
    private static partial Regex Argument();
}
