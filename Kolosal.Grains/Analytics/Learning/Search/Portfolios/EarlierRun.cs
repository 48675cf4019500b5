namespace Kolosal.Learning.Search;

/// <summary>A trial of an earlier run.</summary>
/// <param name="Trainer">Its trainer.</param>
/// <param name="Parameters">What it tried.</param>
/// <param name="Loss">Smaller is better, comparable within the run only; NaN when it failed.</param>
public sealed record EarlierTrial(string Trainer, HyperParameters Parameters, double Loss);

/// <summary>What is remembered of an earlier run for later ones.</summary>
/// <param name="Id">Which run.</param>
/// <param name="Shape">Of its table.</param>
/// <param name="Task">What it predicted; only runs of the same task are taken from.</param>
/// <param name="Trials">Its trials, or the best of them.</param>
public sealed record EarlierRun(string Id, DataShape Shape, LearningTask Task, ImmutableArray<EarlierTrial> Trials);
