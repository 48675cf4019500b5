using System.Diagnostics;
using Kolosal.Datasets;
using Kolosal.Experiments;
using Kolosal.Statistics;
using Kolosal.Tabular;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Kolosal.Benchmarks;

/// <summary>
/// Whether a run holds up its trials: what it does itself for each of 10,000 trials on 100 silos of 8 slots; trials per minute on one slot and on
/// two; how long a cancellation takes; and the longest turn that any grain of a silo took meanwhile, by the engine's own measure.
/// </summary>
internal static class RunsBenchmark
{
    private const int Rows = 20_000, Numbers = 20;

    /// <summary>Prints a line a figure; options <c>--silos=n</c> (100), <c>--slots=n</c> (8), <c>--trials=n</c> (10,000), <c>--rows=n</c>
    /// (20,000).</summary>
    public static async Task RunAsync(string[] options)
    {
        int silos = BenchOptions.Number(options, "silos", 100), slots = BenchOptions.Number(options, "slots", 8);
        int trials = BenchOptions.Number(options, "trials", 10_000), rows = BenchOptions.Number(options, "rows", Rows);
        Simulate(silos, slots, trials);
        foreach (int threads in (int[])[1, 2]) await MeasureAsync(threads, rows);
    }

    private static void Simulate(int silos, int slots, int trials)
    {
        foreach (string sampler in (string[])["random", "tpe"])
        {
            var plan = RunPlanner.Plan(new RunOptions("y", null, null, null, null, null, [], sampler, 7, null, null), Table(200), null) with
            {
                MaxTrials = trials + silos * slots, // as many in flight at the end as before
                Lag = silos * slots,
            };
            var run = new RunSimulation(plan, silos, slots);
            run.Run(trials * 3 / 4);
            foreach (var times in run.Seconds.Values) times.Clear();
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            run.Run(trials);
            double busy = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds / (trials / 4.0);
            foreach (var (what, times) in run.Seconds)
                Say($"{sampler}, trials {trials * 3 / 4} to {trials} on {silos} silos of {slots} slots: {what} p50 {At(times, 0.5) * 1e3:0.000} ms, "
                    + $"p99 {At(times, 0.99) * 1e3:0.000} ms, longest {times.Max() * 1e3:0.000} ms");
            double own = run.Seconds.Where(what => what.Key != "suggestion").Sum(what => what.Value.Sum()) / (trials / 4.0);
            double all = run.Seconds.Sum(what => what.Value.Sum()) / (trials / 4.0);
            Say($"{sampler}: {busy:0.000} ms of processor time a trial, suggestion, ledger and writes included");
            Say($"{sampler}: bookkeeping {own * 1e3:0.000} ms a trial, with suggestions {all * 1e3:0.000} ms, so at most {60 / all:0} "
                + $"trials a minute a run; largest write {run.StoredBytes.Max() / 1024:0} KiB");
        }
    }

