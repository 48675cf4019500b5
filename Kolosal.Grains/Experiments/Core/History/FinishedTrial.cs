using Kolosal.Learning;

namespace Kolosal.Experiments;

/// <summary>What the search knows of a trial that ended.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Trainer">Its trainer.</param>
/// <param name="Parameters">Its hyper-parameters, complete.</param>
/// <param name="Score">In the metric's unit; null when it failed.</param>
/// <param name="FitSeconds">Mean time of one fit; 0 when it failed.</param>
/// <param name="Rung">The rung it was scored on.</param>
/// <param name="ClimbedFrom">The trial whose candidate it took a rung higher; null for a new candidate.</param>
/// <param name="FoldScores">The metric on each fold; null where it has no score, or a fold defines none.</param>
/// <param name="Pruned">Whether it was given up between its folds, and has no score for that reason.</param>
public sealed record FinishedTrial(
    int Number, string Trainer, HyperParameters Parameters, double? Score, double FitSeconds, int Rung = 0, int? ClimbedFrom = null,
    ImmutableArray<double>? FoldScores = null, bool Pruned = false)
{
    /// <summary>What it tried.</summary>
    public TrialSpec Spec => new(Number, Trainer, Parameters, Rung, ClimbedFrom);
}

/// <summary>Which of the finished trials is ahead.</summary>
public static class TrialRanking
{
    /// <summary>The scored trials, best first. A trial on a higher rung has seen more and goes before all of lower ones. Equal scores are ordered by
    /// number, so the order is the same whoever finished first.</summary>
    public static IEnumerable<FinishedTrial> Rank(IEnumerable<FinishedTrial> trials, bool higherIsBetter) =>
        trials.Where(t => t.Score is not null).OrderByDescending(t => t.Rung)
            .ThenBy(t => higherIsBetter ? -t.Score!.Value : t.Score!.Value).ThenBy(t => t.Number);

    /// <summary>The winner, or null when no trial has a score.</summary>
    public static FinishedTrial? Best(IEnumerable<FinishedTrial> trials, bool higherIsBetter) =>
        trials is TrialHistory history ? history.Best(higherIsBetter) : Rank(trials, higherIsBetter).FirstOrDefault();

    /// <summary>Whether a scored trial is ahead of another: by its score, and by its number where the scores are equal.</summary>
    public static bool IsAhead(FinishedTrial trial, FinishedTrial other, bool higherIsBetter) => trial.Score == other.Score
        ? trial.Number < other.Number : higherIsBetter ? trial.Score > other.Score : trial.Score < other.Score;
}
