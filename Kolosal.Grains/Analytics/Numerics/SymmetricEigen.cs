using System.Numerics.Tensors;

namespace Kolosal.Numerics;

/// <summary>Eigenvalues and eigenvectors of a symmetric matrix: Householder reduction to three diagonals,
/// then QL steps with implicit shifts (Golub and Van Loan, Matrix Computations, 8.3.1 and 8.3.3).</summary>
/// <remarks>About 9 n³ operations in one fixed order, so the bits are the same on every machine.</remarks>
public sealed class SymmetricEigen
{
    // EISPACK gives up after 30 steps an eigenvalue; twice that costs nothing where it is not needed.
    private const int MaxSteps = 60;
    private const double Rounding = 2.220446049250313e-16;

    // Squares of entries up to 2⁴⁰⁰ and down to 2⁻⁴⁰⁰, and their sums, are numbers.
    private const int MaxExponent = 400;

    private SymmetricEigen(double[] values, double[] vectors) => (Values, Vectors) = (values, vectors);

    /// <summary>n eigenvalues, ascending.</summary>
    public double[] Values { get; }

    /// <summary>n × n, row-major: row i is the unit eigenvector of value i.</summary>
    public double[] Vectors { get; }

    /// <summary>The unit eigenvector of value k.</summary>
    public ReadOnlySpan<double> Vector(int k) => Vectors.AsSpan(k * Values.Length, Values.Length);

    /// <summary>Decomposes a matrix.</summary>
    /// <param name="matrix">n × n finite numbers, row-major, symmetric; only the lower triangle is read.</param>
    /// <param name="n">The order.</param>
    /// <param name="cancel">Polled once a row.</param>
    /// <exception cref="ArgumentException">There are not n × n numbers, or one is not finite.</exception>
    public static SymmetricEigen Of(ReadOnlySpan<double> matrix, int n, CancellationToken cancel)
    {
        if (matrix.Length != n * n) throw new ArgumentException($"Need {n} × {n} numbers, got {matrix.Length}.", nameof(matrix));
        double[] a = new double[n * n], diagonal = new double[n], beside = new double[n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++)
            {
                if (!double.IsFinite(matrix[i * n + j]))
                    throw new ArgumentException($"Need finite numbers, got {matrix[i * n + j]}.", nameof(matrix));
                a[i * n + j] = a[j * n + i] = matrix[i * n + j];
            }
        // By a power of two, which costs no digits, to where squares are numbers.
        int exponent = n == 0 ? 0 : Math.ILogB(TensorPrimitives.MaxMagnitude<double>(a));
        bool scaled = exponent is > MaxExponent or (< -MaxExponent and > int.MinValue); // the last is that of 0
        for (int i = 0; scaled && i < a.Length; i++) a[i] = Math.ScaleB(a[i], -exponent);
        double[] vectors = Reduce(a, n, diagonal, beside, cancel);
        Diagonalize(vectors, n, diagonal, beside, cancel);

        int[] order = [.. Enumerable.Range(0, n)];
        double[] values = scaled ? Array.ConvertAll(diagonal, value => Math.ScaleB(value, exponent)) : [.. diagonal], sorted = new double[n * n];
        Array.Sort(values, order);
        for (int i = 0; i < n; i++) vectors.AsSpan(order[i] * n, n).CopyTo(sorted.AsSpan(i * n));
        return new(values, sorted);
    }

