using Orleans.Concurrency;

namespace Kolosal.Experiments;

/// <summary>What a trial remembers.</summary>
[GenerateSerializer, Alias("kolosal.trial-state")]
public sealed class TrialState
{
    /// <summary>Null until it has ended.</summary>
    [Id(0)] public TrialResult? Result { get; set; }

    /// <summary>How often it was begun. Stored before it is, so that one whose process went away is counted.</summary>
    [Id(1)] public int Attempts { get; set; }
}

/// <remarks>
/// Keeps <see cref="TrialState"/>; calls the slot it is given. A call that was cut off is repeated on another slot and finds either the result
/// or nothing. Reentrant: the repeated call must not wait behind one whose slot no longer answers; the first result is kept.
/// </remarks>
[Reentrant]
internal sealed class TrialGrain([PersistentState("trial")] IPersistentState<TrialState> storage) : Grain, ITrialGrain
{
    private readonly SemaphoreSlim writing = new(1);

    public async Task<Result<TrialResult>> ExecuteAsync(TrialWork work, string slot, CancellationToken cancel)
    {
        if (storage.State.Result is { } known) return known;
        storage.State.Attempts++;
        await StoreAsync();
        var answer = await GrainFactory.TrainingSlot(slot).RunTrialAsync(work, cancel);
        if (!answer.Accepted)
        {
            storage.State.Attempts--; // the slot refused: nothing was begun
            return answer;
        }
        if (storage.State.Result is { } earlier) return earlier;

        storage.State.Result = answer.Value with { Attempts = storage.State.Attempts };
        await StoreAsync();
        return storage.State.Result;
    }

    /// <summary>One write at a time: of two that overlap the store would refuse the second.</summary>
    private async Task StoreAsync()
    {
        await writing.WaitAsync();
        try
        {
            await storage.WriteStateAsync(CancellationToken.None);
        }
        catch
        {
            DeactivateOnIdle(); // memory is ahead of the store
            throw;
        }
        finally
        {
            writing.Release();
        }
    }
}
