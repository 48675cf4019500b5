using System.Collections.Concurrent;
using Kolosal.Events;
using Kolosal.Incidents;
using Kolosal.LogConsumers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kolosal.Predictions;

/// <summary>
/// Looks after the consumers of the models that this silo tells of: asks each how far it is until all have counted everything, and says
/// where one does not move. Asking tells as well, so that a consumer catches up though the stream does not deliver.
/// </summary>
/// <remarks>
/// Which consumers there are follows from their classes. One that cannot be constructed, or whose state cannot be read, does not answer; the
/// others are asked all the same. What was found is in memory alone: after a start everything that is behind is found again.
/// </remarks>
internal sealed partial class FeedWatch(
    IGrainFactory grains, FeedInstruments instruments, IOptionsMonitor<PredictionsOptions> options, TimeProvider clock, ILogger<FeedWatch> log)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2), Patience = TimeSpan.FromSeconds(10);

    /// <summary>Models asked at the same time.</summary>
    private const int AtOnce = 8;

    /// <summary>Every class that counts served requests.</summary>
    internal static readonly ImmutableArray<Type> Consumers =
    [
        .. typeof(FeedWatch).Assembly.GetTypes().Where(type => !type.IsAbstract && typeof(ILogConsumerGrain).IsAssignableFrom(type))
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    private readonly ConcurrentDictionary<(string Model, string LogId), Head> heads = new();

    /// <summary>The consumers that stand still, by name and model.</summary>
    public ImmutableArray<StalledConsumer> Stalled =>
        [.. heads.SelectMany(head => head.Value.Standings.Values).Select(standing => standing.Raised).OfType<StalledConsumer>()];

    /// <summary>A model's log goes so far.</summary>
    public void Heard(string model, PredictionsLogged logged)
    {
        var head = heads.GetOrAdd((model, logged.LogId), _ => new());
        head.Advance(logged.Last);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, clock);
        while (await NextAsync(timer, stoppingToken))
        {
            try
            {
                await Parallel.ForEachAsync(heads, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
                    async (head, cancel) => await LookAtAsync(head.Key.Model, head.Key.LogId, head.Value, cancel));
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, fault);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>What the other lists call a consumer: <c>DriftMonitorGrain</c> is <c>drift-monitor</c>.</summary>
    internal static string Name(Type consumer) =>
        System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(consumer.Name.Replace("Grain", "", StringComparison.Ordinal));

    private async Task LookAtAsync(string model, string logId, Head head, CancellationToken cancel)
    {
        long last = head.Last;
        if (head.Met >= last) return;
        bool[] met = await Task.WhenAll(Consumers.Select(consumer => AskAsync(consumer, model, logId, last, head, cancel)));

        // A model that gets no more requests is not asked again, nor kept.
        if (met.All(done => done)) head.Met = last;
        if (head.Met == head.Last) heads.TryRemove(new((model, logId), head));
    }

    private async Task<bool> AskAsync(Type consumer, string model, string logId, long last, Head head, CancellationToken cancel)
    {
        var standing = head.Standings.GetOrAdd(Name(consumer), _ => new());
        long? counted = null;
        string? reason;
        try
        {
            var grain = grains.GetGrain<ILogConsumerGrain>(model, consumer.FullName);
            var answer = await grain.StandAsync(logId, last).WaitAsync(Patience, clock, cancel);
            if (answer.Counted >= last)
            {
                standing.Clear();
                return true;
            }

            (counted, reason) = (answer.Counted, answer.Held?.Reason);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            reason = $"It does not answer: {fault.Message}";
        }

        await JudgeAsync(Name(consumer), model, counted, last, reason, standing, cancel);
        return false;
    }

    private async Task JudgeAsync(
        string consumer, string model, long? counted, long last, string? reason, Standing standing, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (standing.Moved(counted, now)) return;
        if (now - standing.Since < TimeSpan.FromSeconds(options.CurrentValue.StalledSeconds)) return;

        bool news = standing.Raised is null;
        var found = standing.Raised = new(consumer, model, counted, last, standing.Since, reason ?? "It does not say what it waits for.");
        if (!news) return;
        instruments.Stalled(consumer);
        LogStalled(log, consumer, model, counted, last, found.Reason);
        var key = ModelKey.Parse(model);
        try
        {
            // The host calls as a client does, and the desk asks whose call it is.
            Principal.Current = new(key.Workspace, Principal.SystemSubject, ["admin"]);
            await grains.IncidentDesk(key.Workspace).RaiseAsync(new(
                $"feed/{model}/{consumer}/{counted}", $"models/{key.Name}", key.Name, IncidentType.Availability, IncidentSeverity.Sev3,
                $"The {consumer} of {key.Name} does not keep up", found.Since, now,
                $"It has counted up to record {counted?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unknown"} of {last} and "
                + $"stands still since {found.Since:u}. {found.Reason}")).WaitAsync(Patience, clock, cancel);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            standing.Raised = null; // raised again at the next look
            LogFailed(log, fault);
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Consumer} of {Model} stands still at record {Counted} of {Last}: {Reason}")]
    private static partial void LogStalled(ILogger log, string consumer, string model, long? counted, long last, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The watch over the prediction feed failed and looks again")]
    private static partial void LogFailed(ILogger log, Exception fault);

    /// <summary>How far a model's log goes, and where its consumers were found.</summary>
    private sealed class Head
    {
        private long last = -1;

        public long Last => Interlocked.Read(ref last);

        /// <summary>Position up to which every consumer has counted.</summary>
        public long Met { get; set; } = -1;

        public ConcurrentDictionary<string, Standing> Standings { get; } = new(StringComparer.Ordinal);

        public void Advance(long to)
        {
            for (long known = Last; known < to; known = Last)
                if (Interlocked.CompareExchange(ref last, to, known) == known) return;
        }
    }

    /// <summary>Where a consumer was found.</summary>
    private sealed class Standing
    {
        private long? counted;

        public DateTimeOffset Since { get; private set; }

        public StalledConsumer? Raised { get; set; }

        /// <summary>Whether it is somewhere else than last time.</summary>
        public bool Moved(long? at, DateTimeOffset now)
        {
            if (Since != default && at == counted) return false;
            (counted, Since, Raised) = (at, now, null);
            return true;
        }

        public void Clear() => (counted, Since, Raised) = (null, default, null);
    }
}
