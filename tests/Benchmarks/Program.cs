using Kolosal.Benchmarks;
using Kolosal.Engines;

// ./kolosal bench runs them all, ./kolosal bench NAME one. To add one: a class with a method that prints its lines, and a row here.
// What starts with -- goes to the benchmarks that take options (learning: --sets=a,b --models=a,b --threads=n --peers=FOLDER;
// boosting: --rows=n --repeats=n; monitoring: --parts=a,b and those of
// each part; alarms: --replays=n --values=n --detectors=a,b; runs: --silos=n --slots=n --trials=n --rows=n;
// privacy: --rows=n; automl: --seconds=n --trials=n --folds=0,1 --sets=a,b --parallel=n --ensemble=x; recovery: --models=n --predictions=n).
string[] names = [.. args.Where(arg => !arg.StartsWith("--", StringComparison.Ordinal))], options = [.. args.Except(names)];
(string Name, Func<Task> Run)[] benchmarks =
[
    ("state", StorageBenchmark.StateAsync),
    ("log", StorageBenchmark.LogAsync),
    ("audit", AuditBenchmark.RunAsync),
    ("ingest", () => IngestBenchmark.RunAsync()),
    ("privacy", () => PrivacyScanBenchmark.RunAsync(options)),
    ("predict", () => Task.Run(() => PredictBenchmark.Run())),
    ("predict-stages", () => Task.Run(StagesBenchmark.Run)),
    ("monitoring", () => MonitoringBenchmark.RunAsync(options)),
    ("drift", () => Task.Run(DriftBenchmark.Run)),
    ("alarms", () => Task.Run(() => AlarmsBenchmark.RunAsync(options))),
    ("recovery", () => RecoveryBenchmark.RunAsync(options)),
    ("boosting", () => Task.Run(() => BoostingBenchmark.Run(options))),
    ("forest", () => Task.Run(() => ForestBenchmark.Run())),
    ("scaler", () => Task.Run(ScalerBenchmark.Run)),
    ("cancel", () => Task.Run(CancellationBenchmark.Run)),
    ("explain", () => Task.Run(ExplanationBenchmark.Run)),
    ("search", () => Task.Run(SearchBenchmark.Run)),
    ("requests", () => RequestBenchmark.RunAsync()),
    ("runs", () => RunsBenchmark.RunAsync(options)),
    ("learning", () => Task.Run(() => LearningBenchmark.Run(options))),
    ("automl", () => AutomlBenchmark.RunAsync(options)),
];

if (names.Except(benchmarks.Select(benchmark => benchmark.Name)).Any())
{
    Console.Error.WriteLine($"Need nothing, or names out of: {string.Join(' ', benchmarks.Select(benchmark => benchmark.Name))}.");
    return 2;
}

// Forests are measured with the booster, too.
var chosen = benchmarks.Where(benchmark => names is [] || names.Contains(benchmark.Name)
    || (benchmark.Name == "forest" && names.Contains("boosting")));
TrainerEngines.Add();
Console.WriteLine("name, ours, reference, ratio");
foreach (var benchmark in chosen) await benchmark.Run();
return 0;
