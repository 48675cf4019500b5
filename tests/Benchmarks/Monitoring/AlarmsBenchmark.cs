using System.Diagnostics;
using System.Globalization;
using Kolosal.Drift;

namespace Kolosal.Benchmarks;

/// <summary>The false-alarm table: how often each detector that states a rate cries wolf on streams that do not change.</summary>
internal static class AlarmsBenchmark
{
    private const int Reference = 1_000;
    private const ulong Seed = 20_261_130;

    /// <summary>Prints a row of the table in <c>docs/drift-detection.md</c> for each detector with a promise. Options <c>--replays=n</c> (200),
    /// <c>--values=n</c> (100,000) and <c>--detectors=a,b</c>, of which <c>monitors</c> means those of live traffic, on as many rows.</summary>
    public static async Task RunAsync(string[] options)
    {
        int replays = BenchOptions.Number(options, "replays", 200), values = BenchOptions.Number(options, "values", 100_000);
        string[]? only = BenchOptions.Text(options, "detectors")?.Split(',');
        Console.WriteLine($"alarms {replays} stationary replays of {values} values, seed {Seed}");
        Console.WriteLine("| detector | values | stated rate | measured | alarms | replays with one | s |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var detector in ChangeDetectors.All.Where(d => d.Promise is not null && (only is null || only.Contains(d.Name))))
            foreach (var takes in detector.Takes == StreamValues.Bits ? new[] { StreamValues.Bits } : [StreamValues.Numbers, StreamValues.Bits])
            {
                var (promise, clock) = (detector.Promise!, Stopwatch.StartNew());
                var score = DetectorEvaluation.Of(detector, Enumerable.Range(0, replays).Select(replay => GeneratedStreams.Abrupt(
                    takes, 0, Reference, values, Statistics.SeededRandom.Derive(Seed, (ulong)replay))));
                string of = promise.Of == FalseAlarmOf.Stream ? "a stream" : promise.LookEvery == 1 ? "a value"
                    : $"a look, every {promise.LookEvery} values";
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {detector.Name} | {(takes == StreamValues.Bits ? "errors, rate 0.1" : "standard normal")} | {promise.Rate:0.########} {of} "
                    + $"| {score.FalseAlarmRate(promise):0.########} | {score.FalseAlarms} | {score.Alarming} of {score.Streams} "
                    + $"| {clock.Elapsed.TotalSeconds:0.0} |"));
            }
        if (only is null || only.Contains("monitors")) await MonitorMemoryBenchmark.AlarmsAsync((long)replays * values);
    }
}
