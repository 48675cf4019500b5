using System.Text.Json.Serialization;

namespace Kolosal.Experiments;

/// <summary>How a trial ended.</summary>
[GenerateSerializer, Alias("kolosal.trial-status")]
public enum TrialStatus
{
    Running,
    Scored,
    Failed,

    /// <summary>Given up between its folds, which say that it is worse than the best.</summary>
    Pruned,
}

/// <summary>One trial: one trainer with one choice of hyper-parameters.</summary>
/// <param name="Number">From 0, in the order of suggestion.</param>
/// <param name="Trainer">Name in the trainer catalogue.</param>
/// <param name="Parameters">The hyper-parameters, a JSON object.</param>
/// <param name="Status">Whether it has a score.</param>
/// <param name="Outcome">The score and its costs; null while running and after a failure.</param>
/// <param name="Failure">Why there is no score; null unless failed or pruned.</param>
/// <param name="Memory">What it was predicted to need and what was measured; null while running, and where nothing ran.</param>
/// <param name="Attempts">How often it was begun; more than once when its process went away before it ended.</param>
/// <param name="Rung">How much it saw: 0 for the least of the run's ladder.</param>
/// <param name="ClimbedFrom">The trial whose candidate it took a rung higher; null for a new candidate.</param>
[GenerateSerializer, Immutable, Alias("kolosal.trial-report")]
public sealed record TrialReport(
    int Number, string Trainer, [property: JsonConverter(typeof(JsonTextConverter))] string Parameters, TrialStatus Status, TrialScore? Outcome,
        string? Failure, TrialMemory? Memory = null, int Attempts = 1, int Rung = 0, int? ClimbedFrom = null);

/// <summary>A trial's memory: the prediction by which it was admitted, and how far that was off.</summary>
/// <param name="PredictedBytes">What it was predicted to hold at its peak.</param>
/// <param name="AllocatedBytes">Everything its thread allocated, whether it lived at the same time or not; null where it did not run.</param>
/// <param name="PeakBytes">How much the managed heap grew while it ran, garbage not yet collected included; null where other training ran
/// beside it, whose part cannot be told apart.</param>
[GenerateSerializer, Immutable, Alias("kolosal.trial-memory")]
public sealed record TrialMemory(long PredictedBytes, long? AllocatedBytes, long? PeakBytes)
{
    /// <summary>Predicted over measured peak, less 1: 0.5 is half too much, −0.5 half too little; null where no peak was measured.</summary>
    public double? PredictionError => PeakBytes is > 0 ? (double)PredictedBytes / PeakBytes.Value - 1 : null;
}

/// <summary>What a trial reached, and what it costs.</summary>
/// <param name="Score">Mean of the folds, or the score of the validation part, in the metric's own unit.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="FitMilliseconds">Mean time of one fit, preprocessing included.</param>
/// <param name="PredictMicrosecondsPerRow">Mean time to score one validation row, preprocessing included.</param>
/// <param name="PackageBytes">Size of the last fold's fitted model: an estimate of the package's.</param>
/// <param name="FoldScores">The metric on each fold; null where a fold defines none, and in trials of old.</param>
[GenerateSerializer, Immutable, Alias("kolosal.trial-score")]
public sealed record TrialScore(double Score, double Low, double High, double FitMilliseconds, double PredictMicrosecondsPerRow, long PackageBytes,
    ImmutableArray<double>? FoldScores = null);

/// <summary>The scored trials of a run.</summary>
/// <param name="Metric">What they are ordered by.</param>
/// <param name="HigherIsBetter">The metric's direction.</param>
/// <param name="Entries">Best first.</param>
[GenerateSerializer, Immutable, Alias("kolosal.leaderboard")]
public sealed record Leaderboard(string Metric, bool HigherIsBetter, ImmutableArray<LeaderboardEntry> Entries);

/// <summary>A place on the leaderboard.</summary>
/// <param name="Rank">From 1.</param>
/// <param name="Trial">The trial's number.</param>
/// <param name="Trainer">Its trainer.</param>
/// <param name="Parameters">Its hyper-parameters, a JSON object.</param>
/// <param name="Outcome">Score and costs.</param>
/// <param name="Rung">How much it saw; trials that saw more stand before those that saw less.</param>
[GenerateSerializer, Immutable, Alias("kolosal.leaderboard-entry")]
public sealed record LeaderboardEntry(
    int Rank, int Trial, string Trainer, [property: JsonConverter(typeof(JsonTextConverter))] string Parameters, TrialScore Outcome,
    int Rung = 0);
