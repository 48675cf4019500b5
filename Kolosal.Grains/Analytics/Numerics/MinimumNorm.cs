namespace Kolosal.Numerics;

/// <summary>Least squares for a square matrix that may be singular: of all w that leave ‖b − A w‖ least the shortest.</summary>
/// <remarks>
/// Complete orthogonal decomposition A P = Q [T 0; 0 0] Zᵀ by column-pivoted Householder reflections from the left, then reflections from the right
/// (Golub and Van Loan, Matrix Computations, 5.4.1 to 5.4.7 and 5.5.2). The answer is that
/// of LAPACK's gelsd; the rank is read off the pivots instead of the singular values.
/// </remarks>
internal static class MinimumNorm
{
    /// <summary>Of a double's last digit.</summary>
    private const double Rounding = 2.3e-16;

    /// <summary>Solves; the arguments are overwritten.</summary>
    /// <param name="a">n × n, column-major.</param>
    /// <param name="b">n numbers.</param>
    /// <param name="n">The order.</param>
    /// <param name="roundings">A pivot below so many last digits of the greatest is taken for 0.</param>
    /// <param name="cancel">Polled once a column.</param>
    public static double[] Solve(double[] a, double[] b, int n, int roundings, CancellationToken cancel)
    {
        int[] order = [.. Enumerable.Range(0, n)];
        int rank = Triangularize(a, b, n, Rounding * roundings, order, cancel);
        var solution = new double[n];
        if (rank == 0) return solution;
        double[] w = rank == n ? BackSubstitute(a, b, n) : Shortest(a, b, n, rank, cancel);
        for (int c = 0; c < n; c++) solution[order[c]] = w[c];
        return solution;
    }

    /// <summary>Householder QR with the longest remaining column first; answers the rank.</summary>
    private static int Triangularize(double[] a, double[] b, int n, double smallest, int[] order, CancellationToken cancel)
    {
        double first = 0;
        for (int k = 0; k < n; k++)
        {
            cancel.ThrowIfCancellationRequested();
            int pivot = k;
            double longest = -1;
            for (int c = k; c < n; c++)
            {
                var rest = a.AsSpan(c * n + k, n - k);
                double length = FixedSum.Dot(rest, rest);
                if (length > longest) (pivot, longest) = (c, length);
            }
            double norm = Math.Sqrt(longest);
            if (k == 0) first = norm;
            if (norm <= smallest * first) return k;
            if (pivot != k)
            {
                (order[k], order[pivot]) = (order[pivot], order[k]);
                for (int r = 0; r < n; r++) (a[k * n + r], a[pivot * n + r]) = (a[pivot * n + r], a[k * n + r]);
            }
            var v = a.AsSpan(k * n + k, n - k).ToArray();
            double diagonal = v[0] >= 0 ? -norm : norm;
            v[0] -= diagonal;
            double scale = 2 / FixedSum.Dot(v, v);
            for (int c = k + 1; c < n; c++) Reflect(v, scale, a.AsSpan(c * n + k, n - k));
            Reflect(v, scale, b.AsSpan(k, n - k));
            a.AsSpan(k * n + k, n - k).Clear();
            a[k * n + k] = diagonal;
        }
        return n;
    }

    private static double[] BackSubstitute(double[] a, double[] b, int n)
    {
        double[] w = [.. b];
        for (int c = n - 1; c >= 0; c--)
        {
            w[c] /= a[c * n + c];
            FixedSum.AddScaled(-w[c], a.AsSpan(c * n, c), w.AsSpan(0, c));
        }
        return w;
    }

    /// <summary>The shortest solution of the rank × n trapezoid: with its transpose as Q S, w = Q S⁻ᵀ b.</summary>
    private static double[] Shortest(double[] a, double[] b, int n, int rank, CancellationToken cancel)
    {
        // Column r of the transpose is row r of the trapezoid.
        var transposed = new double[rank * n];
        for (int r = 0; r < rank; r++)
            for (int c = r; c < n; c++) transposed[r * n + c] = a[c * n + r];
        var reflectors = new (double[] V, double Scale)[rank];
        var diagonal = new double[rank];
        for (int k = 0; k < rank; k++)
        {
            cancel.ThrowIfCancellationRequested();
            double[] v = transposed.AsSpan(k * n + k, n - k).ToArray();
            double norm = Math.Sqrt(FixedSum.Dot(v, v));
            diagonal[k] = v[0] >= 0 ? -norm : norm;
            v[0] -= diagonal[k];
            reflectors[k] = (v, 2 / FixedSum.Dot(v, v));
            for (int c = k + 1; c < rank; c++) Reflect(v, reflectors[k].Scale, transposed.AsSpan(c * n + k, n - k));
        }
        var w = new double[n];
        for (int k = 0; k < rank; k++) // Sᵀ u = b, forwards
            w[k] = (b[k] - FixedSum.Dot(transposed.AsSpan(k * n, k), w.AsSpan(0, k))) / diagonal[k];
        for (int k = rank - 1; k >= 0; k--) Reflect(reflectors[k].V, reflectors[k].Scale, w.AsSpan(k, n - k));
        return w;
    }

    /// <summary>x ← x − scale (v · x) v.</summary>
    private static void Reflect(ReadOnlySpan<double> v, double scale, Span<double> x) => FixedSum.AddScaled(-scale * FixedSum.Dot(v, x), v, x);
}
