using System.Globalization;

namespace Kolosal.Benchmarks;

/// <summary>The largest resident memory of this process since a moment, above what it was then; Linux only.</summary>
internal readonly struct PeakMemory
{
    private const string Status = "/proc/self/status", Reset = "/proc/self/clear_refs";
    private readonly double before;

    private PeakMemory(double before) => this.before = before;

    /// <summary>Gives unused memory back, then starts measuring.</summary>
    public static PeakMemory Start()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (!File.Exists(Reset)) return new(double.NaN);
        File.WriteAllText(Reset, "5"); // proc(5): the peak becomes what is resident now
        return new(Read("VmRSS:"));
    }

    /// <summary>MB of 2²⁰ bytes above the start, NaN where the system does not say.</summary>
    public double Megabytes() => double.IsNaN(before) ? double.NaN : Read("VmHWM:") - before;

    private static double Read(string name) =>
        double.Parse(File.ReadLines(Status).First(line => line.StartsWith(name, StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Trim(), CultureInfo.InvariantCulture) / 1024;
}
