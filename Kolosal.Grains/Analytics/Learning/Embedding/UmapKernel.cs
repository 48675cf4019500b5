namespace Kolosal.Learning.Embedding;

/// <summary>How near two rows of an embedding are: 1 / (1 + a d^{2b}), a smooth stand-in for 1 up to the smallest
/// distance and exp(−(d − m) / s) beyond (McInnes, Healy and Melville, arXiv:1802.03426, definition 11).</summary>
/// <param name="A">Above 0.</param>
/// <param name="B">Above 0.</param>
internal readonly record struct UmapKernel(double A, double B)
{
    // umap-learn's: 300 points for the fit, moves clipped at 4, 0.001 added to squared distances that are divided by.
    private const int Points = 300, Steps = 200;
    private const double MaxGradient = 4, Near = 1e-3;

    /// <summary>The least-squares fit on 300 even points of 0 … 3 s, by damped
    /// Gauss-Newton steps (Marquardt, SIAM Journal 11, 1963) in log a and log b.</summary>
    public static UmapKernel Fit(double minDistance, double spread)
    {
        double a = 0, b = 0, damping = 1e-3, error = Error(
            1, 1, minDistance, spread, out double gaa, out double gab, out double gbb, out double ra, out double rb);
        for (int step = 0; step < Steps; step++)
        {
            double daa = gaa * (1 + damping), dbb = gbb * (1 + damping), determinant = daa * dbb - gab * gab;
            double nextA = a + (dbb * ra - gab * rb) / determinant, nextB = b + (daa * rb - gab * ra) / determinant;
            double next = Error(Math.Exp(nextA), Math.Exp(nextB), minDistance, spread, out double haa, out double hab, out double hbb, out double sa,
                out double sb);
            if (next < error)
            {
                (a, b, error, damping) = (nextA, nextB, next, damping / 3);
                (gaa, gab, gbb, ra, rb) = (haa, hab, hbb, sa, sb);
            }
            else damping *= 4;
        }
        return new(Math.Exp(a), Math.Exp(b));
    }

    /// <summary>Moves a row towards one that it shares an edge with.</summary>
    public void Attract(Span<double> row, Span<double> other, double rate, bool moveBoth)
    {
        double squared = Squared(row, other);
        if (squared == 0) return;
        double power = Math.Pow(squared, B - 1), pull = -2 * A * B * power / (1 + A * power * squared);
        for (int c = 0; c < row.Length; c++)
        {
            double move = rate * Math.Clamp(pull * (row[c] - other[c]), -MaxGradient, MaxGradient);
            row[c] += move;
            if (moveBoth) other[c] -= move;
        }
    }

    /// <summary>Moves a row away from one drawn at random.</summary>
    public void Repel(Span<double> row, ReadOnlySpan<double> other, double rate)
    {
        double squared = Squared(row, other);
        double push = squared > 0 ? 2 * B / ((Near + squared) * (1 + A * Math.Pow(squared, B))) : 0;
        for (int c = 0; c < row.Length; c++) row[c] += rate * Math.Clamp(push * (row[c] - other[c]), -MaxGradient, MaxGradient);
    }

    private static double Squared(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int c = 0; c < x.Length; c++) sum += (x[c] - y[c]) * (x[c] - y[c]);
        return sum;
    }

    /// <summary>The sum of squared errors, and with it JᵀJ and Jᵀr.</summary>
    private static double Error(double a, double b, double minDistance, double spread, out double gaa, out double gab, out double gbb, out double ra,
        out double rb)
    {
        double error = gaa = gab = gbb = ra = rb = 0;
        for (int i = 0; i < Points; i++)
        {
            double d = 3 * spread * i / (Points - 1), wanted = d <= minDistance ? 1 : Math.Exp(-(d - minDistance) / spread);
            double power = d > 0 ? a * Math.Pow(d, 2 * b) : 0, got = 1 / (1 + power), rest = wanted - got;
            double da = -got * got * power, db = d > 0 ? da * 2 * b * Math.Log(d) : 0;
            error += rest * rest;
            (gaa, gab, gbb, ra, rb) = (gaa + da * da, gab + da * db, gbb + db * db, ra + da * rest, rb + db * rest);
        }
        return error;
    }
}