    private static async Task MeasureAsync(int threads, int rows)
    {
        using var turns = new LongestTurns();
        using var engine = new Measurements("Microsoft.Orleans");
        var tables = new BenchTables();
        await using var silo = await PlatformSilo.StartAsync(new() { ["Kolosal:TrainingPool:Threads"] = $"{threads}" }, services: services =>
        {
            services.AddSingleton<IDatasetReader>(tables);
            services.AddLogging(logging => logging.AddProvider(turns));
            services.Configure<SchedulingOptions>(scheduling => scheduling.TurnWarningLengthThreshold = LongestTurns.Threshold);
        });
        string data = await tables.AddAsync(silo.Grains, Table(rows));
        var request = RunRequest.For(data, "y") with
        {
            Trainers = ["logistic_regression", "gradient_boosting"],
            MaxTrials = 24,
            Folds = 3,
            Seed = 5,
        };

        // The first run is for the just-in-time compiler; a turn that compiles is no turn of a server that has been up for a minute.
        await EndAsync(silo, "run_warm", request with { MaxTrials = 4 });
        turns.Clear();
        int before = engine.Count("orleans-scheduler-long-running-turns");
        long began = Stopwatch.GetTimestamp();
        var run = await EndAsync(silo, "run_measured", request);
        double minutes = Stopwatch.GetElapsedTime(began).TotalMinutes;
        Say($"{threads} slot(s), {rows} rows: {run.FinishedTrials / minutes:0.0} trials a minute ({run.State}, {minutes * 60:0.0} s with the refit)");
        Say($"{threads} slot(s): {engine.Count("orleans-scheduler-long-running-turns") - before} turns of more than "
            + $"{LongestTurns.Threshold.TotalMilliseconds:0} ms; the longest {turns.Longest.TotalMilliseconds:0} ms ({turns.Where})");
        foreach (var trial in (await silo.Grains.Run(new ResourceKey("ws", "run_measured")).TrialsAsync()).Value.Where(t => t.Memory?.PeakBytes > 0)
            .DistinctBy(t => t.Trainer))
            Say($"{threads} slot(s), {trial.Trainer}: predicted {trial.Memory!.PredictedBytes >> 20} MiB, measured "
                + $"{trial.Memory.PeakBytes >> 20} MiB, allocated {trial.Memory.AllocatedBytes >> 20} MiB");
        await CancelAsync(silo, threads, request with { MaxTrials = 200 });
    }

    private static async Task CancelAsync(PlatformSilo silo, int threads, RunRequest request)
    {
        List<double> answered = [], free = [];
        for (int i = 0; i < 5; i++)
        {
            var run = silo.Grains.Run(new ResourceKey("ws", $"run_cancelled{i}"));
            if (!(await run.StartAsync(request with { Seed = i })).Accepted) throw new InvalidOperationException("The run was refused.");
            await Eventually.HoldsAsync(async () => (await run.GetAsync()).Value!.FinishedTrials >= 1 + i, TimeSpan.FromMinutes(2));
            long began = Stopwatch.GetTimestamp();
            await run.CancelAsync();
            answered.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => silo.Service<ITrainingPool>().RunAsync(0, _ => 0, CancellationToken.None)));
            free.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        Say($"{threads} slot(s): cancellation answered after {answered.Average():0} ms (longest {answered.Max():0}), the slots compute again after "
            + $"{free.Average():0} ms (longest {free.Max():0})");
    }

    private static async Task<RunSnapshot> EndAsync(PlatformSilo silo, string id, RunRequest request)
    {
        var run = silo.Grains.Run(new ResourceKey("ws", id));
        var started = await run.StartAsync(request);
        if (!started.Accepted) throw new InvalidOperationException(started.Refusal.Message);
        return await Eventually.HoldsAsync(async () => (await run.GetAsync()).Value!,
            seen => seen.State is RunStatus.Completed or RunStatus.Failed, TimeSpan.FromMinutes(10));
    }

    private static Frame Table(int rows)
    {
        var random = new SeededRandom(3);
        var columns = new double[Numbers][];
        for (int c = 0; c < Numbers; c++) columns[c] = new double[rows];
        var label = new string[rows];
        for (int row = 0; row < rows; row++)
        {
            for (int c = 0; c < Numbers; c++) columns[c][row] = random.NextNormal();
            label[row] = columns[0][row] * columns[1][row] + columns[2][row] + random.NextNormal() > 0 ? "yes" : "no";
        }
        return new Frame(
            new TableSchema([.. Enumerable.Range(0, Numbers).Select(c => new ColumnSchema($"x{c}", ColumnType.Numeric)),
                new ColumnSchema("y", ColumnType.Categorical, Categories: ["no", "yes"])]),
            [.. columns.Select(values => new NumericColumn(values)), CategoricalColumn.From(label)]);
    }

    private static double At(List<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)(share * (sorted.Length - 1))];
    }

    private static void Say(string line) => Console.WriteLine($"runs, {line}");
}
