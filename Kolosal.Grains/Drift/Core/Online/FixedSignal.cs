namespace Kolosal.Drift;

/// <summary>Says the same whatever it sees: the yardstick that shows what a score is worth.</summary>
public sealed class FixedSignal : IChangeDetector
{
    private readonly ChangeSignal signal;

    private FixedSignal(ChangeSignal signal) => this.signal = signal;

    public static ChangeDetectorDescriptor Never { get; } =
        new("never_fires", StreamValues.Numbers, int.MaxValue, null, _ => new FixedSignal(ChangeSignal.Stable));

    public static ChangeDetectorDescriptor Always { get; } =
        new("always_fires", StreamValues.Numbers, 1, null, _ => new FixedSignal(ChangeSignal.Change));

    /// <inheritdoc/>
    public ChangeSignal Observe(double value) => signal;
}
