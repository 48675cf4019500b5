using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kolosal.Engines.LightGbm;
using Kolosal.Learning;
using Kolosal.Learning.Trees;
using Kolosal.Testing;

namespace Kolosal.Benchmarks;

/// <summary>The booster beside LightGBM, XGBoost and scikit-learn on 1,000,000 × 28, 100 rounds, two threads, in one run.</summary>
/// <remarks>
/// LightGBM runs in this process, by turns with ours. The other peers are timed by boosting_peer.py in processes of their own, started by turns
/// with ours, best of the repeats each; without python3-sklearn and python3-xgboost they are left out. Our training time and LightGBM's start at
/// the row-major doubles and so include binning.
/// </remarks>
internal static class BoostingBenchmark
{
    private const int Threads = 2, SingleRows = 20_000;

    /// <summary>Prints one line a figure: name, ours, reference, ratio.</summary>
    /// <param name="given"><c>--repeats=n</c>: runs of each side, 2 unless told; <c>--rows=n</c>: training rows other than a million, without
    /// the peers in processes of their own, which know a million only.</param>
    public static void Run(string[] given)
    {
        string bench = Path.Combine(SharedFolders.Repository, "..", "shared", "bench");
        int repeats = BenchOptions.Number(given, "repeats", 2), count = BenchOptions.Number(given, "rows", BoostingProblemData.TrainRows);
        var (trainX, trainY) = BoostingProblemData.Rows(0, count);
        var (testX, testY) = BoostingProblemData.Rows(BoostingProblemData.TrainRows, BoostingProblemData.TestRows);
        var rows = TrainingSet.Classification(trainX, BoostingProblemData.Features, trainY, 2);
        Library(repeats, rows, testX, testY);
        using var peers = count == BoostingProblemData.TrainRows ? BoostingPeers.Prepare(bench) : null;
        if (count != BoostingProblemData.TrainRows)
        {
            Console.WriteLine($"boosting: {count} rows are not the million that XGBoost and scikit-learn are timed with; they are left out");
            return;
        }
        if (peers is null) Console.WriteLine("boosting: the peers are not installed (apt-get install python3-sklearn python3-xgboost); ours alone");

        var theirs = new Dictionary<string, Figures>();
        var leafWise = new GradientBoostingOptions { Threads = Threads };
        foreach (var (name, options, configs) in new[]
        {
            // All rows in each round, as the peers.
            ("31 leaves, same settings", leafWise with { MaxRowsPerLeaf = 0 }, new[] { "xgb_leaf31", "histgb_leaf31" }),
            // Our default sees 4,096 rows a leaf in each round, here 127,000; beside the
            // peers as they are by default and XGBoost with the like share of its own.
            ("31 leaves, our default", leafWise, ["xgb_leaf31", "histgb_leaf31", "xgb_leaf31:0.127"]),
            ("depth 8", new GradientBoostingOptions { Threads = Threads, Growth = TreeGrowth.DepthWise, MaxDepth = 8, MaxLeaves = 256 },
                ["xgb_depth8"]),
        })
        {
            var ours = default(Figures);
            for (int repeat = 0; repeat < repeats; repeat++)
            {
                ours = ours.Better(Measure(options, rows, testX, testY));
                if (peers is null) continue;
                foreach (string config in configs) theirs[config] = theirs.GetValueOrDefault(config).Better(peers.Measure(config));
            }
            foreach (string config in peers is null ? [""] : configs)
            {
                var peer = peers is null ? default : theirs[config];
                Line($"boosting {name} train s (peer {config})", ours.TrainSeconds, peer.TrainSeconds);
                Line($"boosting {name} memory beyond the loaded rows MB (peer {config})", ours.WorkingMegabytes, peer.WorkingMegabytes);
                Line($"boosting {name} predict 100,000 rows s (peer {config})", ours.PredictSeconds, peer.PredictSeconds);
                Line($"boosting {name} predict 1,000,000 rows s (peer {config})", ours.PredictManySeconds, peer.PredictManySeconds);
                Line($"boosting {name} one row µs (peer {config})", ours.RowMicroseconds, peer.RowMicroseconds);
                Line($"boosting {name} test AUC (peer {config})", ours.Auc, peer.Auc);
            }
        }
    }

