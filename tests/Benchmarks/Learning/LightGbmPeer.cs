using System.Diagnostics;
using System.Text;
using Kolosal.Engines.LightGbm;
using Kolosal.Learning;
using Kolosal.Learning.Import;

namespace Kolosal.Benchmarks;

/// <summary>LightGBM in this process, with the booster's settings: trained and asked by its own library, rows and all.</summary>
internal static class LightGbmPeer
{
    private const int SingleRows = 20_000, Repeats = 5;

    /// <summary>Why it cannot be measured here, or null.</summary>
    public static string? Missing => LightGbmEngine.Load().Missing;

    /// <summary>Trains and predicts once. Training begins at the row-major doubles and ends with a model that can serve, as ours does.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="rows">Two classes.</param>
    /// <param name="testX">Rows to predict, row-major.</param>
    /// <param name="testY">Their classes.</param>
    public static BoostingBenchmark.Figures Measure(LightGbmOptions options, TrainingSet rows, double[] testX, int[] testY)
    {
        var memory = PeakMemory.Start();
        var clock = Stopwatch.StartNew();
        var model = (LightGbmModel)new LightGbmTrainer(options).Fit(rows, seed: 1, CancellationToken.None);
        double train = clock.Elapsed.TotalSeconds, working = memory.Megabytes();

        using var booster = BoosterHandle.Of(Encoding.UTF8.GetString(model.Text));
        int columns = rows.Columns.Length;
        var outputs = new double[testY.Length];
        double predict = Best(3, () => booster.Predict(testX, testY.Length, columns, outputs, options.Threads));
        var many = new double[rows.Rows];
        double predictMany = Best(2, () => booster.Predict(rows.Features.Span, rows.Rows, columns, many, options.Threads));
        double single = Best(Repeats, () => OneByOne(booster, testX, Math.Min(SingleRows, testY.Length), columns));
        double[] both = [.. outputs.SelectMany(p => (double[])[1 - p, p])];
        return new(train, working, predict, predictMany, 1e6 * single / Math.Min(SingleRows, testY.Length), BoostingBenchmark.Auc(both, testY));
    }

    /// <summary>The library's own way to ask for one row after the other: what does not change is prepared once.</summary>
    private static unsafe void OneByOne(BoosterHandle booster, double[] x, int rows, int columns)
    {
        LightGbmNative.Check(LightGbmNative.PredictRowFastInit(booster, LightGbmNative.PredictNormal, 0, -1, LightGbmNative.Float64, columns,
            "num_threads=1", out nint prepared));
        double output = 0;
        fixed (double* at = x)
            for (int row = 0; row < rows; row++)
                LightGbmNative.Check(LightGbmNative.PredictRowFast(prepared, at + (long)row * columns, out _, &output));
        LightGbmNative.Check(LightGbmNative.FastConfigFree(prepared));
    }

    private static double Best(int repeats, Action run)
    {
        double best = double.PositiveInfinity;
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            var clock = Stopwatch.StartNew();
            run();
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }
        return best;
    }
}
