using Orleans.Concurrency;

namespace Kolosal.Exploration;

/// <summary>A training slot as analyses use it. Key <c>system/slot_process_i</c>; lives in the process it is named after and nowhere else.</summary>
[Alias("kolosal.exploration.IAnalysisSlotGrain")]
public interface IAnalysisSlotGrain : IGrainWithStringKey
{
    /// <summary>Carries out a plan and stores its tables; the same work always stores the same bytes.</summary>
    /// <returns>Refused with <c>training.slot-vanished</c> when this is not the process the slot belongs to, and with the reason when the rows
    /// cannot give what was asked.</returns>
    [Alias("Run"), ResponseTimeout("12:00:00")]
    Task<Result<AnalysisResult>> RunAsync(AnalysisWork work, CancellationToken cancel = default);

    /// <summary>The share of the work in hand that is done, 0 to 1; null where it has no steps, or nothing is in hand.</summary>
    [Alias("Progress"), AlwaysInterleave]
    Task<double?> ProgressAsync();
}

/// <summary>An analysis to carry out.</summary>
/// <param name="Data">The dataset.</param>
/// <param name="Plan">A JSON document.</param>
[GenerateSerializer, Immutable, Alias("kolosal.analysis-work")]
public sealed record AnalysisWork(Datasets.DatasetContent Data, string Plan);

public static class AnalysisSlotGrains
{
    public static IAnalysisSlotGrain AnalysisSlot(this IGrainFactory grains, string slot) =>
        grains.GetGrain<IAnalysisSlotGrain>($"{ResourceKey.System}/{slot}");
}
