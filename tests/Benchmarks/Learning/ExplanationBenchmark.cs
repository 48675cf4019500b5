using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Kolosal.Learning;
using Kolosal.Learning.Explanation;
using Kolosal.Learning.Import;
using Kolosal.Learning.Trees;
using Kolosal.Testing;

namespace Kolosal.Benchmarks;

/// <summary>Exact attributions of 500 trees × 31 leaves, of our own model and of one that XGBoost
/// trained and explains beside us on one thread; counterfactuals of a default booster.</summary>
internal static class ExplanationBenchmark
{
    private const int TrainRows = 20_000, TestRows = 1_000, Trees = 500, Leaves = 31, Searches = 100;

    /// <summary>Prints one line a figure: name, ours, reference, ratio.</summary>
    public static void Run()
    {
        var (x, y) = BoostingProblemData.Rows(0, TrainRows + TestRows);
        var training = TrainingSet.Classification(x.AsMemory(0, TrainRows * BoostingProblemData.Columns), BoostingProblemData.Features,
            y.AsMemory(0, TrainRows), 2);
        double[] test = x[(TrainRows * BoostingProblemData.Columns)..];
        var own = (ITreeModel)new GradientBoostingTrainer(new() { Trees = Trees, MaxLeaves = Leaves, Threads = 2 })
            .Fit(training, seed: 1, CancellationToken.None);
        Attributions("own model", own.AdditiveTrees, test, null);

        var folder = Directory.CreateTempSubdirectory("kolosal-explain-");
        try
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, "x.f64"), MemoryMarshal.AsBytes<double>(x));
            File.WriteAllBytes(Path.Combine(folder.FullName, "y.i32"), MemoryMarshal.AsBytes<int>(y));
            if (Peer(folder.FullName) is { } peer)
                Attributions("XGBoost's model", XGBoostReader.Read(File.ReadAllBytes(Path.Combine(folder.FullName, "model.ubj"))).AdditiveTrees, test,
                    peer);
            else Console.WriteLine("explain: the peer is not installed (apt-get install python3-xgboost); ours alone");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        Counterfactuals(training, test);
    }

    private static void Attributions(string name, AdditiveTrees model, double[] test, Figures? peer)
    {
        var shap = new TreeShap(model);
        var workspace = shap.CreateWorkspace();
        double[] contributions = new double[shap.Inputs], score = new double[1], times = new double[TestRows];
        double worst = 0, total = 0;
        for (int repeat = 0; repeat < 3; repeat++) // the first loads code
        {
            total = 0;
            for (int r = 0; r < TestRows; r++)
            {
                var row = test.AsSpan(r * shap.Inputs, shap.Inputs);
                long start = Stopwatch.GetTimestamp();
                shap.Explain(row, contributions, workspace);
                times[r] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                total += times[r];
                model.RawScores(row, score);
                worst = Math.Max(worst, Math.Abs(contributions.Sum() + shap.BaseScores[0] - score[0]));
            }
        }
        Array.Sort(times);
        string what = $"explain {Trees} trees × {Leaves} leaves, {name},";
        Line($"{what} one row p50 ms (peer xgboost pred_contribs)", times[TestRows / 2], peer?.Median);
        Line($"{what} one row p99 ms (peer xgboost pred_contribs)", times[(int)(0.99 * TestRows)], peer?.Slow);
        Line($"{what} ms a row of {TestRows} (peer xgboost pred_contribs)", total / TestRows, peer?.Batch);
        Line($"{what} additivity error", worst, null);
    }

    private static void Counterfactuals(TrainingSet training, double[] test)
    {
        var model = new GradientBoostingTrainer(new() { Threads = 2 }).Fit(training, seed: 1, CancellationToken.None);
        // Two columns that nobody can change and two that only rise; the rest is free.
        ImmutableArray<ColumnRule> rules = [new(0) { Direction = ChangeDirection.Fixed }, new(3) { Direction = ChangeDirection.Fixed },
            new(20) { Direction = ChangeDirection.Up, Step = 1 }, new(2) { Direction = ChangeDirection.Up }];
        var search = new CounterfactualSearch(ModelFunction.Of(model), training.Take([.. Enumerable.Range(0, 1000)]), rules);
        double[] times = new double[Searches], output = new double[2];
        int found = 0, evaluations = 0;
        for (int s = -10; s < Searches; s++) // the first ones load code
        {
            var row = test.AsSpan((s + 10) * model.Inputs, model.Inputs);
            model.Score(row, output);
            long start = Stopwatch.GetTimestamp();
            var result = search.Find(row, new(output[1] < 0.5 ? 1 : 0, 0.5));
            if (s < 0) continue;
            times[s] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            evaluations += result.Evaluations;
            if (result.Verdict == CounterfactualVerdict.Found) found++;
        }
        Array.Sort(times);
        Line("explain counterfactuals, 100 trees × 28 columns, p50 ms", times[Searches / 2], null);
        Line("explain counterfactuals, 100 trees × 28 columns, p95 ms", times[(int)(0.95 * Searches)], null);
        Line("explain counterfactuals, share found", (double)found / Searches, null);
        Line("explain counterfactuals, rows scored a search", (double)evaluations / Searches, null);
    }

    private static Figures? Peer(string folder)
    {
        var sizes = new[] { TrainRows, TestRows, BoostingProblemData.Columns, Trees, Leaves }.Select(n => n.ToString(CultureInfo.InvariantCulture));
        if (PythonPeer.Script("explain_peer.py", [folder, .. sizes], threads: 2) is not { } output) return null;
        using var json = JsonDocument.Parse(output);
        return new(json.RootElement.GetProperty("p50_ms").GetDouble(), json.RootElement.GetProperty("p99_ms").GetDouble(),
            json.RootElement.GetProperty("batch_ms").GetDouble());
    }

    private static void Line(string name, double ours, double? reference) => Console.WriteLine(reference is { } peer
        ? string.Create(CultureInfo.InvariantCulture, $"{name}, {ours:G4}, {peer:G4}, {ours / peer:0.####}")
            : string.Create(CultureInfo.InvariantCulture, $"{name}, {ours:G4}, -, -"));

    private sealed record Figures(double Median, double Slow, double Batch);
}
