namespace Kolosal.Drift;

/// <param name="Allowance">k: shifts of half this are waited for, in standard deviations. Above 0. Default: 0.5.</param>
/// <param name="Threshold">h, in standard deviations. Above 0. Default: 8.</param>
public sealed record CusumOptions(double Allowance = 0.5, double Threshold = 8)
{
    public double Allowance { get; } = OptionRange.Of(Allowance, Allowance > 0 && double.IsFinite(Allowance), "above 0");

    public double Threshold { get; } = OptionRange.Of(Threshold, Threshold > 0 && double.IsFinite(Threshold), "above 0");
}

/// <summary>The two-sided cumulative sum chart of values standardised by a stable time's mean and deviation.</summary>
/// <remarks>
/// Page (Biometrika 41, 1954); tabular form of Montgomery, Statistical Quality Control, section 9.1: C⁺ ← max(0, C⁺ + z − k), C⁻ likewise for −z.
/// After an alarm the sums begin anew, the reference stays: the stream is compared with what was trained on, not with what it became.
/// </remarks>
public sealed class Cusum : IChangeDetector
{
    private const int MinReference = 50; // fewer make the deviation a guess; chosen
    private readonly CusumOptions options;
    private readonly double mean, deviation;
    private double above, below;

    /// <param name="options">Its options.</param>
    /// <param name="mean">Of the stable time.</param>
    /// <param name="deviation">Of the stable time; above 0.</param>
    public Cusum(CusumOptions options, double mean, double deviation)
    {
        this.options = options;
        this.mean = OptionRange.Of(mean, double.IsFinite(mean), "finite");
        this.deviation = OptionRange.Of(deviation, deviation > 0 && double.IsFinite(deviation), "above 0");
    }

    /// <summary>The entry in <see cref="ChangeDetectors.All"/>.</summary>
    public static ChangeDetectorDescriptor Descriptor { get; } =
        new("cusum", StreamValues.Numbers, 1, null, reference => Of(new CusumOptions(), reference), MinReference);

    /// <summary>The chart that takes what is normal from a reference; of a constant one the first departure is a change.</summary>
    public static Cusum Of(CusumOptions options, double[] reference)
    {
        double mean = reference.Average(), deviation = Math.Sqrt(reference.Sum(x => (x - mean) * (x - mean)) / (reference.Length - 1));
        return new(options, mean, deviation > 0 ? deviation : Math.Max(double.Epsilon, 1e-12 * Math.Abs(mean)));
    }

    /// <summary>Values between two false alarms of a two-sided chart of normal values whose mean and deviation are known.</summary>
    /// <remarks>Siegmund's approximation (Sequential Analysis, 1985): one side (e^{2kb} − 2kb − 1) / 2k², b = h + 1.166; two sides half of it.
    /// </remarks>
    public static double AverageRunLength(CusumOptions options)
    {
        double k = options.Allowance, b = options.Threshold + 1.166;
        return (Math.Exp(2 * k * b) - 2 * k * b - 1) / (2 * k * k) / 2;
    }

    /// <inheritdoc/>
    public ChangeSignal Observe(double value)
    {
        double z = (ChangeDetectors.Finite(value) - mean) / deviation;
        above = Math.Max(0, above + z - options.Allowance);
        below = Math.Max(0, below - z - options.Allowance);
        if (above <= options.Threshold && below <= options.Threshold) return ChangeSignal.Stable;
        (above, below) = (0, 0);
        return ChangeSignal.Change;
    }
}
