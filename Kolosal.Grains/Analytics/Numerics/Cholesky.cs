namespace Kolosal.Numerics;

/// <summary>A = L Lᵀ for a symmetric positive definite A (Golub and Van Loan, Matrix
/// Computations, 4.2.5 and 4.2.6), with what is solved by it.</summary>
/// <remarks>Matrices are n × n, row-major; L is the lower triangle, what stands above it is neither read nor
/// changed. Dot products run in the order of <see cref="FixedSum"/>, several rows side by side.</remarks>
internal static class Cholesky
{
    /// <summary>A pivot below this share of its diagonal is rounding.</summary>
    private const double MinPivot = 1e-13;

    /// <summary>Columns finished together; their rows stay in the nearest cache while the rows below pass by.</summary>
    private const int Width = 32;

    /// <summary>Columns of an inverse found together.</summary>
    private const int Together = 4;

    /// <summary>Factors and solves A x = b in place.</summary>
    /// <param name="a">The lower triangle is read and becomes L.</param>
    /// <param name="b">n numbers; becomes x.</param>
    /// <param name="n">The order.</param>
    /// <param name="cancel">Polled once a row.</param>
    /// <returns>False when A is not positive definite to working precision.</returns>
    public static bool Solve(double[] a, double[] b, int n, CancellationToken cancel)
    {
        if (!Factor(a, n, cancel)) return false;
        Forward(a, n, b);
        Backward(a, n, b);
        return true;
    }

    /// <summary>Replaces the lower triangle of A by L.</summary>
    /// <returns>False when A is not positive definite to working precision.</returns>
    public static bool Factor(double[] a, int n, CancellationToken cancel)
    {
        Span<double> dots = stackalloc double[Width];
        for (int from = 0; from < n; from += Width)
        {
            int to = Math.Min(from + Width, n);
            for (int i = from; i < n; i++)
            {
                cancel.ThrowIfCancellationRequested();
                int last = Math.Min(i, to - 1);
                FixedSum.Dots(a.AsSpan(i * n, from), a.AsSpan(from * n), n, dots[..(last + 1 - from)]);
                for (int j = from; j <= last; j++)
                {
                    double rest = a[i * n + j] - dots[j - from] - FixedSum.Dot(a.AsSpan(i * n + from, j - from), a.AsSpan(j * n + from, j - from));
                    if (j < i) a[i * n + j] = rest / a[j * n + j];
                    else if (rest > MinPivot * a[i * n + i]) a[i * n + i] = Math.Sqrt(rest);
                    else return false;
                }
            }
        }
        return true;
    }

    /// <summary>Solves L x = b in place.</summary>
    public static void Forward(double[] factor, int n, Span<double> b)
    {
        for (int i = 0; i < n; i++) b[i] = (b[i] - FixedSum.Dot(factor.AsSpan(i * n, i), b[..i])) / factor[i * n + i];
    }

    /// <summary>Solves Lᵀ x = b in place.</summary>
    public static void Backward(double[] factor, int n, Span<double> b)
    {
        for (int i = n - 1; i >= 0; i--)
        {
            b[i] /= factor[i * n + i];
            FixedSum.AddScaled(-b[i], factor.AsSpan(i * n, i), b[..i]);
        }
    }

    /// <summary>The lower triangle of A⁻¹ = L⁻ᵀ L⁻¹ from L.</summary>
    /// <param name="factor">L.</param>
    /// <param name="n">The order.</param>
    /// <param name="cancel">Polled once a row.</param>
    public static double[] Inverse(double[] factor, int n, CancellationToken cancel)
    {
        // Row j holds column j of L⁻¹, four columns at a time; zeros stand before the diagonal.
        double[] columns = new double[n * n], inverse = new double[n * n];
        Span<double> dots = stackalloc double[Together];
        for (int j = 0; j < n; j += Together)
        {
            int count = Math.Min(Together, n - j);
            cancel.ThrowIfCancellationRequested();
            for (int k = j; k < n; k++)
            {
                FixedSum.Dots(factor.AsSpan(k * n + j, k - j), columns.AsSpan(j * n + j), n, dots[..count]);
                for (int c = 0; c < count; c++)
                    if (k >= j + c) columns[(j + c) * n + k] = ((k == j + c ? 1 : 0) - dots[c]) / factor[k * n + k];
            }
        }
        for (int i = 0; i < n; i++)
        {
            cancel.ThrowIfCancellationRequested();
            FixedSum.Dots(columns.AsSpan(i * n + i, n - i), columns.AsSpan(i), n, inverse.AsSpan(i * n, i + 1));
        }
        return inverse;
    }
}
