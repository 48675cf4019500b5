using Orleans.Concurrency;

namespace Kolosal.Experiments;

/// <summary>What a trial remembers.</summary>
[GenerateSerializer, Alias("kolosal.trial-state")]
public sealed class TrialState
{
    /// <summary>Null until it has ended.</summary>
    [Id(0)] public TrialResult? Result { get; set; }
}

/// <remarks>
/// Keeps <see cref="TrialState"/>; calls the slot it is given. A call that was cut off is repeated on another slot and finds either the result
/// or nothing. Reentrant: the repeated call must not wait behind one whose slot no longer answers; the first result is kept.
/// </remarks>
[Reentrant]
internal sealed class TrialGrain([PersistentState("trial")] IPersistentState<TrialState> storage) : Grain, ITrialGrain
{
    public async Task<Result<TrialResult>> ExecuteAsync(TrialWork work, string slot, CancellationToken cancel)
    {
        if (storage.State.Result is { } known) return known;
        var answer = await GrainFactory.TrainingSlot(slot).RunTrialAsync(work, cancel);
        if (!answer.Accepted) return answer;
        if (storage.State.Result is { } earlier) return earlier;

        storage.State.Result = answer.Value;
        try
        {
            await storage.WriteStateAsync(CancellationToken.None);
        }
        catch
        {
            DeactivateOnIdle(); // memory is ahead of the store
            throw;
        }
        return answer;
    }
}
