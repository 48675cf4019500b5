using Kolosal.Statistics;

namespace Kolosal.Drift;

/// <param name="FalseAlarm">α: the chance that a look at a window of one distribution raises an alarm. Default: 0.0001.</param>
/// <param name="Window">Values kept. At least twice <paramref name="Recent"/>. Default: 300.</param>
/// <param name="Recent">The newest of them, held against as many of the older ones drawn at random. At least 5. Default: 50.</param>
/// <param name="Seed">Of the draws.</param>
public sealed record KswinOptions(double FalseAlarm = 0.0001, int Window = 300, int Recent = 50, ulong Seed = 0)
{
    public double FalseAlarm { get; } = OptionRange.Rate(FalseAlarm);

    public int Recent { get; } = OptionRange.Of(Recent, Recent >= 5, "at least 5");

    public int Window { get; } = OptionRange.Of(Window, Window >= 2 * Recent, "at least twice the recent values");
}

/// <summary>The newest values of a sliding window against a random draw of its older ones, by Kolmogorov and Smirnov's exact law.</summary>
/// <remarks>
/// Raab, Heusinger and Schleif, Reactive Soft Prototype Computing for Concept Drift Streams (Neurocomputing 416, 2020). Two independent samples
/// of one law are compared at a look, so the promise holds for each look by itself; with tied values the test is conservative. Looks of
/// neighbouring values share most of their window and do not multiply. A window, not the stream, is remembered: slow drifts pass unseen.
/// </remarks>
public sealed class Kswin : IChangeDetector
{
    private readonly KswinOptions options;
    private readonly double[] window, recent, older;
    private readonly double critical;
    private readonly int[] drawn;
    private SeededRandom random;
    private int count, next;

    public Kswin(KswinOptions options)
    {
        this.options = options;
        window = new double[options.Window];
        recent = new double[options.Recent];
        older = new double[options.Recent];
        drawn = new int[options.Recent];
        random = new SeededRandom(options.Seed);
        critical = Critical(options);
    }

    /// <summary>The entry in <see cref="ChangeDetectors.All"/>.</summary>
    public static ChangeDetectorDescriptor Descriptor { get; } = new("kswin", StreamValues.Numbers, new KswinOptions().Window,
        new FalseAlarmPromise(new KswinOptions().FalseAlarm, FalseAlarmOf.Look), _ => new Kswin(new KswinOptions()));

    /// <inheritdoc/>
    public ChangeSignal Observe(double value)
    {
        window[next] = ChangeDetectors.Finite(value);
        next = (next + 1) % window.Length;
        if (count < window.Length) count++;
        if (count < window.Length) return ChangeSignal.Stable;

        int old = window.Length - recent.Length;
        for (int i = 0; i < recent.Length; i++) recent[i] = At(old + i);
        Draw(old);
        if (KolmogorovSmirnov.Distance(older, recent) < critical) return ChangeSignal.Stable;

        // What is new is kept: it is the beginning of what comes.
        recent.CopyTo(window, 0);
        (count, next) = (recent.Length, recent.Length);
        return ChangeSignal.Change;
    }

    /// <summary>The value at a place of the window, the oldest at 0.</summary>
    private double At(int place) => window[(next + place) % window.Length];

    /// <summary>Draws without replacement (Floyd): each older place is as likely as any other.</summary>
    private void Draw(int places)
    {
        for (int i = 0; i < older.Length; i++)
        {
            int place = random.Next(places - older.Length + i + 1);
            if (drawn.AsSpan(0, i).Contains(place)) place = places - older.Length + i;
            drawn[i] = place;
            older[i] = At(place);
        }
    }

    /// <summary>The least distance, a multiple of 1 / Recent, whose exact p-value is within the promise.</summary>
    private static double Critical(KswinOptions options)
    {
        int n = options.Recent;
        for (int step = 1; step <= n; step++)
            if (KolmogorovSmirnov.ExactPValue((double)step / n, n, n) <= options.FalseAlarm) return (step - 0.5) / n;
        return double.PositiveInfinity; // so few values cannot speak at this rate
    }
}
