using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kolosal.Statistics;

/// <summary>Sums in one fixed order: four interleaved lanes, no fused multiply-add, so the bits are the same on every machine and for any number of threads.</summary>
public static class FixedSum
{
    private const int Lanes = 4;

    /// <summary>Σ xᵢ.</summary>
    public static double Of(ReadOnlySpan<double> x)
    {
        var sum = Vector256<double>.Zero;
        int i = 0;
        for (; i <= x.Length - Lanes; i += Lanes) sum += Vector256.Create(x.Slice(i, Lanes));
        double total = Combine(sum);
        for (; i < x.Length; i++) total += x[i];
        return total;
    }

    /// <summary>Σ xᵢ yᵢ.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length) throw new ArgumentException($"Need equal lengths, got {x.Length} and {y.Length}.");
        ref double a = ref MemoryMarshal.GetReference(x), b = ref MemoryMarshal.GetReference(y);
        var sum = Vector256<double>.Zero;
        nuint i = 0, whole = (nuint)(x.Length & ~(Lanes - 1));
        for (; i < whole; i += Lanes) sum += Vector256.LoadUnsafe(ref a, i) * Vector256.LoadUnsafe(ref b, i);
        double total = Combine(sum);
        for (int rest = (int)i; rest < x.Length; rest++) total += x[rest] * y[rest];
        return total;
    }

    /// <summary>y ← y + a x.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void AddScaled(double a, ReadOnlySpan<double> x, Span<double> y)
    {
        if (x.Length != y.Length) throw new ArgumentException($"Need equal lengths, got {x.Length} and {y.Length}.");
        ref double from = ref MemoryMarshal.GetReference(x), to = ref MemoryMarshal.GetReference(y);
        var scale = Vector256.Create(a);
        nuint i = 0, whole = (nuint)(x.Length & ~(Lanes - 1));
        for (; i < whole; i += Lanes) (Vector256.LoadUnsafe(ref to, i) + Vector256.LoadUnsafe(ref from, i) * scale).StoreUnsafe(ref to, i);
        for (int rest = (int)i; rest < x.Length; rest++) y[rest] += x[rest] * a;
    }

    private static double Combine(Vector256<double> lanes) => (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
}
