using Kolosal.Events;
using Kolosal.Storage.Postgres;
using Microsoft.Extensions.Options;

namespace Kolosal.Predictions;

/// <summary>Tells the monitors what this silo wrote to the shared log, and of quiet models how far their logs go.</summary>
/// <remarks>
/// It keeps nothing durable. Of news that were lost with a silo, or dropped here, the model's next say more. For a model that
/// gets no more traffic every silo repeats the end of its log for a while: long enough for the monitors of a dead silo to live elsewhere.
/// </remarks>
internal sealed class PostgresPredictionFeed(
    PostgresPredictionLog log, PostgresLogs logs, IPredictionPublisher publisher, IOptionsMonitor<PredictionsOptions> options, TimeProvider clock)
    : IPredictionFeed
{
    /// <summary>How far back a start looks: longer than anybody lets a whole cluster be down over night.</summary>
    private static readonly TimeSpan StartLooksBack = TimeSpan.FromDays(1);

    /// <summary>For so many rounds a quiet model's end is repeated.</summary>
    private const int Rounds = 12;

    private readonly string prefix = PostgresPredictionLog.Prefix(PostgresPredictionLog.SharedId);
    private Dictionary<string, long> known = new(StringComparer.Ordinal);
    private long lookedAt;

    private TimeSpan Round => TimeSpan.FromSeconds(options.CurrentValue.ReminderSeconds);

    public Task StartAsync(CancellationToken cancel) => RemindAsync(StartLooksBack, onlyQuiet: false, cancel);

    public async Task WaitAsync(CancellationToken cancel) => await log.Written.WaitAsync(cancel);

    public async Task<int> PumpAsync(CancellationToken cancel)
    {
        var written = new Dictionary<string, PredictionsLogged>(StringComparer.Ordinal);
        int taken = 0;
        for (; log.Written.TryTake(out var handed); taken++)
        {
            var before = written.GetValueOrDefault(handed.Model);
            written[handed.Model] = new(
                PostgresPredictionLog.SharedId, Math.Max(handed.Position, before?.Last ?? -1), handed.Trace ?? before?.Trace);
        }

        // Whoever reads a position also reads every smaller one, whichever silo wrote it.
        foreach (var (model, logged) in written) await publisher.PublishAsync(model, logged, cancel);
        if (clock.GetElapsedTime(lookedAt) >= Round) await RemindAsync(Rounds * Round, onlyQuiet: true, cancel);
        return taken;
    }

    /// <param name="within">Logs that changed in this time are looked at.</param>
    /// <param name="onlyQuiet">Leaves out those that grew since the last look: their next event closes every gap.</param>
    /// <param name="cancel">Ends it between two events.</param>
    private async Task RemindAsync(TimeSpan within, bool onlyQuiet, CancellationToken cancel)
    {
        var before = known;
        known = (await logs.ChangedAsync(prefix, within, cancel)).ToDictionary(head => head.Name, head => head.Next, StringComparer.Ordinal);
        foreach (var (name, next) in known)
        {
            if (onlyQuiet && before.GetValueOrDefault(name) != next) continue;
            await publisher.PublishAsync(name[prefix.Length..], new(PostgresPredictionLog.SharedId, next - 1), cancel);
        }

        lookedAt = clock.GetTimestamp();
    }
}
