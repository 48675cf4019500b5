using Kolosal.Learning.Quantization;

namespace Kolosal.Experiments;

/// <summary>A trial of the full rung that may be a member of the delivered model.</summary>
/// <param name="Spec">What it tried.</param>
/// <param name="Score">In the metric's unit.</param>
/// <param name="FitSeconds">Mean time of one fit.</param>
/// <param name="HeldOut">Its outputs for the rows it was judged by, as <see cref="HeldOutOutputs"/> writes them; null when they are lost.</param>
/// <param name="PredictSecondsPerRow">Mean time to score a row, many at a time.</param>
public sealed record LibraryTrial(TrialSpec Spec, double Score, double FitSeconds, byte[]? HeldOut, double PredictSecondsPerRow = 0);

/// <summary>What the delivered model may be made of, and how long that may take.</summary>
/// <param name="Library">Trials of the full rung, the winner among them.</param>
/// <param name="AllowanceSeconds">Time for all of it; null for no limit, and then nothing depends on the clock.</param>
/// <param name="Threads">Threads at most; nothing depends on it but the time.</param>
/// <param name="Quick">Weights are chosen on fewer rows in fewer rounds, and no layer is tried unless it was asked for.</param>
/// <param name="Recorded">What a model that is made again was made of: nothing is chosen then, and no limit is looked at; null to choose.</param>
public sealed record DeliveryTerms(
    ImmutableArray<LibraryTrial> Library, double? AllowanceSeconds = null, int Threads = 1, bool Quick = false, RecordedEnsemble? Recorded = null)
{
    /// <summary>With less time than this for everything, the choice of weights is made quick. By the allowance as it is recorded, not by what is
    /// left of it, so that a model made again is the same.</summary>
    public const double QuickBelowSeconds = 5;

    /// <summary>The winner alone, without limits.</summary>
    public static DeliveryTerms Alone { get; } = new([]);
}

/// <summary>What a model was made of.</summary>
/// <param name="Members">Heaviest first; the same weights and numbers of models are made again.</param>
/// <param name="Stacked">Whether a stack layer took the place of the mean.</param>
/// <param name="Bagged">Whether members were means of fold models.</param>
public sealed record RecordedEnsemble(ImmutableArray<DeliveredMember> Members, bool Stacked, bool Bagged);

/// <summary>A part of the delivered model.</summary>
/// <param name="Trial">The trial it came from.</param>
/// <param name="Trainer">Its trainer.</param>
/// <param name="Weight">Its share; the shares sum to 1.</param>
/// <param name="Models">How many models it has: one fitted to all development rows, or one a fold.</param>
/// <param name="Precision">What its numbers were cut to, to keep a limit on inference; null where they are as they were learnt.</param>
public sealed record DeliveredMember(int Trial, string Trainer, double Weight, int Models, ScorerPrecision? Precision = null);
