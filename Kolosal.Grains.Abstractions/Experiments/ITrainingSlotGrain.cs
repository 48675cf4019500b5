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

    /// <summary>Fits a trial's choice on everything but the test part, evaluates it there, and stores the package.</summary>
    /// <returns>Refused when the slot is gone, when the dataset's content is, or with whatever the fitting threw.</returns>
    [Alias("Refit"), ResponseTimeout("12:00:00")]
    Task<Result<RefitResult>> RefitAsync(TrialWork work, CancellationToken cancel = default);

    /// <summary>Does a refit again and compares its package with a stored one; nothing is stored.</summary>
    /// <param name="work">The refit, as the run did it.</param>
    /// <param name="expected">The package that it made then.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Refused as a refit is.</returns>
    [Alias("Replay"), ResponseTimeout("12:00:00")]
    Task<Result<ReplayedFit>> ReplayAsync(TrialWork work, BlobRef expected, CancellationToken cancel = default);
}

/// <summary>A finished model, stored but not registered yet.</summary>
/// <param name="Package">The stored package; the same work always stores the same bytes.</param>
/// <param name="Evaluation">Scores on the test part.</param>
/// <param name="Reference">What monitors compare live traffic with.</param>
/// <param name="Notes">What is not defined on the test part, and why.</param>
/// <param name="Environment">What computed it; null in results of earlier versions.</param>
[GenerateSerializer, Immutable, Alias("kolosal.refit-result")]
public sealed record RefitResult(BlobRef Package, Models.ModelEvaluation Evaluation, Models.MonitoringReference Reference,
    ImmutableArray<string> Notes, Models.EnvironmentFingerprint? Environment = null);

/// <summary>A refit done again.</summary>
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
