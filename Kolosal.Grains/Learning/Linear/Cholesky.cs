using Kolosal.Statistics;

namespace Kolosal.Learning.Linear;

/// <summary>Solves A x = b for a symmetric positive definite A by A = L Lᵀ (Golub and Van Loan, Matrix Computations, 4.2.5).</summary>
internal static class Cholesky
{
    /// <summary>A pivot below this share of its diagonal is rounding.</summary>
    private const double SmallestPivot = 1e-13;

    /// <summary>Factors and solves in place.</summary>
    /// <param name="a">n × n, row-major; the lower triangle is read and becomes L.</param>
    /// <param name="b">n numbers; becomes x.</param>
    /// <param name="n">The order.</param>
    /// <param name="cancel">Polled once a row.</param>
    /// <returns>False when A is not positive definite to working precision.</returns>
    public static bool Solve(double[] a, double[] b, int n, CancellationToken cancel)
    {
        for (int i = 0; i < n; i++)
        {
            cancel.ThrowIfCancellationRequested();
            for (int j = 0; j < i; j++)
                a[i * n + j] = (a[i * n + j] - FixedSum.Dot(a.AsSpan(i * n, j), a.AsSpan(j * n, j))) / a[j * n + j];
            double pivot = a[i * n + i] - FixedSum.Dot(a.AsSpan(i * n, i), a.AsSpan(i * n, i));
            if (!(pivot > SmallestPivot * a[i * n + i])) return false;
            a[i * n + i] = Math.Sqrt(pivot);
        }
        for (int i = 0; i < n; i++) b[i] = (b[i] - FixedSum.Dot(a.AsSpan(i * n, i), b.AsSpan(0, i))) / a[i * n + i];
        for (int i = n - 1; i >= 0; i--)
        {
            b[i] /= a[i * n + i];
            FixedSum.AddScaled(-b[i], a.AsSpan(i * n, i), b.AsSpan(0, i));
        }
        return true;
    }
}
