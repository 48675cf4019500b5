using Kolosal.Access;

namespace Kolosal.Experiments;

/// <summary>A place on one silo's training pool. Key <c>system/slot_process_i</c>; lives in the process it is named after and nowhere else.</summary>
[Alias("kolosal.experiments.ITrainingSlotGrain")]
public interface ITrainingSlotGrain : IGrainWithStringKey
{
    /// <summary>Called by its own process before it offers the slot. Elsewhere it throws.</summary>
    [Alias("Open"), HostOnly]
    Task OpenAsync();

    /// <summary>Cross-validates a trial; whatever that throws is its result.</summary>
    /// <returns>Refused with <see cref="SlotRefusals.Vanished"/> when this is not the process the slot belongs to.</returns>
    [Alias("RunTrial"), ResponseTimeout("12:00:00")]
    Task<Result<TrialResult>> RunTrialAsync(TrialWork work, CancellationToken cancel = default);

    /// <summary>Makes a model of a run's best trials, fitted on everything but the test part, evaluates it there, and stores the package.</summary>
    /// <returns>Refused when the slot is gone, when the dataset's content is, or with whatever the fitting threw.</returns>
    [Alias("Deliver"), ResponseTimeout("12:00:00")]
    Task<Result<RefitResult>> DeliverAsync(DeliveryWork work, CancellationToken cancel = default);

    /// <summary>Makes a model again and compares its package with a stored one; nothing is stored.</summary>
    /// <param name="work">The delivery, as the run did it.</param>
    /// <param name="expected">The package that it made then.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Refused as a delivery is.</returns>
    [Alias("Replay"), ResponseTimeout("12:00:00")]
    Task<Result<ReplayedFit>> ReplayAsync(DeliveryWork work, BlobRef expected, CancellationToken cancel = default);
}

/// <summary>A model to make.</summary>
/// <param name="Winner">The trial that won.</param>
/// <param name="Library">Trials that may be part of it, the winner among them; empty for the winner alone.</param>
/// <param name="AllowanceSeconds">Time for all of it; null for no limit.</param>
/// <param name="Threads">Threads that the run has leased for it in the slot's process; nothing but the time depends on it.</param>
/// <param name="Recorded">What a model that is made again was made of; null to choose.</param>
/// <param name="Stacked">Whether a stack layer took the place of the mean then.</param>
/// <param name="Bagged">Whether its members were means of fold models then.</param>
[GenerateSerializer, Immutable, Alias("kolosal.delivery-work")]
public sealed record DeliveryWork(TrialWork Winner, ImmutableArray<LibraryEntry> Library, double? AllowanceSeconds, int Threads,
    ImmutableArray<ModelMember>? Recorded = null, bool Stacked = false, bool Bagged = false);

/// <summary>A trial that may be part of a model.</summary>
/// <param name="Number">The trial.</param>
/// <param name="Trainer">Its trainer.</param>
/// <param name="Parameters">Its hyper-parameters, a JSON object.</param>
/// <param name="Rung">The rung it was scored on.</param>
/// <param name="Score">Its score.</param>
/// <param name="FitSeconds">Mean time of one fit.</param>
/// <param name="HeldOut">What it said of the rows it was judged by; null when that is gone, and then it is made again.</param>
/// <param name="PredictMicrosecondsPerRow">Mean time to score a row, many at a time.</param>
[GenerateSerializer, Immutable, Alias("kolosal.library-entry")]
public sealed record LibraryEntry(int Number, string Trainer, string Parameters, int Rung, double Score, double FitSeconds, BlobRef? HeldOut,
    double PredictMicrosecondsPerRow);

/// <summary>A part of a delivered model.</summary>
/// <param name="Trial">The trial it came from.</param>
/// <param name="Trainer">Its trainer.</param>
/// <param name="Weight">Its share; the shares sum to 1.</param>
/// <param name="Models">Models it has: one fitted to all development rows, or one a fold.</param>
/// <param name="Precision">What its numbers were cut to, to keep a limit on inference; null where they are as they were learnt.</param>
[GenerateSerializer, Immutable, Alias("kolosal.model-member")]
public sealed record ModelMember(int Trial, string Trainer, double Weight, int Models, ModelPrecision? Precision = null);

/// <summary>A finished model, stored but not registered yet.</summary>
/// <param name="Package">The stored package; the same work always stores the same bytes.</param>
/// <param name="Evaluation">Scores on the test part.</param>
/// <param name="Reference">What monitors compare live traffic with.</param>
/// <param name="Notes">What is not defined on the test part, and why; what was left out to keep a limit.</param>
/// <param name="Environment">What computed it; null in results of earlier versions.</param>
/// <param name="Members">What it is made of, heaviest first; null in results of old.</param>
/// <param name="Stacked">Whether a stack layer takes the place of the mean of its members.</param>
/// <param name="HeldOutScore">The run's metric of what its trials said of the rows they were judged by; null in results of old.</param>
/// <param name="Bagged">Whether its members are means of fold models.</param>
/// <param name="Fairness">How it treats groups on the test part; null where the dataset declares nothing to compare, and in results of old.</param>
[GenerateSerializer, Immutable, Alias("kolosal.refit-result")]
public sealed record RefitResult(BlobRef Package, Models.ModelEvaluation Evaluation, Models.MonitoringReference Reference,
    ImmutableArray<string> Notes, Models.EnvironmentFingerprint? Environment = null, ImmutableArray<ModelMember>? Members = null,
    double? HeldOutScore = null, bool Stacked = false, bool Bagged = false, Fairness.VersionFairness? Fairness = null);

/// <summary>A model made again.</summary>
/// <param name="PackageSha256">The package's hash.</param>
/// <param name="Environment">What computed it.</param>
/// <param name="Difference">Where the package first differs from the stored one, or why that cannot be said; null when it does not.</param>
[GenerateSerializer, Immutable, Alias("kolosal.replayed-fit")]
public sealed record ReplayedFit(string PackageSha256, Models.EnvironmentFingerprint Environment, string? Difference);

/// <summary>Codes that callers of slots branch on.</summary>
public static class SlotRefusals
{
    /// <summary>The slot's process is gone; try another slot.</summary>
    public const string Vanished = "training.slot-vanished";
}

public static class TrainingSlotGrains
{
    public static ITrainingSlotGrain TrainingSlot(this IGrainFactory grains, string slot) =>
        grains.GetGrain<ITrainingSlotGrain>($"{ResourceKey.System}/{slot}");
}
