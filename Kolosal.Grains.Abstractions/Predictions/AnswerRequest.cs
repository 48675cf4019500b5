namespace Kolosal.Predictions;

/// <summary>What a caller wants to be told, and how it is to be routed.</summary>
/// <param name="Parts">What each row's answer holds beside the prediction.</param>
/// <param name="Coverage">Share of rows whose truth intervals or sets hold, 0.5 to 0.999; null for the model's.</param>
/// <param name="RoutingKey">Requests of one key get one version while a canary runs; null: requests of the same rows do.</param>
/// <param name="TimeoutMilliseconds">What is not answered by then is given up with <c>predict.deadline</c> (504); null for no limit.</param>
[GenerateSerializer, Immutable, Alias("kolosal.answer-request")]
public sealed record AnswerRequest(
    AnswerParts Parts = AnswerParts.None, double? Coverage = null, string? RoutingKey = null, double? TimeoutMilliseconds = null);

/// <summary>Parts of a row's answer that cost something to make.</summary>
[Flags, GenerateSerializer, Alias("kolosal.answer-parts")]
public enum AnswerParts
{
    None = 0,

    /// <summary>An interval of a number, or a set of classes, of a promised coverage.</summary>
    Region = 1,

    /// <summary>How unlike the training rows the row is.</summary>
    OutOfDistribution = 2,

    /// <summary>The sources of uncertainty; of ensembles alone.</summary>
    UncertaintySources = 4,
}

/// <summary>Which way a request came to the version that answered it.</summary>
[GenerateSerializer, Alias("kolosal.served-arm")]
public enum ServedArm
{
    /// <summary>The version that was asked for: by number, by alias, or as the champion.</summary>
    Asked,

    /// <summary>The canary, in place of the champion.</summary>
    Canary,
}

/// <summary>What rows' answers hold beside the prediction; an array that nobody asked for, or that cannot be had, is empty.</summary>
/// <param name="Coverage">What intervals or sets promise, as asked for; null when there are none.</param>
/// <param name="Level">The level they were read off at, which an adaptive one moves away from the coverage; null when there are none.</param>
/// <param name="Lows">Per row the lower end of the interval; −∞ for none.</param>
/// <param name="Highs">Per row the upper end; +∞ for none.</param>
/// <param name="Members">Row-major rows × classes: whether the class is in the set.</param>
/// <param name="OutOfDistribution">Per row the score, 0 to 1.</param>
/// <param name="Aleatoric">Per row the part that lies in the data.</param>
/// <param name="Epistemic">Per row the part that lies in the model.</param>
/// <param name="Referred">Per row why a person looks at it; empty when the model has no rule.</param>
[GenerateSerializer, Immutable, Alias("kolosal.row-answers")]
public sealed record RowAnswers(
    double? Coverage, double? Level, double[] Lows, double[] Highs, bool[] Members, double[] OutOfDistribution, double[] Aleatoric,
    double[] Epistemic, Events.ReferralReasons[] Referred)
{
    public static readonly RowAnswers Nothing = new(null, null, [], [], [], [], [], [], []);
}

/// <summary>That a version is one to move away from.</summary>
/// <param name="Since">When it was deprecated.</param>
/// <param name="Sunset">When it stops answering; null when that is not announced.</param>
[GenerateSerializer, Immutable, Alias("kolosal.deprecation-notice")]
public sealed record DeprecationNotice(DateTimeOffset? Since, DateTimeOffset? Sunset);
