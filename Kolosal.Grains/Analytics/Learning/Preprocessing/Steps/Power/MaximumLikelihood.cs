using Kolosal.Numerics;

namespace Kolosal.Learning.Preprocessing.Power;

/// <summary>The λ under which transformed values look most like a normal sample.</summary>
/// <remarks>
/// Maximises −n/2 ln σ²(λ) + (λ − 1) Σ ln |dx| (Box and Cox 1964, section 3; Yeo and Johnson 2000, eq. 3.1), as scipy
/// and scikit-learn do. The maximum is first fenced in on a grid from −4 to 4, widened while it lies at an end and at
/// most to ±64, then found by Brent's method (Algorithms for Minimization Without Derivatives, 1973, chapter 5).
/// </remarks>
internal static class MaximumLikelihood
{
    // Brent's golden share is (3 − √5) / 2. Powers beyond 64 leave nothing but the extreme values; the grid's step of 1 is chosen, not derived.
    private const double GridEnd = 4, FurthestEnd = 64, Tolerance = 1e-9, GoldenShare = 0.3819660112501051;
    private const int GridSteps = 8, MaxSteps = 100;

    /// <summary>λ of Box-Cox for values above 0; 1 for values that are all alike.</summary>
    public static double BoxCox(double[] values, CancellationToken cancel)
    {
        double[] logs = [.. values.Select(v => Math.Log(v))], changed = new double[logs.Length];
        double mean = FixedSum.Of(logs) / logs.Length;
        // Divided by the geometric mean the Jacobian is 0 for every λ, and large values lose nothing.
        for (int i = 0; i < logs.Length; i++) logs[i] -= mean;
        return Best(lambda =>
        {
            cancel.ThrowIfCancellationRequested();
            for (int i = 0; i < logs.Length; i++) changed[i] = PowerMath.BoxCox(logs[i], lambda);
            return HalfLogVariance(changed);
        });
    }

    /// <summary>λ of Yeo-Johnson; 1 for values that are all alike.</summary>
    public static double YeoJohnson(double[] values, CancellationToken cancel)
    {
        double[] logs = [.. values.Select(v => PowerMath.LogOnePlus(Math.Abs(v)))], changed = new double[logs.Length];
        double jacobian = 0;
        for (int i = 0; i < logs.Length; i++) jacobian += (values[i] < 0 ? -logs[i] : logs[i]) / logs.Length;
        return Best(lambda =>
        {
            cancel.ThrowIfCancellationRequested();
            for (int i = 0; i < logs.Length; i++)
                changed[i] = values[i] < 0 ? -PowerMath.BoxCox(logs[i], 2 - lambda) : PowerMath.BoxCox(logs[i], lambda);
            return HalfLogVariance(changed) - (lambda - 1) * jacobian;
        });
    }

    /// <summary>½ ln σ²; +∞ where the numbers have overflowed or no longer differ.</summary>
    private static double HalfLogVariance(double[] values)
    {
        double mean = FixedSum.Of(values) / values.Length;
        for (int i = 0; i < values.Length; i++) values[i] -= mean;
        double variance = FixedSum.Dot(values, values) / values.Length;
        return variance > 0 && double.IsFinite(variance) ? 0.5 * Math.Log(variance) : double.PositiveInfinity;
    }

    private static double Best(Func<double, double> loss)
    {
        for (double end = GridEnd; ; end *= 2)
        {
            double step = 2 * end / GridSteps;
            double[] grid = [.. Enumerable.Range(0, GridSteps + 1).Select(k => loss(-end + k * step))];
            int best = Array.IndexOf(grid, grid.Min());
            if (double.IsInfinity(grid[best])) return 1;
            if (best is > 0 and < GridSteps || end >= FurthestEnd)
                return Minimum(loss, -end + Math.Max(0, best - 1) * step, -end + Math.Min(GridSteps, best + 1) * step, -end + best * step,
                    grid[best]);
        }
    }

    private static double Minimum(Func<double, double> loss, double low, double high, double x, double lossX)
    {
        double w = x, v = x, lossW = lossX, lossV = lossX, step = 0, before = 0;
        for (int round = 0; round < MaxSteps; round++)
        {
            double middle = 0.5 * (low + high), tolerance = Tolerance * (Math.Abs(x) + 1);
            if (Math.Abs(x - middle) <= 2 * tolerance - 0.5 * (high - low)) break;
            bool golden = true;
            if (Math.Abs(before) > tolerance)
            {
                // A parabola through the three best points.
                double r = (x - w) * (lossX - lossV), q = (x - v) * (lossX - lossW), p = (x - v) * q - (x - w) * r;
                q = 2 * (q - r);
                if (q > 0) p = -p;
                q = Math.Abs(q);
                if (Math.Abs(p) < Math.Abs(0.5 * q * before) && p > q * (low - x) && p < q * (high - x))
                {
                    (before, step, golden) = (step, p / q, false);
                    double u = x + step;
                    if (u - low < 2 * tolerance || high - u < 2 * tolerance) step = middle > x ? tolerance : -tolerance;
                }
            }
            if (golden)
            {
                before = (x < middle ? high : low) - x;
                step = GoldenShare * before;
            }
            double next = x + (Math.Abs(step) >= tolerance ? step : Math.CopySign(tolerance, step)), lossNext = loss(next);
            if (lossNext <= lossX)
            {
                if (next < x) high = x;
                else low = x;
                (v, lossV, w, lossW, x, lossX) = (w, lossW, x, lossX, next, lossNext);
                continue;
            }
            if (next < x) low = next;
            else high = next;
            if (lossNext <= lossW || w == x) (v, lossV, w, lossW) = (w, lossW, next, lossNext);
            else if (lossNext <= lossV || v == x || v == w) (v, lossV) = (next, lossNext);
        }
        return x;
    }
}
