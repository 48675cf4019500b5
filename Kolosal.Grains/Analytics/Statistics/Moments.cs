namespace Kolosal.Statistics;

/// <summary>Count, mean and the sums of the second to fourth powers of the deviations, fed by chunks.</summary>
/// <remarks>
/// Each chunk's sums are taken about its own mean and merged by Pébay, "Formulas for Robust, One-Pass Parallel Computation of
/// Covariances and Arbitrary-Order Statistical Moments" (SAND2008-6212, equations 2.1 to 2.3), so a large mean costs no digits.
/// </remarks>
public struct Moments
{
    private double m2, m3, m4;

    /// <summary>The number of values.</summary>
    public long Count { get; private set; }

    /// <summary>Their mean; 0 of none.</summary>
    public double Mean { get; private set; }

    /// <summary>With n − 1; null below two values.</summary>
    public readonly double? StandardDeviation => Count < 2 ? null : Finite(Math.Sqrt(m2 / (Count - 1)));

    /// <summary>g₁; null when all values are equal.</summary>
    public readonly double? Skewness => Spread ? Finite(Math.Sqrt(Count) * m3 / Math.Pow(m2, 1.5)) : null;

    /// <summary>g₂, 0 for the normal distribution; null when all values are equal.</summary>
    public readonly double? Kurtosis => Spread ? Finite(Count * m4 / (m2 * m2) - 3) : null;

    // Values that agree to the last digits have a second moment of rounding errors only.
    private readonly bool Spread => Count > 1 && m2 > Count * Math.Pow(Math.Abs(Mean) * 1e-15, 2) && m2 > 0;

    /// <summary>With n − 1; null below two values.</summary>
    public readonly double? Variance => Count < 2 ? null : Finite(m2 / (Count - 1));

    /// <summary>Adds what another has seen; the order of merging changes the figures by rounding alone.</summary>
    public void Merge(in Moments other)
    {
        if (other.Count > 0) Merge(other.Count, other.Mean, other.m2, other.m3, other.m4);
    }

    /// <summary>Adds finite values.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty) return;
        double n = values.Length, mean = 0;
        foreach (double x in values) mean += x / n;
        double s2 = 0, s3 = 0, s4 = 0;
        foreach (double x in values)
        {
            double d = x - mean, d2 = d * d;
            s2 += d2;
            s3 += d2 * d;
            s4 += d2 * d2;
        }

        Merge(values.Length, mean, s2, s3, s4);
    }

    private void Merge(long n, double mean, double s2, double s3, double s4)
    {
        if (Count == 0)
        {
            (Count, Mean, m2, m3, m4) = (n, mean, s2, s3, s4);
            return;
        }

        double a = Count, b = n, total = a + b, d = mean - Mean, dn = d / total, ab = a * b;
        m4 += s4 + d * dn * dn * dn * ab * (a * a - ab + b * b) + 6 * dn * dn * (a * a * s2 + b * b * m2) + 4 * dn * (a * s3 - b * m3);
        m3 += s3 + d * dn * dn * ab * (a - b) + 3 * dn * (a * s2 - b * m2);
        m2 += s2 + d * dn * ab;
        Mean += dn * b;
        Count += n;
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