    /// <summary>LightGBM with our λ₂ and all rows in each round on both sides.</summary>
    private static void Library(int repeats, TrainingSet rows, double[] testX, int[] testY)
    {
        if (LightGbmPeer.Missing is { } why)
        {
            Console.WriteLine($"boosting: LightGBM is left out, {why}");
            return;
        }
        var options = new GradientBoostingOptions { Threads = Threads, MaxRowsPerLeaf = 0 };
        var same = new LightGbmOptions { Threads = Threads, LambdaL2 = options.L2 };
        Figures ours = default, peer = default;
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            ours = ours.Better(Measure(options, rows, testX, testY));
            peer = peer.Better(LightGbmPeer.Measure(same, rows, testX, testY));
        }
        string what = $"boosting {rows.Rows} rows, 31 leaves, same settings";
        Line($"{what}: train s (peer LightGBM)", ours.TrainSeconds, peer.TrainSeconds);
        Line($"{what}: memory beyond the loaded rows MB (peer LightGBM)", ours.WorkingMegabytes, peer.WorkingMegabytes);
        Line($"{what}: predict {testY.Length} rows s (peer LightGBM)", ours.PredictSeconds, peer.PredictSeconds);
        Line($"{what}: predict {rows.Rows} rows s (peer LightGBM)", ours.PredictManySeconds, peer.PredictManySeconds);
        Line($"{what}: one row µs (peer LightGBM)", ours.RowMicroseconds, peer.RowMicroseconds);
        Line($"{what}: test AUC (peer LightGBM)", ours.Auc, peer.Auc);
    }

    private static Figures Measure(GradientBoostingOptions options, TrainingSet rows, double[] testX, int[] testY)
    {
        var memory = PeakMemory.Start();
        var clock = Stopwatch.StartNew();
        var model = new GradientBoostingTrainer(options).Fit(rows, seed: 1, CancellationToken.None);
        double train = clock.Elapsed.TotalSeconds, working = memory.Megabytes();

        var outputs = new double[testY.Length * 2];
        double predict = PredictSeconds(model, testX, testY.Length, outputs, repeats: 3);
        double predictMany = PredictSeconds(model, rows.Features, rows.Rows, new double[rows.Rows * 2], repeats: 2);

        Span<double> output = stackalloc double[2];
        double single = double.PositiveInfinity;
        long allocated = 0;
        for (int repeat = 0; repeat < 5; repeat++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            clock.Restart();
            for (int r = 0; r < SingleRows; r++) model.Score(testX.AsSpan(r * model.Inputs, model.Inputs), output);
            single = Math.Min(single, clock.Elapsed.TotalMicroseconds / SingleRows);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        if (allocated > 0) Console.WriteLine($"boosting: {allocated} bytes allocated in {SingleRows} single rows, expected none");
        return new(train, working, predict, predictMany, single, Auc(outputs, testY));
    }

    private static double PredictSeconds(IPredictor model, ReadOnlyMemory<double> x, int rows, double[] outputs, int repeats)
    {
        double best = double.PositiveInfinity;
        int part = rows / Threads;
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            var clock = Stopwatch.StartNew();
            Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, p => model.ScoreBatch(
                x.Span.Slice(p * part * model.Inputs, part * model.Inputs), part, outputs.AsSpan(p * part * 2, part * 2)));
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }
        return best;
    }

    private static void Line(string name, double ours, double reference) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{name}, {ours:0.#####}, {(reference > 0 ? reference.ToString("0.#####", CultureInfo.InvariantCulture) : "-")}, "
            + $"{(reference > 0 ? (ours / reference).ToString("0.####", CultureInfo.InvariantCulture) : "-")}"));

    // The share of pairs in which the positive row scores higher, ties half (Mann-Whitney).
    internal static double Auc(double[] outputs, int[] labels)
    {
        var scores = new double[labels.Length];
        for (int i = 0; i < scores.Length; i++) scores[i] = outputs[2 * i + 1];
        int[] order = [.. Enumerable.Range(0, scores.Length)];
        Array.Sort(scores, order);
        double ranks = 0, positives = 0;
        for (int from = 0; from < order.Length;)
        {
            int to = from + 1;
            while (to < order.Length && scores[to] == scores[from]) to++;
            for (int i = from; i < to; i++)
            {
                if (labels[order[i]] == 0) continue;
                ranks += (from + 1 + to) / 2.0;
                positives++;
            }
            from = to;
        }
        return (ranks - positives * (positives + 1) / 2) / (positives * (labels.Length - positives));
    }

    /// <summary>One side's figures; zeros before anything is measured.</summary>
    internal readonly record struct Figures(double TrainSeconds, double WorkingMegabytes, double PredictSeconds, double PredictManySeconds,
        double RowMicroseconds, double Auc)
    {
        public static Figures FromJson(string line)
        {
            using var json = JsonDocument.Parse(line);
            double Get(string name) => json.RootElement.GetProperty(name).GetDouble();
            return new(Get("train_s"), Get("working_mb"), Get("predict_100k_s"), Get("predict_1m_s"), 1000 * Get("predict_1row_ms"), Get("auc"));
        }

        public Figures Better(Figures other) => TrainSeconds == 0 ? other
            : new(Math.Min(TrainSeconds, other.TrainSeconds), Math.Min(WorkingMegabytes, other.WorkingMegabytes),
                Math.Min(PredictSeconds, other.PredictSeconds),
                Math.Min(PredictManySeconds, other.PredictManySeconds), Math.Min(RowMicroseconds, other.RowMicroseconds), other.Auc);
    }
}