    /// <summary>A → Q T Qᵀ with T of three diagonals; gives Qᵀ.</summary>
    private static double[] Reduce(double[] a, int n, double[] diagonal, double[] beside, CancellationToken cancel)
    {
        double[] v = new double[n], w = new double[n], scales = new double[n];
        for (int k = 0; k < n - 1; k++)
        {
            cancel.ThrowIfCancellationRequested();
            int rest = n - k - 1;
            Span<double> own = v.AsSpan(0, rest), change = w.AsSpan(0, rest);
            a.AsSpan(k * n + k + 1, rest).CopyTo(own);
            double length = Math.Sqrt(FixedSum.Dot(own, own));
            beside[k] = own[0] > 0 ? -length : length;
            own[0] -= beside[k];
            double size = FixedSum.Dot(own, own);
            scales[k] = rest > 1 && size > 0 ? 2 / size : 0;
            if (scales[k] == 0) beside[k] = a[k * n + k + 1];
            else
            {
                for (int i = 0; i < rest; i++) change[i] = scales[k] * FixedSum.Dot(a.AsSpan((k + 1 + i) * n + k + 1, rest), own);
                FixedSum.AddScaled(-scales[k] / 2 * FixedSum.Dot(own, change), own, change);
                for (int i = 0; i < rest; i++)
                {
                    var row = a.AsSpan((k + 1 + i) * n + k + 1, rest);
                    FixedSum.AddScaled(-own[i], change, row);
                    FixedSum.AddScaled(-change[i], own, row);
                }
            }
            own.CopyTo(a.AsSpan(k * n + k + 1)); // the reflection is kept where its row was
        }
        for (int i = 0; i < n; i++) diagonal[i] = a[i * n + i];

        double[] q = new double[n * n];
        for (int i = 0; i < n; i++) q[i * n + i] = 1;
        for (int k = n - 2; k >= 0; k--)
        {
            cancel.ThrowIfCancellationRequested();
            if (scales[k] == 0) continue;
            var own = a.AsSpan(k * n + k + 1, n - k - 1);
            for (int i = k + 1; i < n; i++)
            {
                var row = q.AsSpan(i * n + k + 1, n - k - 1);
                FixedSum.AddScaled(-scales[k] * FixedSum.Dot(row, own), own, row);
            }
        }
        return q;
    }

    private static void Diagonalize(double[] vectors, int n, double[] d, double[] e, CancellationToken cancel)
    {
        // What is small against the whole matrix is rounding, even beside values that are
        // as small: else the zeros of a matrix of low rank never settle.
        double rounding = 0;
        for (int i = 0; i < n; i++) rounding = Math.Max(rounding, Rounding * (Math.Abs(d[i]) + Math.Abs(e[i])));
        for (int low = 0; low < n; low++)
            for (int step = 0; ; step++)
            {
                cancel.ThrowIfCancellationRequested();
                int high = low;
                while (high < n - 1 && Math.Abs(e[high]) > rounding) high++;
                if (high == low) break;
                if (step == MaxSteps) throw new ArithmeticException($"An eigenvalue did not converge in {MaxSteps} steps.");
                ChaseBulge(vectors, n, d, e, low, high);
            }
    }

    /// <summary>One QL step on rows low … high: the shift of Wilkinson enters at the bottom and is chased to the top by rotations.</summary>
    private static void ChaseBulge(double[] vectors, int n, double[] d, double[] e, int low, int high)
    {
        double half = (d[low + 1] - d[low]) / (2 * e[low]);
        double g = d[high] - d[low] + e[low] / (half + Math.CopySign(Math.Sqrt(half * half + 1), half));
        double sine = 1, cosine = 1, carried = 0;
        for (int i = high - 1; i >= low; i--)
        {
            double f = sine * e[i], b = cosine * e[i], r = Math.Sqrt(f * f + g * g);
            e[i + 1] = r;
            if (r == 0)
            {
                d[i + 1] -= carried;
                e[high] = 0;
                return;
            }
            (sine, cosine) = (f / r, g / r);
            g = d[i + 1] - carried;
            r = (d[i] - g) * sine + 2 * cosine * b;
            carried = sine * r;
            d[i + 1] = g + carried;
            g = cosine * r - b;
            Span<double> upper = vectors.AsSpan(i * n, n), lower = vectors.AsSpan((i + 1) * n, n);
            for (int c = 0; c < upper.Length; c++)
            {
                double was = lower[c];
                lower[c] = sine * upper[c] + cosine * was;
                upper[c] = cosine * upper[c] - sine * was;
            }
        }
        d[low] -= carried;
        e[low] = g;
        e[high] = 0;
    }
}
