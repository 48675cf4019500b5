using Kolosal.Events;
using Kolosal.Models;
using Kolosal.Predictions;

namespace Kolosal.Retraining;

/// <summary>How the challenger is held against the champion's log.</summary>
internal sealed partial class RetrainingGrain
{
    /// <summary>Records looked back on for one row wanted: other models and outcomes lie in the log as well.</summary>
    private const int LookBack = 4;

    private ShadowScorer? scorer;
    private Task<ShadowPart>? scoring;

    private IPredictionStatsGrain Stats => GrainFactory.PredictionStats(new ModelKey(Key.Workspace, Order.Model));

    /// <summary>Scores what the log holds, a part at a time, and what comes in the time that the policy gives it.</summary>
    private async Task ShadowAsync()
    {
        if (scorer is null && await BeginShadowAsync() is { } why)
        {
            State.NoShadow = why;
            await BecomeAsync(RetrainingStatus.Testing, "retraining.test");
            return;
        }

        scoring ??= NextPartAsync();
        if (!scoring.IsCompleted) return;
        var part = await Take(ref scoring);
        if (part.Tally is { } tally)
        {
            long before = State.ReadTally().Rows;
            State.Count(tally, part.Cursors);
            await StoreAsync();
            Stored();
            instruments.Shadowed(tally.Rows - before);
        }

        bool full = part.Tally is { } now && now.Rows >= Order.Policy.Shadow.Rows && now.Outcomes >= Order.Policy.Shadow.Rows;
        if (!full && part.Tally is not null) return;
        if (full || Clock.GetUtcNow() >= State.ShadowBeganAt + TimeSpan.FromMinutes(Order.Policy.Shadow.Minutes))
            await BecomeAsync(RetrainingStatus.Testing, "retraining.test");
    }

    /// <returns>Why there can be no shadow; null when there can.</returns>
    private async Task<string?> BeginShadowAsync()
    {
        if (Order.Policy.Shadow.Rows == 0) return "The policy asks for no shadow.";
        var champion = (await VersionAsync(State.Champion!.Value)).Registration.Reference;
        var challenger = await work.LoadAsync((await VersionAsync(State.Challenger!.Value)).Registration, stopping.Token);
        var (made, why) = ShadowScorer.Of(
            challenger, [.. champion.Inputs.Select(input => new LoggedColumn(input.Name, input.Categorical, input.Categories))], champion.Classes);
        if (made is null) return why;
        if (State.ShadowBeganAt is null)
        {
            foreach (var (logId, counted) in await Stats.LogsAsync())
                State.Cursors[logId] = Math.Max(-1, counted - (long)LookBack * Order.Policy.Shadow.Rows);
            State.ShadowBeganAt = Clock.GetUtcNow();
            await StoreAsync();
            Stored();
        }
        scorer = made;
        return null;
    }

    /// <summary>Reads the next records of any log and has them scored.</summary>
    private async Task<ShadowPart> NextPartAsync()
    {
        foreach (string logId in (await Stats.LogsAsync()).Keys.Order(StringComparer.Ordinal))
        {
            long after = State.Cursors.GetValueOrDefault(logId, -1);
            var read = await GrainFactory.PredictionLog(logId).ReadAsync($"{Key.Workspace}/{Order.Model}", after, options.Value.ShadowRequests);
            if (read is null) continue;
            var tally = await work.ScoreAsync(
                scorer!, State.Champion!.Value, read, State.ReadTally(), Order.Policy.Shadow.Rows, stopping.Token);
            return new(tally, [new(logId, read.Last)]);
        }
        return new(null, []);
    }

    /// <param name="Tally">After the part; null when there was nothing to read.</param>
    /// <param name="Cursors">How far the logs were read.</param>
    private sealed record ShadowPart(ShadowTally? Tally, ImmutableArray<KeyValuePair<string, long>> Cursors);
}
