using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Kolosal.Predictions;

/// <summary>What a champion answered, to be scored by a shadow.</summary>
/// <param name="Model">The model, <c>workspace/name</c>.</param>
/// <param name="Champion">The version that answered.</param>
/// <param name="Challenger">The shadow's version.</param>
/// <param name="ChampionModel">Whose columns and classes the rows are written in.</param>
/// <param name="ChallengerModel">The shadow.</param>
/// <param name="Scored">The rows as decoded, and what the champion said. Nobody changes them.</param>
internal sealed record ShadowJob(
    string Model, int Champion, int Challenger, LoadedModel ChampionModel, LoadedModel ChallengerModel, ScoredRequest Scored);

/// <summary>Rows that wait for shadows on this silo, bounded, and what became of them. Safe for any number of callers.</summary>
/// <remarks>
/// Offering takes no lock and waits for nobody: a row that finds no room is shed and counted, and its prediction was answered all the same. The
/// rows are those that the request was decoded into; they are not decoded again.
/// </remarks>
internal sealed class ShadowQueue(IOptionsMonitor<PredictionsOptions> options, PredictionsInstruments instruments)
{
    private readonly Channel<ShadowJob> waiting = Channel.CreateUnbounded<ShadowJob>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<(string Model, int Champion, int Challenger), ShadowCounts> counts = new();
    private long rows;

    public ChannelReader<ShadowJob> Waiting => waiting.Reader;

    /// <summary>What was counted since the silo started.</summary>
    public IEnumerable<KeyValuePair<(string Model, int Champion, int Challenger), ShadowCounts>> Counts => counts;

    public void Offer(ShadowJob job)
    {
        int count = job.Scored.Rows;
        if (Interlocked.Add(ref rows, count) <= options.CurrentValue.ShadowRows && waiting.Writer.TryWrite(job)) return;
        Interlocked.Add(ref rows, -count);
        CountsOf(job).Add(new ShadowTally(), shed: count);
        instruments.Shadowed(job.Model, "shed", count);
    }

    /// <summary>A job was taken and is done with.</summary>
    public void Done(ShadowJob job, ShadowTally tally)
    {
        Interlocked.Add(ref rows, -job.Scored.Rows);
        CountsOf(job).Add(tally, shed: 0);
        instruments.Shadowed(job.Model, "scored", tally.Rows);
        instruments.Shadowed(job.Model, "unscored", tally.Unscored);
    }

    private ShadowCounts CountsOf(ShadowJob job) =>
        counts.GetOrAdd((job.Model, job.Champion, job.Challenger), _ => new ShadowCounts(job.ChampionModel.Regression));
}

/// <summary>What one shadow of one champion has counted on a silo. Safe for any number of callers.</summary>
internal sealed class ShadowCounts(bool regression)
{
    private readonly Lock guard = new();
    private long rows, unscored, shed, agreed;
    private double distance;
    private bool news;

    public void Add(ShadowTally tally, long shed)
    {
        lock (guard)
        {
            (rows, unscored, agreed, news) = (rows + tally.Rows, unscored + tally.Unscored, agreed + tally.Agreed, true);
            this.shed += shed;

            // Differences of huge values may add up to no number; such a sum says nothing and is kept out.
            if (double.IsFinite(distance + tally.Distance)) distance += tally.Distance;
        }
    }

    /// <returns>Null when nothing was counted since the last time.</returns>
    public SiloShadowReport? Take(string reporter, int champion, int challenger)
    {
        lock (guard)
        {
            if (!news) return null;
            news = false;
            return new(reporter, champion, challenger, regression, rows, unscored, shed, agreed, distance);
        }
    }

    /// <summary>What was taken did not arrive.</summary>
    public void GiveBack()
    {
        lock (guard) news = true;
    }
}
