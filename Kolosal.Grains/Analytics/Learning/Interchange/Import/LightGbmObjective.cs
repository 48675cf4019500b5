using System.Globalization;
using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Import;

/// <summary>What a LightGBM objective makes of raw scores.</summary>
/// <remarks>From LightGBM 4's objectives (ConvertOutput). Binary classifiers give the probabilities of both classes.</remarks>
/// <param name="Link">Between scores and outputs.</param>
/// <param name="Scale">What raw scores are multiplied by before the link.</param>
internal sealed record LightGbmObjective(Link Link, double Scale)
{
    /// <summary>The objective of a line of the model text, as in <c>binary sigmoid:1</c>.</summary>
    /// <exception cref="InvalidDataException">It is not known, so its answers would be guesses.</exception>
    public static LightGbmObjective Of(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [] ? new(Link.Identity, 1) : words[0] switch
        {
            "regression" when !words.Contains("sqrt") => new(Link.Identity, 1),
            "regression_l1" or "huber" or "fair" or "quantile" or "mape" or "lambdarank" or "rank_xendcg" or "custom" => new(Link.Identity, 1),
            "binary" => new(Link.BinaryLogit, Option(words, "sigmoid", 1)),
            "cross_entropy" => new(Link.Logit, 1),
            "multiclass" => new(Link.Softmax, 1),
            "poisson" or "gamma" or "tweedie" => new(Link.Log, 1),
            _ => throw new InvalidDataException($"The objective '{line}' is not read."),
        };
    }

    private static double Option(string[] words, string name, double fallback)
    {
        if (words.FirstOrDefault(word => word.StartsWith(name + ":", StringComparison.Ordinal)) is not { } word) return fallback;
        return double.TryParse(word.AsSpan(name.Length + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value) && value > 0 ? value : throw new InvalidDataException($"'{word}' gives no number above 0.");
    }
}
