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

        Monitor();
    }

    /// <summary>Rows of thirty columns a second of processor time that a monitor counts and judges, requests of a thousand; the best of three.
    /// </summary>
    private static void Monitor()
    {
        const int Request = 1_000, Requests = 300, Window = 500;
        var (yardstick, rows) = MonitorEvaluation.Prepare(Request, 0.01, seed: 1);
        double[] outputs = new double[2 * Request];
        int[] decisions = [.. Enumerable.Range(0, Request).Select(i => i % 2)];
        double best = double.PositiveInfinity;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            var tally = new DriftTally();
            tally.Begin(yardstick);
            var began = Environment.CpuUsage.TotalTime;
            for (int request = 0; request < Requests; request++)
            {
                tally.Count(yardstick, Request, rows, outputs, decisions);
                if (tally.Rows < Window) continue;
                WindowJudge.Judge(yardstick, tally, DriftJudge.StandardTest, 0);
                tally.EmptyWindow(yardstick);
            }

            best = Math.Min(best, (Environment.CpuUsage.TotalTime - began).TotalSeconds);
        }

        Console.WriteLine(Line($"drift monitor of 30 columns rows/s, {Request * Requests / best:0}, -, -"));
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
