using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Import;

/// <summary>What an XGBoost objective makes of margins, and of its stored base score.</summary>
/// <remarks>
/// From XGBoost 1.7's objectives (ProbToMargin and PredTransform). base_score is stored on the scale of the answers and
/// becomes a margin when a model is loaded. Two answers are put in the platform's shape: a binary classifier gives the
/// probabilities of both classes, and multi:softmax gives class probabilities where XGBoost names the likeliest class.
/// </remarks>
internal sealed class XGBoostObjective
{
    private readonly Func<double, double> toMargin;

    private XGBoostObjective(string name, Link link, Func<double, double>? toMargin = null) =>
        (Name, Link, this.toMargin) = (name, link, toMargin ?? (score => score));

    /// <summary>XGBoost's name.</summary>
    public string Name { get; }

    /// <summary>Between margins and outputs.</summary>
    public Link Link { get; }

    /// <summary>Whether there is a score a class.</summary>
    public bool IsMulticlass => Link == Link.Softmax;

    /// <summary>The objective with a name.</summary>
    /// <exception cref="InvalidDataException">It is not known, so its answers would be guesses.</exception>
    public static XGBoostObjective Named(string name) => name switch
    {
        "reg:squarederror" or "reg:linear" or "reg:squaredlogerror" or "reg:pseudohubererror" or "reg:absoluteerror" or "reg:quantileerror"
            or "rank:pairwise" or "rank:ndcg" or "rank:map" or "binary:logitraw" => new(name, Link.Identity),
        "reg:logistic" => new(name, Link.Logit, LogOdds),
        "binary:logistic" => new(name, Link.BinaryLogit, LogOdds),
        "binary:hinge" => new(name, Link.Sign),
        "count:poisson" or "reg:gamma" or "reg:tweedie" or "survival:cox" or "survival:aft" => new(name, Link.Log, Math.Log),
        "multi:softprob" or "multi:softmax" => new(name, Link.Softmax),
        _ => throw new InvalidDataException($"The objective '{name}' is not known."),
    };

    /// <summary>A base score as a margin; float32 like XGBoost's.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public double Margin(double baseScore) => (float)toMargin(baseScore) is var margin && float.IsFinite(margin) ? margin
        : throw new InvalidDataException($"A base score of {baseScore} has no margin under '{Name}'.");

    private static double LogOdds(double probability) => probability is > 0 and < 1 ? -Math.Log(1 / probability - 1) : double.NaN;
}
