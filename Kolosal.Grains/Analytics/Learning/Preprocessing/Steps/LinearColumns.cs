using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kolosal.Learning.Preprocessing;

/// <summary>Scales and clips whole rows at once: y = clamp((x − centre) / scale, low, high) with a centre, scale and range for each column.</summary>
/// <remarks>
/// Rows lie one after the other, so what each place in memory needs repeats every p places. The constants
/// are laid out over a common multiple of p and the vector width, and memory is read and written from end to
/// end. Division, not multiplication by the reciprocal: the bits are those of <see cref="ScaleStep.Apply"/>.
/// </remarks>
internal sealed class LinearColumns
{
    // Four doubles fill a 256-bit register. A pattern of factors is at least 32 long so that short rows are not dealt with one by one.
    private const int Lanes = 4, MinPattern = 32;
    private readonly double[] center, scale, low, high;
    private readonly int columns;

    private LinearColumns(double[] center, double[] scale, double[] low, double[] high)
    {
        columns = center.Length;
        int length = PatternLength(columns);
        (this.center, this.scale, this.low, this.high) = (Repeat(center, length), Repeat(scale, length), Repeat(low, length), Repeat(high, length));
    }

    /// <summary>The shortest run of whole rows that is a whole number of vectors and long enough to hide the loop.</summary>
    public static int PatternLength(int columns)
    {
        int period = columns / (int)BigInteger.GreatestCommonDivisor(columns, Lanes) * Lanes;
        return period * ((MinPattern + period - 1) / period);
    }

    /// <summary>The kernel, or null where a column has another kind of step or none has any.</summary>
    public static LinearColumns? TryCreate(ImmutableArray<ImmutableArray<NumericStep>> steps)
    {
        if (steps.All(s => s.IsEmpty)) return null;
        int p = steps.Length;
        double[] center = new double[p], scale = new double[p], low = new double[p], high = new double[p];
        Array.Fill(scale, 1);
        Array.Fill(low, double.NegativeInfinity);
        Array.Fill(high, double.PositiveInfinity);
        for (int c = 0; c < p; c++)
        {
            var rest = steps[c];
            if (rest is [ScaleStep first, ..])
            {
                (center[c], scale[c], low[c], high[c]) = (first.Center, first.Scale, -ScaleStep.Max, ScaleStep.Max);
                rest = rest.RemoveAt(0);
            }
            if (rest is [ClipStep { Low: >= -ScaleStep.Max, High: <= ScaleStep.Max } clip])
            {
                (low[c], high[c]) = (clip.Low, clip.High);
                rest = [];
            }
            if (!rest.IsEmpty) return null;
        }
        return new(center, scale, low, high);
    }

    /// <summary>Changes whole rows.</summary>
    /// <param name="from">Any number of rows.</param>
    /// <param name="to">Receives as many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // one call is the whole work: there is no second one to be faster in
    public void Apply(ReadOnlySpan<double> from, Span<double> to)
    {
        if (to.Length < from.Length) throw new ArgumentException($"Need room for {from.Length} values, got {to.Length}.", nameof(to));
        ref double x = ref MemoryMarshal.GetReference(from), y = ref MemoryMarshal.GetReference(to);
        ref double c = ref MemoryMarshal.GetArrayDataReference(center), s = ref MemoryMarshal.GetArrayDataReference(scale);
        ref double l = ref MemoryMarshal.GetArrayDataReference(low), h = ref MemoryMarshal.GetArrayDataReference(high);
        nuint at = 0, length = (nuint)from.Length, pattern = (nuint)center.Length;
        for (; at + pattern <= length; at += pattern)
            for (nuint k = 0; k < pattern; k += Lanes)
            {
                var value = (Vector256.LoadUnsafe(ref x, at + k) - Vector256.LoadUnsafe(ref c, k)) / Vector256.LoadUnsafe(ref s, k);
                var least = Vector256.LoadUnsafe(ref l, k);
                var most = Vector256.LoadUnsafe(ref h, k);
                // Comparisons with NaN are false, so what is missing stays missing, as with Math.Clamp.
                value = Vector256.ConditionalSelect(Vector256.LessThan(value, least), least, value);
                value = Vector256.ConditionalSelect(Vector256.GreaterThan(value, most), most, value);
                value.StoreUnsafe(ref y, at + k);
            }
        int rest = (int)at;
        for (int k = 0; rest < from.Length; rest++, k++)
        {
            double value = (from[rest] - center[k]) / scale[k];
            to[rest] = value < low[k] ? low[k] : value > high[k] ? high[k] : value;
        }
    }

    private static double[] Repeat(double[] values, int length) => [.. Enumerable.Range(0, length).Select(i => values[i % values.Length])];
}
