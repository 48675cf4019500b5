using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kolosal.Predictions;

/// <summary>Has shadows score what waits, on one thread below normal priority, and tells the monitors what came of it every few seconds.</summary>
internal sealed partial class ShadowService(ShadowQueue queue, IGrainFactory grains, TimeProvider clock, ILogger<ShadowService> log)
    : BackgroundService
{
    private const int MostScorers = 64;

    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(1);

    /// <summary>To be woken for each request takes more of the processor than to score it.</summary>
    private static readonly TimeSpan Gathers = TimeSpan.FromMilliseconds(20);

    private readonly string reporter = $"{Guid.NewGuid():N}";
    private readonly Dictionary<(LoadedModel, LoadedModel), ShadowScorer?> scorers = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var thread = new Thread(() => Score(stoppingToken)) { IsBackground = true, Name = "shadows", Priority = ThreadPriority.BelowNormal };
        thread.Start();
        using var timer = new PeriodicTimer(TellEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await TellAsync();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end of the silo.
        }
    }

    private void Score(CancellationToken stop)
    {
        try
        {
            while (queue.Waiting.WaitToReadAsync(stop).AsTask().GetAwaiter().GetResult())
            {
                while (!stop.IsCancellationRequested && queue.Waiting.TryRead(out var job)) queue.Done(job, Compare(job));
                if (stop.WaitHandle.WaitOne(Gathers)) return;
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the silo.
        }
    }

    /// <summary>Whatever a shadow throws is its own failure: it must end neither the thread, which others share, nor the process.</summary>
    private ShadowTally Compare(ShadowJob job)
    {
        try
        {
            if (ScorerOf(job) is { } scorer) return Compare(job, scorer);
        }
        catch (Exception fault)
        {
            LogFailed(log, fault, job.Model, job.Challenger);
        }
        return new() { Unscored = job.Scored.Rows };
    }

    private static ShadowTally Compare(ShadowJob job, ShadowScorer scorer)
    {
        var tally = new ShadowTally();
        var scored = job.Scored;

        int inputs = scored.Inputs.Length / scored.Rows, outputs = scored.Outputs.Length / scored.Rows;
        double[] said = new double[outputs];
        for (int row = 0; row < scored.Rows; row++)
        {
            if (scorer.TryScore(scored.Inputs.AsSpan(row * inputs, inputs), said))
                tally.Compare(scorer.Regression, scored.Outputs.AsSpan(row * outputs, outputs), said);
            else tally.Unscored++;
        }
        return tally;
    }

    private ShadowScorer? ScorerOf(ShadowJob job)
    {
        var key = (job.ChampionModel, job.ChallengerModel);
        if (scorers.TryGetValue(key, out var known)) return known;
        if (scorers.Count >= MostScorers) scorers.Clear();
        var (made, why) = ShadowScorer.Of(job.ChallengerModel.Scorer, job.ChampionModel.Logged, job.ChampionModel.Classes);
        if (why is not null) LogNotPossible(log, job.Model, job.Challenger, job.Champion, why);
        return scorers[key] = made;
    }

    private async Task TellAsync()
    {
        foreach (var ((model, champion, challenger), counts) in queue.Counts)
        {
            if (counts.Take(reporter, champion, challenger) is not { } report) continue;
            try
            {
                await grains.TrafficMonitor(ModelKey.Parse(model)).ReportShadowAsync(report);
            }
            catch (Exception fault)
            {
                // Told again with what comes next: a report stands for all before it.
                counts.GiveBack();
                LogUntold(log, fault, model);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Version {Challenger} of {Model} cannot shadow {Champion}: {Why}")]
    private static partial void LogNotPossible(ILogger log, string model, int challenger, int champion, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Version {Challenger} of {Model} failed as a shadow")]
    private static partial void LogFailed(ILogger log, Exception fault, string model, int challenger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The traffic monitor of {Model} did not take its shadows' report")]
    private static partial void LogUntold(ILogger log, Exception fault, string model);
}
