namespace Kolosal.Compliance.Controls;

/// <remarks>Keeps <see cref="ControlHistoryState"/>; calls nobody.</remarks>
internal sealed class ControlHistoryGrain([PersistentState("control-history")] IPersistentState<ControlHistoryState> storage)
    : Grain, IControlHistoryGrain
{
    public async Task RecordAsync(DateTimeOffset at, ImmutableArray<HistoryEntry> entries)
    {
        if (!storage.State.Add(at, entries)) return;
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            // Memory is now ahead of the store: the next caller must meet the stored state, not this one.
            DeactivateOnIdle();
            throw;
        }
    }

    public Task<ImmutableArray<HistoryAnswer>> AsOfAsync(DateTimeOffset at) => Task.FromResult<ImmutableArray<HistoryAnswer>>(
        [.. storage.State.Runs.Keys.Select(query => storage.State.AsOf(query, at)).OfType<HistoryAnswer>()]);

    public Task<ImmutableArray<ResultRun>> RunsAsync(string query)
    {
        var (times, runs) = (storage.State.Times, storage.State.Runs.GetValueOrDefault(query) ?? []);
        return Task.FromResult<ImmutableArray<ResultRun>>([.. runs.Select(run =>
        {
            var result = QueryResult.Parse(run.Body, times[run.Last], times[run.Last] + run.TimeToLive);
            double gap = 0;
            for (int i = run.First + 1; i <= run.Last; i++) gap = Math.Max(gap, (times[i] - times[i - 1]).TotalSeconds);
            return new ResultRun(query, ReportBuilder.Status(result.Judgement.State), run.Counted, times[run.First], times[run.Last],
                run.Last - run.First + 1, gap, result.Sha256(), result.Judgement.Holds, result.Judgement.Asked);
        })]);
    }
}
