namespace Kolosal.Drift;

/// <summary>Every online detector there is, at its defaults. To add one: its file, and its line here; conformance and evaluation find it.</summary>
public static class ChangeDetectors
{
    /// <summary>The detectors.</summary>
    public static ImmutableArray<ChangeDetectorDescriptor> All { get; } =
    [
        Adwin.Descriptor,
        BettingDetector.Descriptor,
        Cusum.Descriptor,
        Ddm.Descriptor,
        Eddm.Descriptor,
        HddmAverage.Descriptor,
        HddmWeighted.Descriptor,
        Kswin.Descriptor,
        PageHinkley.Descriptor,
    ];

    /// <summary>What a detector must beat: one that never reports anything, and one that always does.</summary>
    public static ImmutableArray<ChangeDetectorDescriptor> Baselines { get; } = [FixedSignal.Never, FixedSignal.Always];

    /// <exception cref="KeyNotFoundException">There is none; the message lists those there are.</exception>
    public static ChangeDetectorDescriptor Get(string name) => All.FirstOrDefault(d => d.Name == name)
        ?? throw new KeyNotFoundException($"There is no detector '{name}'; there are {string.Join(", ", All.Select(d => d.Name))}.");

    internal static double Bit(double value) => value is 0 or 1 ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "Need 0, or 1 for an error.");

    internal static double Finite(double value) => double.IsFinite(value) ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "Need a finite number.");
}
