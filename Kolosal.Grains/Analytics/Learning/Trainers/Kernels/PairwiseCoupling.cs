namespace Kolosal.Learning.Kernels;

/// <summary>Class probabilities from those of pairs: the p that minimises Σᵢ Σⱼ≠ᵢ (rⱼᵢ pᵢ
/// − rᵢⱼ pⱼ)² (Wu, Lin and Weng, JMLR 5, 2004, second approach, algorithm 2).</summary>
internal static class PairwiseCoupling
{
    // Wu, Lin and Weng (JMLR 5, 2004) stop at 0.005 / k after at most 100 sweeps; a few more digits cost microseconds.
    private const int Sweeps = 1000;
    private const double Tolerance = 1e-12;

    /// <summary>Solves for one row.</summary>
    /// <param name="pairs">classes × classes: rᵢⱼ, the probability of i when it is i or
    /// j; rᵢⱼ + rⱼᵢ = 1, all strictly between 0 and 1. Overwritten.</param>
    /// <param name="probabilities">One a class.</param>
    public static void Solve(Span<double> pairs, Span<double> probabilities)
    {
        int k = probabilities.Length;
        Span<double> q = pairs;

        // Q: Σ rⱼᵢ² on the diagonal, −rⱼᵢ rᵢⱼ elsewhere. The diagonal of pairs is free, so Q can take their place.
        for (int i = 0; i < k; i++)
        {
            double own = 0;
            for (int j = 0; j < k; j++) if (j != i) own += i > j ? Square(q[j * k + i]) : Square(1 - q[i * k + j]);
            q[i * k + i] = own;
        }
        for (int i = 0; i < k; i++)
            for (int j = i + 1; j < k; j++) q[j * k + i] = q[i * k + j] = -q[i * k + j] * (1 - q[i * k + j]);

        probabilities.Fill(1.0 / k);
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            double form = 0, worst = 0;
            for (int i = 0; i < k; i++) form += probabilities[i] * Line(q, probabilities, i);
            for (int i = 0; i < k; i++) worst = Math.Max(worst, Math.Abs(Line(q, probabilities, i) - form));
            if (worst < Tolerance) break;
            for (int i = 0; i < k; i++)
            {
                double slope = Line(q, probabilities, i);
                double change = (form - slope) / q[i * k + i];
                probabilities[i] += change;
                form = (form + change * (change * q[i * k + i] + 2 * slope)) / Square(1 + change);
                for (int j = 0; j < k; j++) probabilities[j] /= 1 + change;
            }
        }
        double total = 0;
        for (int i = 0; i < k; i++) total += probabilities[i] = Math.Max(0, probabilities[i]);
        for (int i = 0; i < k; i++) probabilities[i] /= total;
    }

    private static double Line(ReadOnlySpan<double> q, ReadOnlySpan<double> p, int i)
    {
        double sum = 0;
        for (int j = 0; j < p.Length; j++) sum += q[i * p.Length + j] * p[j];
        return sum;
    }

    private static double Square(double x) => x * x;
}
