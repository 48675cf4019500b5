using System.Diagnostics;
using System.Globalization;
using Kolosal.Drift;
using Kolosal.Events;
using Kolosal.Fairness;
using Kolosal.LogConsumers;
using Kolosal.Models;
using Kolosal.Slo;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Benchmarks;

/// <summary>What the monitors of one model keep, and how fast one of them counts: the real grains, on a log that is made as it is read.</summary>
internal static class MonitorMemoryBenchmark
{
    private const double GoalBytes = 1_000_000, GoalRows = 300_000, GoalUpdates = 1_000_000;

    private static readonly ModelKey Model = new("bench", "watched");
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>Prints the rate of the drift monitor and of ADWIN, on one core each.</summary>
    /// <param name="predictions">Counted by the drift monitor.</param>
    public static async Task RateAsync(long predictions)
    {
        var log = new SimulatedLog();
        await using var silo = await StartAsync(log);
        var drift = Consumer(silo, silo.Grains.DriftMonitor(Model));
        log.Grow(predictions / 10);
        await CountedAsync(log, drift); // warm
        long before = SimulatedLog.PredictionsUpTo(log.Last), began = Stopwatch.GetTimestamp();
        log.Grow(predictions);
        await CountedAsync(log, drift);
        double rate = (SimulatedLog.PredictionsUpTo(log.Last) - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        Say($"drift monitor, {SimulatedLog.Features} features, rows/s, {rate:0}, {GoalRows:0}, {rate / GoalRows:0.##}");
        double adwin = DriftBenchmark.RateOf(ChangeDetectors.Get("adwin"));
        Say($"adwin updates/s, {adwin:0}, {GoalUpdates:0}, {adwin / GoalUpdates:0.##}");
    }

    /// <summary>Prints the bytes of stored state as predictions come in, by kind of state.</summary>
    /// <param name="predictions">The most; the sizes are also read at a fiftieth and at a fifth of it.</param>
    public static async Task MemoryAsync(long predictions)
    {
        var log = new SimulatedLog();
        await using var silo = await StartAsync(log);
        ILogConsumerGrain[] monitors =
        [
            Consumer(silo, silo.Grains.DriftMonitor(Model)), Consumer(silo, silo.Grains.FairnessMonitor(Model)),
            Consumer(silo, silo.Grains.SloMonitor(Model)),
        ];
        long began = Stopwatch.GetTimestamp();
        foreach (long wanted in (long[])[predictions / 50, predictions / 5, predictions])
        {
            log.Grow(wanted);
            await Task.WhenAll(monitors.Select(monitor => CountedAsync(log, monitor)));
            var states = silo.Silo.Storage.Records
                .Where(record => record.Grain.Key.ToString() == Model.ToString() && record.Name.EndsWith("monitor", StringComparison.Ordinal))
                .Select(record => (record.Name, Bytes: record.State.GetRawText().Length)).OrderBy(record => record.Name).ToArray();
            long bytes = states.Sum(state => (long)state.Bytes);
            Say($"state after {SimulatedLog.PredictionsUpTo(log.Last)} predictions, bytes, {bytes}, {GoalBytes:0}, {bytes / GoalBytes:0.###}");
            string parts = string.Join(' ', states.Select(state => $"{state.Name} {state.Bytes}"));
            Say($"  of which {parts}; {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s, heap {GC.GetTotalMemory(true) >> 20} MiB");
        }
    }

    /// <summary>Prints rows of the false-alarm table for the monitors that judge windows: how many windows of a stationary stream raised an alarm.
    /// </summary>
    /// <param name="rows">Rows of the stream, each drawn anew.</param>
    public static async Task AlarmsAsync(long rows)
    {
        var log = new SimulatedLog(fresh: true);
        await using var silo = await StartAsync(log);
        log.Grow(rows);
        var (watched, fair) = (silo.Grains.DriftMonitor(Model), silo.Grains.FairnessMonitor(Model));
        long began = Stopwatch.GetTimestamp();
        await Task.WhenAll(CountedAsync(log, Consumer(silo, watched)), CountedAsync(log, Consumer(silo, fair)));
        var drift = (await watched.GetAsync()).Value!;
        var fairness = (await fair.GetAsync()).Value!;
        Row($"drift monitor | {SimulatedLog.Features} features, windows of {drift.Settings.WindowRows}", drift.Settings.FalseAlarm, drift.Alarms,
            drift.Windows);
        Row($"fairness monitor | 12 subgroups, windows of {fairness.Settings.WindowRows}", fairness.Settings.FalseAlarm, fairness.Alarms,
            fairness.Windows);

        void Row(string what, double stated, long alarms, long windows) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {what} | {stated:0.######} a window | {alarms / (double)windows:0.######} | {alarms} | {windows} windows "
            + $"| {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} |"));
    }

    private static async Task<PlatformSilo> StartAsync(SimulatedLog log)
    {
        var silo = await PlatformSilo.StartAsync(services: services => services.AddSingleton<IServedLog>(log));
        string sha256 = new('a', 64);
        var registered = await silo.Grains.Model(Model).RegisterAsync(new(
            sha256, new(Model.Workspace, sha256, 1), "", "", "author", "run_1", "ds_1", "prior", "binary", "y",
            new("roc_auc", [], 800, 100, 100, 0.5), SimulatedLog.Reference()));
        return registered.Accepted ? silo : throw new InvalidOperationException(registered.Refusal.Message);
    }

    private static ILogConsumerGrain Consumer(PlatformSilo silo, IAddressable monitor) =>
        silo.Grains.GetGrain<ILogConsumerGrain>(monitor.GetGrainId());

    private static async Task CountedAsync(SimulatedLog log, ILogConsumerGrain monitor) => await Eventually.HoldsAsync(
        async () =>
        {
            var standing = await monitor.StandAsync(SimulatedLog.LogId, log.Last);
            return standing.Held is { } held ? throw new InvalidOperationException(held.Reason) : standing.Counted >= log.Last;
        }, Patience);

    private static void Say(FormattableString line) => Console.WriteLine($"monitoring {line.ToString(CultureInfo.InvariantCulture)}");
}
