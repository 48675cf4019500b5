using Kolosal.Statistics;

namespace Kolosal.Learning.Linear;

/// <summary>Eigenvalues and eigenvectors of a symmetric matrix: Householder's tridiagonal form, then implicit QL steps with Wilkinson's shift (Golub and Van Loan, Matrix Computations, 8.3.1 to 8.3.5).</summary>
internal sealed class SymmetricEigen
{
    private const int MostSteps = 100;
    private const double Rounding = 1.2e-16;
    private readonly int n;
    private readonly double[] off;

    private SymmetricEigen(int n) => (this.n, Values, Vectors, off) = (n, new double[n], new double[n * n], new double[n]);

    /// <summary>In no order.</summary>
    public double[] Values { get; }

    /// <summary>n × n: row k is the eigenvector of value k, of length 1.</summary>
    public double[] Vectors { get; }

    /// <summary>The vector of a value.</summary>
    public ReadOnlySpan<double> Vector(int k) => Vectors.AsSpan(k * n, n);

    /// <summary>Decomposes A = Σ λₖ vₖ vₖᵀ.</summary>
    /// <param name="matrix">n × n, both triangles; left as it is.</param>
    /// <param name="n">The order.</param>
    /// <param name="cancel">Polled once a row and once a QL step.</param>
    public static SymmetricEigen Of(double[] matrix, int n, CancellationToken cancel)
    {
        var eigen = new SymmetricEigen(n);
        eigen.Tridiagonalize([.. matrix], cancel);
        eigen.Diagonalize(cancel);
        return eigen;
    }

    /// <summary>A = Q T Qᵀ; the rows of <see cref="Vectors"/> become the columns of Q.</summary>
    private void Tridiagonalize(double[] a, CancellationToken cancel)
    {
        var reflectors = new (double[] V, double Scale)[Math.Max(0, n - 2)];
        var image = new double[n];
        for (int k = 0; k < n - 2; k++)
        {
            cancel.ThrowIfCancellationRequested();
            double[] v = a.AsSpan(k * n + k + 1, n - k - 1).ToArray(); // row k equals column k
            double norm = Math.Sqrt(FixedSum.Dot(v, v));
            off[k] = v[0] >= 0 ? -norm : norm;
            reflectors[k] = (v, 0);
            if (norm == 0) continue;
            v[0] -= off[k];
            double scale = 2 / FixedSum.Dot(v, v);
            reflectors[k].Scale = scale;
            var w = image.AsSpan(0, v.Length);
            for (int r = 0; r < v.Length; r++) w[r] = scale * FixedSum.Dot(v, a.AsSpan((k + 1 + r) * n + k + 1, v.Length));
            FixedSum.AddScaled(-scale / 2 * FixedSum.Dot(w, v), v, w);
            for (int r = 0; r < v.Length; r++)
            {
                var row = a.AsSpan((k + 1 + r) * n + k + 1, v.Length);
                FixedSum.AddScaled(-v[r], w, row);
                FixedSum.AddScaled(-w[r], v, row);
            }
        }
        if (n > 1) off[n - 2] = a[(n - 2) * n + n - 1];
        for (int k = 0; k < n; k++)
        {
            cancel.ThrowIfCancellationRequested();
            Values[k] = a[k * n + k];
            var column = Vectors.AsSpan(k * n, n);
            column[k] = 1;
            for (int j = Math.Min(k - 1, reflectors.Length - 1); j >= 0; j--) // later reflections leave eₖ as it is
            {
                var part = column[(j + 1)..];
                FixedSum.AddScaled(-reflectors[j].Scale * FixedSum.Dot(reflectors[j].V, part), reflectors[j].V, part);
            }
        }
    }

    /// <summary>Chases each off-diagonal element to 0, turning the vectors along.</summary>
    private void Diagonalize(CancellationToken cancel)
    {
        for (int first = 0; first < n; first++)
            for (int steps = 0; ; steps++)
            {
                cancel.ThrowIfCancellationRequested();
                int last = first;
                while (last < n - 1 && !Negligible(last)) last++;
                if (last == first) break;
                if (steps == MostSteps) throw new TrainingException($"The eigenvalues of {n} columns were not found in {MostSteps} steps each; drop columns that repeat others.");
                Step(first, last);
            }
    }

    private bool Negligible(int at) => Math.Abs(off[at]) <= Rounding * (Math.Abs(Values[at]) + Math.Abs(Values[at + 1]));

    /// <summary>One implicit QL step on the block from first to last.</summary>
    private void Step(int first, int last)
    {
        double half = (Values[first + 1] - Values[first]) / (2 * off[first]);
        double shift = Values[first] - off[first] / (half + Math.CopySign(double.Hypot(half, 1), half));
        double sine = 1, cosine = 1, carried = 0, g = Values[last] - shift;
        for (int i = last - 1; i >= first; i--)
        {
            double f = sine * off[i], b = cosine * off[i], r = double.Hypot(f, g);
            off[i + 1] = r;
            if (r == 0)
            {
                // The block falls apart here; the next step takes its parts.
                Values[i + 1] -= carried;
                off[last] = 0;
                return;
            }
            (sine, cosine) = (f / r, g / r);
            g = Values[i + 1] - carried;
            double turn = (Values[i] - g) * sine + 2 * cosine * b;
            carried = sine * turn;
            Values[i + 1] = g + carried;
            g = cosine * turn - b;
            Rotate(Vectors.AsSpan(i * n, n), Vectors.AsSpan((i + 1) * n, n), cosine, sine);
        }
        Values[first] -= carried;
        off[first] = g;
        off[last] = 0;
    }

    private static void Rotate(Span<double> low, Span<double> high, double cosine, double sine)
    {
        for (int c = 0; c < low.Length; c++) (low[c], high[c]) = (cosine * low[c] - sine * high[c], sine * low[c] + cosine * high[c]);
    }
}
