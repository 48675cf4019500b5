namespace Kolosal.Drift;

/// <param name="FalseAlarm">δ: the chance that a look at a window of one mean cuts it. Above 0, below 1. Default: 0.002.</param>
/// <param name="SkipsNewestOfSize">Whether the newest bucket of each size stays on the recent side of every cut, as in river 0.7 and MOA:
/// fewer cuts are tried, and alarms come later. Default: no.</param>
public sealed record AdwinOptions(double FalseAlarm = 0.002, bool SkipsNewestOfSize = false)
{
    public double FalseAlarm { get; } = OptionRange.Rate(FalseAlarm);
}

/// <summary>A window that grows while its mean holds and is cut where it does not.</summary>
/// <remarks>
/// Bifet and Gavaldà, Learning from Time-Changing Data with Adaptive Windowing (SDM 2007), ADWIN2. The window is an exponential histogram: at
/// most five buckets of each size 1, 2, 4, … , each with its sum and its squares about its mean, so memory and a look cost log W. Every 32
/// values each cut into an older part of n₀ and a newer part of n₁ values (at least five each) is looked at: while
/// |x̄₀ − x̄₁| > √(2 σ² d / m) + 2 d / 3m, 1/m = 1/(n₀ − 4) + 1/(n₁ − 4), d = ln(2 ln W / δ), the oldest bucket goes.
/// The variance term holds for values within a range of about 1; scale others first.
/// </remarks>
public sealed class Adwin(AdwinOptions options) : IResumableDetector
{
    private const int BucketsOfSize = 5, LookEvery = 32, Grace = 10, MinPart = 5, Sizes = 48, Slots = BucketsOfSize + 1;

    // Row s holds the buckets of 2^s values, oldest first.
    private readonly double[] sums = new double[Sizes * Slots], squares = new double[Sizes * Slots];
    private readonly int[] held = new int[Sizes];
    private int largest;
    private long seen;
    private double total, spread;

    /// <summary>The entry in <see cref="ChangeDetectors.All"/>.</summary>
    public static ChangeDetectorDescriptor Descriptor { get; } = new("adwin", StreamValues.Numbers, LookEvery,
        new FalseAlarmPromise(new AdwinOptions().FalseAlarm, FalseAlarmOf.Look, LookEvery), _ => new Adwin(new AdwinOptions()));

    /// <summary>Values in the window.</summary>
    public long Width { get; private set; }

    /// <summary>Their mean; 0 for none.</summary>
    public double Mean => Width > 0 ? total / Width : 0;

    /// <inheritdoc/>
    public ChangeSignal Observe(double value)
    {
        Add(ChangeDetectors.Finite(value));
        if (++seen % LookEvery != 0 || Width <= Grace) return ChangeSignal.Stable;
        bool changed = false;
        while (HasCut())
        {
            DropOldest();
            changed = true;
        }
        return changed ? ChangeSignal.Change : ChangeSignal.Stable;
    }

    /// <inheritdoc/>
    public double[] Keep()
    {
        List<double> kept = [seen, Width, total, spread, largest];
        for (int size = 0; size <= largest; size++)
        {
            kept.Add(held[size]);
            kept.AddRange(sums.AsSpan(size * Slots, held[size]));
            kept.AddRange(squares.AsSpan(size * Slots, held[size]));
        }

        return [.. kept];
    }

    /// <inheritdoc/>
    public void Resume(ReadOnlySpan<double> kept)
    {
        OptionRange.Of(kept.Length, kept.Length >= 6 && kept[4] is >= 0 and < Sizes, "what a detector kept");
        Array.Clear(held);
        (seen, Width, total, spread, largest) = ((long)kept[0], (long)kept[1], kept[2], kept[3], (int)kept[4]);
        for (int size = 0, at = 5; size <= largest; size++)
        {
            OptionRange.Of(kept.Length, at < kept.Length && kept[at] is >= 0 and < Slots && at + 2 * (int)kept[at] < kept.Length, "whole");
            held[size] = (int)kept[at++];
            kept.Slice(at, held[size]).CopyTo(sums.AsSpan(size * Slots));
            kept.Slice(at + held[size], held[size]).CopyTo(squares.AsSpan(size * Slots));
            at += 2 * held[size];
        }
    }

    private void Add(double value)
    {
        if (Width > 0) spread += Width * (value - Mean) * (value - Mean) / (Width + 1);
        Width++;
        total += value;
        Append(0, value, 0);
        for (int size = 0; held[size] > BucketsOfSize; size++) MergeOldest(size);
    }

    private void Append(int size, double sum, double square)
    {
        int at = size * Slots + held[size]++;
        (sums[at], squares[at]) = (sum, square);
    }

    private void MergeOldest(int size)
    {
        int at = size * Slots;
        double n = 1L << size, gap = (sums[at] - sums[at + 1]) / n;
        Append(size + 1, sums[at] + sums[at + 1], squares[at] + squares[at + 1] + gap * gap * n / 2);
        largest = Math.Max(largest, size + 1);
        Remove(size, 2);
    }

    private void Remove(int size, int buckets)
    {
        int at = size * Slots;
        held[size] -= buckets;
        Array.Copy(sums, at + buckets, sums, at, held[size]);
        Array.Copy(squares, at + buckets, squares, at, held[size]);
    }

    private void DropOldest()
    {
        int at = largest * Slots;
        double n = 1L << largest, mean = sums[at] / n;
        Width -= 1L << largest;
        total -= sums[at];
        double gap = mean - Mean;
        spread = Math.Max(0, spread - squares[at] - n * Width * gap * gap / (n + Width));
        Remove(largest, 1);
        while (largest > 0 && held[largest] == 0) largest--;
    }

    private bool HasCut()
    {
        double d = Math.Log(2 * Math.Log(Width) / options.FalseAlarm), variance = spread / Width, older = 0;
        long n0 = 0;
        for (int size = largest; size >= 0; size--)
        {
            int tried = options.SkipsNewestOfSize ? held[size] - 1 : held[size];
            for (int bucket = 0; bucket < tried; bucket++)
            {
                n0 += 1L << size;
                older += sums[size * Slots + bucket];
                long n1 = Width - n0;
                if (n1 < MinPart) return false;
                if (n0 < MinPart) continue;
                double perSize = 1.0 / (n0 - MinPart + 1) + 1.0 / (n1 - MinPart + 1);
                double allowed = Math.Sqrt(2 * perSize * variance * d) + 2.0 / 3 * d * perSize;
                if (Math.Abs(older / n0 - (total - older) / n1) > allowed) return true;
            }
        }
        return false;
    }
}
