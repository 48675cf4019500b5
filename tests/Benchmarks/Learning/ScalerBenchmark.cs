using System.Diagnostics;
using System.Globalization;
using Kolosal.Learning;
using Kolosal.Learning.Preprocessing.Scalers;
using Kolosal.Statistics;

namespace Kolosal.Benchmarks;

/// <summary>The standard scaler on 1,000,000 × 10 doubles, learnt and applied on one
/// thread, beside scikit-learn's in the same run; the best of twenty each.</summary>
/// <remarks>Ours writes into an array that is there already; theirs into a new one, which its call cannot avoid.</remarks>
internal static class ScalerBenchmark
{
    private const int Rows = 1_000_000, Columns = 10, Repeats = 20;

    /// <summary>Prints one line: name, ours, reference, ratio.</summary>
    public static void Run()
    {
        var random = new SeededRandom(1);
        var x = new double[Rows * Columns];
        for (int i = 0; i < x.Length; i++) x[i] = random.NextNormal();
        var rows = new FeatureRows(x, [.. Enumerable.Range(0, Columns).Select(c => new FeatureInfo($"x{c}"))], Rows);
        var scaled = new double[x.Length];
        double ours = double.PositiveInfinity;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            var clock = Stopwatch.StartNew();
            new StandardScaler(new()).Fit(rows, seed: 1, CancellationToken.None).ApplyRows(x, Rows, scaled);
            ours = Math.Min(ours, 1000 * clock.Elapsed.TotalSeconds);
        }
        string name = "standard scaler 1,000,000 × 10 fit and apply ms (peer scikit-learn)";
        if (Peer() is { } peer)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}, {ours:0.##}, {peer:0.##}, {ours / peer:0.####}"));
        else Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}; the peer is not installed (apt-get install python3-sklearn), {ours:0.##}, -, -"));
    }

    private static double? Peer() =>
        PythonPeer.Script("scaler_peer.py", new[] { Rows, Columns, Repeats }.Select(n => n.ToString(CultureInfo.InvariantCulture)), threads: 1)
            is { } seconds
            ? 1000 * double.Parse(seconds, CultureInfo.InvariantCulture) : null;
}
