using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Kolosal.Learning;
using Kolosal.Learning.Trees;

namespace Kolosal.Benchmarks;

/// <summary>The default random forest of 100 trees beside scikit-learn's, both on two
/// threads in one run, started alternately; the best of the repeats.</summary>
/// <remarks>Rows are those of <see cref="BoostingProblemData"/>. Our time starts at the
/// row-major doubles and so includes binning; theirs at float32, its own format.</remarks>
internal static class ForestBenchmark
{
    private const int Threads = 2, TestRows = 20_000;

    /// <summary>Prints one line a figure: name, ours, reference, ratio.</summary>
    /// <param name="repeats">Runs of each side.</param>
    public static void Run(int repeats = 3)
    {
        foreach (var (rows, columns) in new[] { (50_000, 20), (100_000, BoostingProblemData.Columns) })
        {
            var (x, y) = Narrow(rows + TestRows, columns);
            var folder = Directory.CreateTempSubdirectory("kolosal-forest-");
            try
            {
                File.WriteAllBytes(Path.Combine(folder.FullName, "x.f64"), MemoryMarshal.AsBytes<double>(x));
                File.WriteAllBytes(Path.Combine(folder.FullName, "y.i32"), MemoryMarshal.AsBytes<int>(y));
                Compare(rows, columns, x, y, folder.FullName, repeats);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    }

    private static void Compare(int rows, int columns, double[] x, int[] y, string folder, int repeats)
    {
        var training = TrainingSet.Classification(x.AsMemory(0, rows * columns), BoostingProblemData.Features[..columns], y.AsMemory(0, rows), 2);
        Figures? ours = null, theirs = null;
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            ours = Measure(training, x.AsSpan(rows * columns), y.AsSpan(rows)).Better(ours);
            if (Peer(folder, rows, columns) is { } peer) theirs = peer.Better(theirs);
        }
        if (theirs is null) Console.WriteLine("forest: the peer is not installed (apt-get install python3-sklearn); ours alone");
        string name = string.Create(CultureInfo.InvariantCulture, $"forest 100 trees {rows:N0} × {columns}");
        Line(name + " train s (peer scikit-learn)", ours!.Value.TrainSeconds, theirs?.TrainSeconds);
        Line(name + string.Create(CultureInfo.InvariantCulture, $" predict {TestRows:N0} rows s (peer scikit-learn)"), ours.Value.PredictSeconds,
            theirs?.PredictSeconds);
        Line(name + " test AUC (peer scikit-learn)", ours.Value.Auc, theirs?.Auc);
    }

    private static (double[] X, int[] Y) Narrow(int rows, int columns)
    {
        var (all, y) = BoostingProblemData.Rows(0, rows);
        var x = new double[rows * columns];
        for (int r = 0; r < rows; r++) all.AsSpan(r * BoostingProblemData.Columns, columns).CopyTo(x.AsSpan(r * columns));
        return (x, y);
    }

    private static Figures Measure(TrainingSet training, ReadOnlySpan<double> testX, ReadOnlySpan<int> testY)
    {
        GC.Collect();
        var clock = Stopwatch.StartNew();
        var model = new RandomForestTrainer(new() { Threads = Threads }).Fit(training, seed: 1, CancellationToken.None);
        double train = clock.Elapsed.TotalSeconds;
        var outputs = new double[2 * testY.Length];
        double[] x = testX.ToArray();
        int half = testY.Length / Threads;
        double predict = double.PositiveInfinity;
        for (int repeat = 0; repeat < 3; repeat++)
        {
            clock.Restart();
            Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, part => model.ScoreBatch(
                x.AsSpan(part * half * model.Inputs, half * model.Inputs), half, outputs.AsSpan(part * half * 2, half * 2)));
            predict = Math.Min(predict, clock.Elapsed.TotalSeconds);
        }
        return new(train, predict, BoostingBenchmark.Auc(outputs, testY.ToArray()));
    }

    private static Figures? Peer(string folder, int rows, int columns)
    {
        var sizes = new[] { rows, TestRows, columns }.Select(n => n.ToString(CultureInfo.InvariantCulture));
        if (PythonPeer.Script("forest_peer.py", [folder, .. sizes], Threads) is not { } output) return null;
        using var json = JsonDocument.Parse(output);
        return new(json.RootElement.GetProperty("train_s").GetDouble(), json.RootElement.GetProperty("predict_s").GetDouble(),
            json.RootElement.GetProperty("auc").GetDouble());
    }

    private static void Line(string name, double ours, double? reference) => Console.WriteLine(reference is { } peer
        ? string.Create(CultureInfo.InvariantCulture, $"{name}, {ours:0.#####}, {peer:0.#####}, {ours / peer:0.####}")
            : string.Create(CultureInfo.InvariantCulture, $"{name}, {ours:0.#####}, -, -"));

    private readonly record struct Figures(double TrainSeconds, double PredictSeconds, double Auc)
    {
        public Figures Better(Figures? other) =>
            other is not { } o ? this : new(Math.Min(TrainSeconds, o.TrainSeconds), Math.Min(PredictSeconds, o.PredictSeconds), Auc);
    }
}
