using Kolosal.Benchmarks;
using Kolosal.Engines;

// ./kolosal bench runs them all, ./kolosal bench NAME one. To add one: a class with a method that prints its lines, and a row here.
// What starts with -- goes to the benchmarks that take options (learning: --sets=a,b --models=a,b --threads=n --peers=FOLDER;
// boosting: --rows=n --repeats=n; monitoring: --parts=a,b and those of
// each part; alarms: --replays=n --values=n --detectors=a,b; runs: --silos=n --slots=n --trials=n --rows=n;
// ingest: --rows=n --repeats=n; privacy: --rows=n; automl: --seconds=n --trials=n --folds=0,1 --sets=a,b --parallel=n --ensemble=x;
// recovery: --models=n --predictions=n;
// backup: --megabytes=n; serving: --parts=counterfactual,quantised,shadow --searches=n --turn=seconds --turns=n --pace=n;
// soak: --minutes=n --kill=true --postgres=true; scale: --models=n --runs=n --audit=n --predictions=n --repeats=n;
// predict: --turn=seconds --turns=n --rows=1,1000 --parts=durable,async,paced,binary;
// console: --models=n --runs=n --audit=n --repeats=n; smoke: --accept=true --only=words).
// --compare=FILE holds the ratios against a stored run and ends with 1 when one is worse by more than twice; --save=FILE stores this run; with
// "stored" for FILE it is the one in Results/ of this kind of processor.
args = JoinFiles(args);
string[] names = [.. args.Where(arg => !arg.StartsWith("--", StringComparison.Ordinal))], options = [.. args.Except(names)];
(string Name, Func<Task> Run)[] benchmarks =
[
    ("state", StorageBenchmark.StateAsync),
    ("log", StorageBenchmark.LogAsync),
    ("audit", AuditBenchmark.RunAsync),
    ("ingest", () => IngestBenchmark.RunAsync(options)),
    ("privacy", () => PrivacyScanBenchmark.RunAsync(options)),
    ("predict", () => PredictBenchmark.RunAsync(options)),
    ("predict-stages", () => Task.Run(StagesBenchmark.Run)),
    ("serving", () => ServingBenchmark.RunAsync(options)),
    ("monitoring", () => MonitoringBenchmark.RunAsync(options)),
    ("drift", () => Task.Run(DriftBenchmark.Run)),
    ("alarms", () => Task.Run(() => AlarmsBenchmark.RunAsync(options))),
    ("recovery", () => RecoveryBenchmark.RunAsync(options)),
    ("backup", () => BackupBenchmark.RunAsync(options)),
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
    ("soak", () => SoakBenchmark.RunAsync(options)),
    ("scale", () => ScaleBenchmark.RunAsync(options)),
    ("console", () => ConsoleBenchmark.RunAsync(options)),
    ("smoke", () => SmokeBenchmark.RunAsync(options)),
    ("openapi", OpenApiBenchmark.RunAsync),
];

if (names.Except(benchmarks.Select(benchmark => benchmark.Name)).Any())
{
    Console.Error.WriteLine($"Need nothing, or names out of: {string.Join(' ', benchmarks.Select(benchmark => benchmark.Name))}.");
    return 2;
}

// Forests are measured with the booster, too.
var chosen = benchmarks.Where(benchmark => names is [] || names.Contains(benchmark.Name)
    || (benchmark.Name == "forest" && names.Contains("boosting")));
string? compared = Stored(BenchOptions.Text(options, "compare")), saved = Stored(BenchOptions.Text(options, "save"));
if (compared is not null && !File.Exists(compared))
{
    Console.Error.WriteLine($"There is no file '{compared}' to compare with; --save=FILE makes one.");
    return 2;
}
TrainerEngines.Add();
var output = new RecordedOutput(Console.Out);
Console.SetOut(output);
Console.WriteLine("name, ours, reference, ratio");
foreach (var benchmark in chosen) await benchmark.Run();
if (saved is not null) output.Save(saved);
return compared is null ? Environment.ExitCode : Math.Max(Environment.ExitCode, output.Compare(compared));

// "stored" are the results that the repository keeps for this kind of processor.
static string? Stored(string? file) => file == "stored" ? RecordedOutput.Stored : file;

// A file may stand behind its option, as people type it.
static string[] JoinFiles(string[] args)
{
    var joined = new List<string>();
    for (int i = 0; i < args.Length; i++)
        joined.Add(args[i] is "--compare" or "--save" && i + 1 < args.Length ? $"{args[i]}={args[++i]}" : args[i]);
    return [.. joined];
}
