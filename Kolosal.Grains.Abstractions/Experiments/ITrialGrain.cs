using Kolosal.Datasets;

namespace Kolosal.Experiments;

/// <summary>One trial of a run; remembers its result. Key <c>workspace/run_…/n</c>.</summary>
[Alias("kolosal.experiments.ITrialGrain")]
public interface ITrialGrain : IGrainWithStringKey
{
    /// <summary>Runs the trial on the slot and keeps the result; once there is one, answers it and runs nothing.</summary>
    /// <returns>
    /// Refused with <see cref="SlotRefusals.Vanished"/> when the slot's process is gone: nothing has happened, another slot may be tried.
    /// A trial whose data or options cannot be fitted is a result, not a refusal.
    /// </returns>
    [Alias("Execute"), ResponseTimeout("12:00:00")]
    Task<Result<TrialResult>> ExecuteAsync(TrialWork work, string slot, CancellationToken cancel = default);
}

/// <summary>A trial to run.</summary>
/// <param name="Data">The dataset to learn from.</param>
/// <param name="Plan">The run's plan, a JSON document.</param>
/// <param name="Number">The trial's number.</param>
/// <param name="Trainer">Its trainer.</param>
/// <param name="Parameters">Its hyper-parameters, a JSON object.</param>
/// <param name="Rung">The rung of the plan's ladder that it is scored on.</param>
/// <param name="ClimbedFrom">The trial whose candidate it takes a rung higher; null for a new candidate.</param>
/// <param name="Run">The run: what is stored for it is never shared with another.</param>
/// <param name="Rival">What its folds are compared with as they come; null where it is not given up between them.</param>
[GenerateSerializer, Immutable, Alias("kolosal.trial-work")]
public sealed record TrialWork(DatasetContent Data, string Plan, int Number, string Trainer, string Parameters, int Rung = 0, int? ClimbedFrom = null,
    string Run = "", TrialRival? Rival = null);

/// <summary>The best complete trial that a trial's folds are compared with.</summary>
/// <param name="Trial">Its number.</param>
/// <param name="Folds">The metric on each fold.</param>
[GenerateSerializer, Immutable, Alias("kolosal.trial-rival")]
public sealed record TrialRival(int Trial, ImmutableArray<double> Folds);

/// <summary>How a trial ended: with a score or with a reason.</summary>
/// <param name="Outcome">Null when it failed or was pruned.</param>
/// <param name="Failure">Null when it has a score.</param>
/// <param name="Memory">Predicted and measured; null where nothing ran.</param>
/// <param name="Attempts">How often it was begun.</param>
/// <param name="HeldOut">What it said of the rows it was judged by; null where no ensemble is made of it.</param>
/// <param name="Pruned">Whether it was given up between its folds.</param>
[GenerateSerializer, Immutable, Alias("kolosal.trial-result")]
public sealed record TrialResult(TrialScore? Outcome, string? Failure, TrialMemory? Memory = null, int Attempts = 1, BlobRef? HeldOut = null,
    bool Pruned = false);

public static class TrialGrains
{
    public static ITrialGrain Trial(this IGrainFactory grains, ResourceKey run, int number) =>
        grains.GetGrain<ITrialGrain>(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{run}/{number}"));
}
