using System.Globalization;
using Kolosal.Learning;
using Kolosal.Learning.Pipelines;
using Kolosal.Testing;

namespace Kolosal.Benchmarks;

/// <summary>Default trainers beside scikit-learn's and XGBoost's on real data with fixed
/// splits: what they score, and whether the difference is more than chance.</summary>
/// <remarks>
/// Options: <c>--sets=a,b</c>, <c>--models=a,b</c>, <c>--threads=n</c> (default 1), <c>--peers=FOLDER</c>
/// keeps the peers' answers and uses those already there. The peers run in the same call with their own
/// defaults; the recorded figures of ../shared/bench/peers.csv (forests of 200 trees) stand beside them.
/// </remarks>
internal static class LearningBenchmark
{
    private static readonly string[] Sets =
    [
        "breast_cancer", "digits", "adult", "german_credit", "compas", "bank", "titanic", "telco_churn", "hospital_readmission", "elec2",
        "sea_stream",
        "diabetes", "boston", "communities_crime", "california_housing", "diamonds",
    ];

    /// <summary>Prints a line for every set and model, and two lines with the verdicts.</summary>
    /// <param name="options">The command line's options.</param>
    public static void Run(IReadOnlyCollection<string> options)
    {
        if (SharedFolders.Data is null)
        {
            Console.WriteLine("learning: the data folder is absent; set KOLOSAL_DATA or place it at ../shared/data");
            return;
        }
        string[] sets = Option(options, "sets")?.Split(',') ?? Sets, chosen = Option(options, "models")?.Split(',') ?? [];
        int threads = int.Parse(Option(options, "threads") ?? "1", CultureInfo.InvariantCulture);
        using var peers = new LearningBenchmarkPeers(Option(options, "peers"), threads);
        if (peers.Missing is { } reason) Console.WriteLine($"learning: {reason}; recorded figures only");

        int level = 0, ahead = 0, compared = 0;
        var worse = new List<string>();
        Console.WriteLine("data set, model, ours, peer, peer's score, recorded, ratio, difference in SEs, verdict");
        foreach (string name in sets)
        {
            var set = RealDataSet.Load(name);
            var score = new LearningBenchmarkScore(set);
            foreach (var model in LearningBenchmarkModel.All)
            {
                if ((chosen.Length > 0 && !chosen.Contains(model.Name)) || model.TrainerFor(set.Problem.Task) is not { } trainer) continue;
                peers.Prepare(set, [.. model.Sklearn, .. model.Xgboost]);
                var ours = model.Configurations.Select(parameters => Answers(set, trainer, parameters, threads)).ToArray();
                // The rule on defaults is about the first configuration; beside XGBoost's better one stands our better one.
                if (Line(set, score, peers, model.Name, ours[..1], model.Sklearn[..1], model.Recorded is [] ? [] : model.Recorded[..1]) is < -1)
                    worse.Add($"{name} {model.Name}");
                if (model.Xgboost is [] || Line(set, score, peers, model.Name + ", better of two", ours, model.Xgboost, model.Xgboost)
                    is not { } errors) continue;
                compared++;
                if (errors >= -1) level++;
                if (errors >= 0) ahead++;
            }
        }
        Console.WriteLine($"level with XGBoost, or better, on {level} of {compared}; its mean reached on {ahead}");
        Console.WriteLine($"worse than scikit-learn by more than one SE: {(worse.Count == 0 ? "none" : string.Join("; ", worse))}");
    }

    private static string? Option(IReadOnlyCollection<string> options, string name) =>
        options.FirstOrDefault(o => o.StartsWith($"--{name}=", StringComparison.Ordinal))?[(name.Length + 3)..];

    /// <summary>Prints one comparison.</summary>
    /// <returns>The difference in standard errors; null without a peer.</returns>
    private static double? Line(RealDataSet set, LearningBenchmarkScore score, LearningBenchmarkPeers peers, string model, double[][][] ours,
        string[] names, string[] recordedNames)
    {
        double[][] Best(IEnumerable<double[][]> of) => set.HasClasses ? of.MaxBy(score.Mean)! : of.MinBy(score.Mean)!;
        var answers = Best(ours);
        double own = score.Mean(answers);
        double[] recorded = [.. recordedNames.Select(name => peers.Recorded(set.Name, name)).Where(double.IsFinite)];
        double mark = recorded.Length == 0 ? double.NaN : set.HasClasses ? recorded.Max() : recorded.Min();
        string[] there = [.. names.Where(name => peers.Answers(set, name) is not null)];
        if (there.Length == 0)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{set.Name}, {model}, {own:G5}, -, -, {mark:G5}, {own / mark:F4}, -, not compared"));
            return null;
        }
        string peer = set.HasClasses ? there.MaxBy(name => score.Mean(peers.Answers(set, name)!))!
            : there.MinBy(name => score.Mean(peers.Answers(set, name)!))!;
        var theirs = peers.Answers(set, peer)!;
        double reference = score.Mean(theirs), errors = score.Compare(answers, theirs).InErrors;
        string verdict = errors > 1 ? "better" : errors >= -1 ? "level" : "worse";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{set.Name}, {model}, {own:G5}, {peer}, {reference:G5}, {mark:G5}, {own / reference:F4}, {errors:+0.0;-0.0;0.0}, {verdict}"));
        return errors;
    }

    private static double[][] Answers(RealDataSet set, TrainerDescriptor trainer, HyperParameters parameters, int threads) =>
        [.. set.TestFolds.Select(fold =>
    {
        var fitted = PipelineTrainer.Fit(TrainingPart.WholeTable(set.Table.SelectRows(set.TrainingRows(fold))), set.Problem, trainer, parameters,
            seed: 1, CancellationToken.None, threads: threads);
        double[] outputs = fitted.Score(set.Table.SelectRows(set.TestRows(fold)));
        return fitted.Outputs == 2 ? [.. Enumerable.Range(0, outputs.Length / 2).Select(r => outputs[2 * r + 1])] : outputs;
    })];
}
