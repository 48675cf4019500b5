using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Kolosal.Numerics;

namespace Kolosal.Learning.Neighbours;

/// <summary>The ways to measure how far two rows are apart.</summary>
public enum DistanceKind
{
    /// <summary>√ Σ (x − y)².</summary>
    Euclidean,

    /// <summary>Σ |x − y|.</summary>
    Manhattan,

    /// <summary>(Σ |x − y|^p)^(1/p), p ≥ 1.</summary>
    Minkowski,

    /// <summary>max |x − y|.</summary>
    Chebyshev,

    /// <summary>1 − x·y / (‖x‖ ‖y‖), 0 … 2; 1 when either row is all zeros.</summary>
    Cosine,
}

/// <summary>How far two rows are apart.</summary>
/// <remarks>
/// Searches compare the <em>reduced</em> distance, which has the same order and costs less: the square for Euclid, the p-th power
/// for Minkowski, the distance itself for the others. Sums run in four fixed lanes, so the bits do not depend on the machine.
/// </remarks>
public readonly record struct DistanceMetric
{
    // Four sums side by side, in one order on every machine.
    private const int Lanes = 4;

    /// <param name="kind">The way to measure.</param>
    /// <param name="power">The p of Minkowski, 1 or more; read for that kind only. Default: 2.</param>
    public DistanceMetric(DistanceKind kind, double power = 2)
    {
        // Below 1 there is no triangle inequality.
        Require.That(power, power >= 1 && double.IsFinite(power), "finite and at least 1");
        (Kind, Power) = kind switch
        {
            DistanceKind.Minkowski when power == 1 => (DistanceKind.Manhattan, 1),
            DistanceKind.Minkowski when power == 2 => (DistanceKind.Euclidean, 2),
            DistanceKind.Minkowski => (kind, power),
            _ => (kind, 2),
        };
    }

    /// <summary>√ Σ (x − y)².</summary>
    public static DistanceMetric Euclidean { get; } = new(DistanceKind.Euclidean);

    /// <summary>The way to measure; Minkowski of power 1 or 2 goes by its own name.</summary>
    public DistanceKind Kind { get; }

    /// <summary>The p of Minkowski.</summary>
    public double Power { get; }

    /// <summary>The distance of two rows of equal length.</summary>
    public double Between(ReadOnlySpan<double> x, ReadOnlySpan<double> y) =>
        Kind == DistanceKind.Cosine ? Cosine(x, y, InverseLength(x), InverseLength(y)) : FromReduced(Reduced(x, y));

    /// <summary>The distance of a reduced distance.</summary>
    internal double FromReduced(double reduced) => Kind switch
    {
        DistanceKind.Euclidean => Math.Sqrt(reduced),
        DistanceKind.Minkowski => Math.Pow(reduced, 1 / Power),
        _ => reduced,
    };

    /// <summary>The reduced distance of a distance.</summary>
    internal double ToReduced(double distance) => Kind switch
    {
        DistanceKind.Euclidean => distance * distance,
        DistanceKind.Minkowski => Math.Pow(distance, Power),
        _ => distance,
    };

    /// <summary>The reduced distance, for every kind but cosine.</summary>
    internal double Reduced(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => Kind switch
    {
        DistanceKind.Euclidean => Squares(x, y),
        DistanceKind.Manhattan => Absolutes(x, y),
        DistanceKind.Chebyshev => MaxAbsoluteDifference(x, y),
        _ => Powers(x, y),
    };

    /// <summary>The least reduced distance from a point to a box, for every kind but cosine.</summary>
    internal double ReducedToBox(ReadOnlySpan<double> x, ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        double total = 0;
        for (int c = 0; c < x.Length; c++)
        {
            double gap = Math.Max(0, Math.Max(low[c] - x[c], x[c] - high[c]));
            if (gap == 0) continue;
            total = Kind switch
            {
                DistanceKind.Euclidean => total + gap * gap,
                DistanceKind.Manhattan => total + gap,
                DistanceKind.Chebyshev => Math.Max(total, gap),
                _ => total + Math.Pow(gap, Power),
            };
        }
        return total;
    }

    /// <summary>1 − cosine, given one over each length.</summary>
    internal static double Cosine(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double inverseX, double inverseY) =>
        Math.Clamp(1 - FixedSum.Dot(x, y) * (inverseX * inverseY), 0, 2);

    /// <summary>1 / ‖x‖, or 0 for zeros.</summary>
    internal static double InverseLength(ReadOnlySpan<double> x)
    {
        double length = Math.Sqrt(FixedSum.Dot(x, x));
        return length > 0 ? 1 / length : 0;
    }

    private static double Squares(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length) throw new ArgumentException($"Need rows of equal length, got {x.Length} and {y.Length}.");
        ref double a = ref MemoryMarshal.GetReference(x), b = ref MemoryMarshal.GetReference(y);
        var sum = Vector256<double>.Zero;
        nuint i = 0, whole = (nuint)(x.Length & ~(Lanes - 1));
        for (; i < whole; i += Lanes)
        {
            var gap = Vector256.LoadUnsafe(ref a, i) - Vector256.LoadUnsafe(ref b, i);
            sum += gap * gap;
        }
        double total = whole == 0 ? 0 : (sum[0] + sum[2]) + (sum[1] + sum[3]);
        for (int rest = (int)i; rest < x.Length; rest++) total += (x[rest] - y[rest]) * (x[rest] - y[rest]);
        return total;
    }

    private static double Absolutes(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length) throw new ArgumentException($"Need rows of equal length, got {x.Length} and {y.Length}.");
        ref double a = ref MemoryMarshal.GetReference(x), b = ref MemoryMarshal.GetReference(y);
        var sum = Vector256<double>.Zero;
        nuint i = 0, whole = (nuint)(x.Length & ~(Lanes - 1));
        for (; i < whole; i += Lanes) sum += Vector256.Abs(Vector256.LoadUnsafe(ref a, i) - Vector256.LoadUnsafe(ref b, i));
        double total = (sum[0] + sum[2]) + (sum[1] + sum[3]);
        for (int rest = (int)i; rest < x.Length; rest++) total += Math.Abs(x[rest] - y[rest]);
        return total;
    }

    private static double MaxAbsoluteDifference(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double most = 0;
        for (int c = 0; c < x.Length; c++) most = Math.Max(most, Math.Abs(x[c] - y[c]));
        return most;
    }

    private double Powers(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double total = 0;
        for (int c = 0; c < x.Length; c++) total += Math.Pow(Math.Abs(x[c] - y[c]), Power);
        return total;
    }
}
