using System.Diagnostics;
using System.Globalization;
using Kolosal.Drift;

namespace Kolosal.Benchmarks;

/// <summary>Values a second that each online detector takes on one core, on a stable stream of a million; the best of three.</summary>
internal static class DriftBenchmark
{
    private const int Values = 1_000_000, Repeats = 3;

    /// <summary>Prints a line a detector; the reference is river's ADWIN in Cython, 293,000 values a second, of another machine.</summary>
    public static void Run()
    {
        const double River = 293_000;
        foreach (var detector in ChangeDetectors.All)
        {
            double rate = RateOf(detector);
            string reference = detector.Name == "adwin" ? Line($"{River:0}, {rate / River:0.##}") : "-, -";
            Console.WriteLine(Line($"drift {detector.Name} values/s, {rate:0}, ") + reference);
        }
    }

    /// <summary>Values a second.</summary>
    public static double RateOf(ChangeDetectorDescriptor detector)
    {
        var stream = GeneratedStreams.Abrupt(detector.Takes, 0, 1000, Values, seed: 1);
        double best = double.PositiveInfinity;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            var watching = detector.Create(stream.Reference);
            var clock = Stopwatch.StartNew();
            foreach (double value in stream.Values) watching.Observe(value);
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }
        return Values / best;
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
