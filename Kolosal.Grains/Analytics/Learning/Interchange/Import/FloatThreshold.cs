namespace Kolosal.Learning.Import;

/// <summary>A comparison of numbers rounded to float32 as one of doubles, so that rows need not be rounded.</summary>
internal static class FloatThreshold
{
    // What follows float.MaxValue if the exponent went on: the value at which rounding overflows.
    private const double Overflow = 340282366920938463463374607431768211456.0;

    /// <summary>The largest double x for which (float)x &lt; t, under round-to-nearest, ties to even; −∞ when there is none.</summary>
    public static double Below(float t)
    {
        if (t == float.NegativeInfinity) return double.NegativeInfinity;
        float last = MathF.BitDecrement(t);
        double middle = (Value(last) + Value(t)) / 2; // of two neighbours: exact in double
        bool even = (BitConverter.SingleToInt32Bits(last) & 1) == 0;
        return even ? middle : Math.BitDecrement(middle);
    }

    private static double Value(float x) => float.IsInfinity(x) ? Math.Sign(x) * Overflow : x;
}
