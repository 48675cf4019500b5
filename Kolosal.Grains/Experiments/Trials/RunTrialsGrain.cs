namespace Kolosal.Experiments;

/// <summary>What a page remembers.</summary>
[GenerateSerializer, Alias("kolosal.run-trials-state")]
public sealed class RunTrialsState
{
    /// <summary>The trials of the page, in the order they ended; never changed once the run counts the page.</summary>
    [Id(0)] public List<TrialReport> Trials { get; set; } = [];
}

/// <remarks>
/// Keeps <see cref="RunTrialsState"/>; calls nobody. The page counts once its run has written that it does. A run that crashed before keeps it
/// anew, perhaps with other trials, since those that it launched again end in another order.
/// </remarks>
internal sealed class RunTrialsGrain([PersistentState("run-trials")] IPersistentState<RunTrialsState> storage) : Grain, IRunTrialsGrain
{
    public async Task KeepAsync(ImmutableArray<TrialReport> trials)
    {
        if (storage.State.Trials.SequenceEqual(trials)) return;
        storage.State.Trials = [.. trials];
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle(); // memory is ahead of the store
            throw;
        }
    }

    public Task<ImmutableArray<TrialReport>> ReadAsync() => Task.FromResult<ImmutableArray<TrialReport>>([.. storage.State.Trials]);
}
