namespace Kolosal.Drift;

/// <param name="Delta">δ: how far above its mean a value may lie before it counts. In the values' unit, finite. Default: 0.005.</param>
/// <param name="Threshold">λ: the sum from which on the stream has changed. Above 0. Default: 50.</param>
/// <param name="Forgetting">α: what is left of the sum at each value. Above 0, at most 1. Default: 0.9999.</param>
/// <param name="MinSample">No change is reported before so many values. At least 2. Default: 29.</param>
public sealed record PageHinkleyOptions(double Delta = 0.005, double Threshold = 50, double Forgetting = 0.9999, int MinSample = 29)
{
    public double Delta { get; } = OptionRange.Of(Delta, double.IsFinite(Delta), "finite");

    public double Threshold { get; } = OptionRange.Of(Threshold, Threshold > 0 && double.IsFinite(Threshold), "above 0");

    public double Forgetting { get; } = OptionRange.Of(Forgetting, Forgetting is > 0 and <= 1, "above 0 and at most 1");

    public int MinSample { get; } = OptionRange.Of(MinSample, MinSample >= 2, "at least 2");
}

/// <summary>The Page-Hinkley test for a rising mean: S ← max(0, α S + x − x̄ − δ), change when S ≥ λ.</summary>
/// <remarks>Page, Continuous inspection schemes (Biometrika 41, 1954); Hinkley (Biometrika 58, 1971); with the forgetting of Mouss et al. (2004).
/// x̄ includes x. Sees rises only. λ is in the values' unit, so it promises no rate of false alarms by itself.</remarks>
public sealed class PageHinkley(PageHinkleyOptions options) : IResumableDetector
{
    private long count;
    private double mean, sum;

    /// <summary>The entry in <see cref="ChangeDetectors.All"/>.</summary>
    public static ChangeDetectorDescriptor Descriptor { get; } =
        new("page_hinkley", StreamValues.Numbers, new PageHinkleyOptions().MinSample, null, _ => new PageHinkley(new PageHinkleyOptions()));

    /// <inheritdoc/>
    public ChangeSignal Observe(double value)
    {
        count++;
        mean += (ChangeDetectors.Finite(value) - mean) / count;
        sum = Math.Max(0, options.Forgetting * sum + (value - mean - options.Delta));
        if (count < options.MinSample || sum < options.Threshold) return ChangeSignal.Stable;
        (count, mean, sum) = (0, 0, 0);
        return ChangeSignal.Change;
    }

    /// <inheritdoc/>
    public double[] Keep() => [count, mean, sum];

    /// <inheritdoc/>
    public void Resume(ReadOnlySpan<double> kept)
    {
        OptionRange.Of(kept.Length, kept.Length == 3, "3 numbers");
        (count, mean, sum) = ((long)kept[0], kept[1], kept[2]);
    }
}
