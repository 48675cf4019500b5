namespace Kolosal.Statistics;

/// <summary>How far two shares are apart, as a difference and as a ratio: intervals, and tests against any limit, not only against
/// equality.</summary>
public static class TwoProportions
{
    /// <summary>Newcombe's hybrid score interval of x₁/n₁ − x₂/n₂ (Statistics in Medicine 17, 1998, 873–890, method 10): each share's Wilson
    /// interval squared and added; never outside −1 … 1.</summary>
    /// <exception cref="ArgumentException">There are no trials, or more successes than trials.</exception>
    public static Interval Newcombe(long x1, long n1, long x2, long n2, double level = 0.95)
    {
        var (first, second) = (Proportions.Wilson(x1, n1, level), Proportions.Wilson(x2, n2, level));
        double p1 = (double)x1 / n1, p2 = (double)x2 / n2;
        return new(
            p1 - p2 - Math.Sqrt(Square(p1 - first.Low) + Square(second.High - p2)), p1 - p2
                + Math.Sqrt(Square(first.High - p1) + Square(p2 - second.Low)));
    }

    /// <summary>Katz's interval of (x₁/n₁) / (x₂/n₂), normal on the log scale (Katz, Baptista, Azen and Pike, Biometrics 34, 1978); half a success
    /// is added where <paramref name="x1"/> is 0, and the lower end is 0 then.</summary>
    /// <param name="x1">Successes of the numerator.</param>
    /// <param name="n1">Its trials.</param>
    /// <param name="x2">Successes of the denominator, at least 1.</param>
    /// <param name="n2">Its trials.</param>
    /// <param name="level">Above 0, below 1.</param>
    public static Interval Katz(long x1, long n1, long x2, long n2, double level = 0.95)
    {
        if (x2 < 1) throw new ArgumentException("A ratio needs a success in the denominator, got none.", nameof(x2));
        double z = Tails.NormalQuantile((1 + level) / 2), x = x1 == 0 ? 0.5 : x1, ratio = x / n1 / ((double)x2 / n2);
        double spread = z * Math.Sqrt(Math.Max(0, 1 / x - 1.0 / n1 + 1.0 / x2 - 1.0 / n2));
        return new(x1 == 0 ? 0 : ratio * Math.Exp(-spread), ratio * Math.Exp(spread));
    }

    /// <summary>
    /// One-sided p-value of p₁ − p₂ ≤ <paramref name="limit"/> against greater: the score test with the variance of the shares that fit best under
    /// the limit (Miettinen and Nurminen, Statistics in Medicine 4, 1985; the closed form is Farrington's and Manning's, ibid. 9, 1990).
    /// </summary>
    /// <param name="x1">Successes of the greater share.</param>
    /// <param name="n1">Its trials, at least 1.</param>
    /// <param name="x2">Successes of the smaller share.</param>
    /// <param name="n2">Its trials, at least 1.</param>
    /// <param name="limit">0 or more, below 1.</param>
    /// <returns>0 to 1; 1 where nothing speaks against the limit.</returns>
    public static double DifferenceAbove(long x1, long n1, long x2, long n2, double limit)
    {
        double p1 = (double)x1 / n1, p2 = (double)x2 / n2, t = (double)n2 / n1;
        double a = 1 + t, b = -(1 + t + p1 + t * p2 + limit * (t + 2)), c = limit * limit + limit * (2 * p1 + t + 1) + p1 + t * p2;
        double d = -p1 * limit * (1 + limit);
        double v = Math.Pow(b / (3 * a), 3) - b * c / (6 * a * a) + d / (2 * a);
        double u = (v < 0 ? -1 : 1) * Math.Sqrt(Math.Max(0, Square(b / (3 * a)) - c / (3 * a)));
        double w = u == 0 ? 0 : (Math.PI + Math.Acos(Math.Clamp(v / (u * u * u), -1, 1))) / 3;
        double q1 = Math.Clamp(2 * u * Math.Cos(w) - b / (3 * a), limit, 1), q2 = Math.Clamp(q1 - limit, 0, 1);
        return UpperTail(p1 - p2 - limit, q1 * (1 - q1) / n1 + q2 * (1 - q2) / n2, n1 + n2);
    }

    /// <summary>One-sided p-value of p₁ ≥ <paramref name="limit"/> · p₂ against less: the score test of a ratio (Koopman, Biometrics 40, 1984; the
    /// closed form is Farrington's and Manning's, Statistics in Medicine 9, 1990).</summary>
    /// <param name="x1">Successes of the smaller share.</param>
    /// <param name="n1">Its trials, at least 1.</param>
    /// <param name="x2">Successes of the greater share.</param>
    /// <param name="n2">Its trials, at least 1.</param>
    /// <param name="limit">0 to 1; at 0 nothing is less.</param>
    /// <returns>0 to 1; 1 where nothing speaks against the limit.</returns>
    public static double RatioBelow(long x1, long n1, long x2, long n2, double limit)
    {
        if (limit <= 0) return 1;
        double p1 = (double)x1 / n1, p2 = (double)x2 / n2, t = (double)n2 / n1;
        double a = 1 + t, b = -(limit * (1 + t * p2) + t + p1), c = limit * (p1 + t * p2);
        double q1 = Math.Clamp((-b - Math.Sqrt(Math.Max(0, b * b - 4 * a * c))) / (2 * a), 0, limit), q2 = q1 / limit;
        return UpperTail(limit * p2 - p1, q1 * (1 - q1) / n1 + limit * limit * q2 * (1 - q2) / n2, n1 + n2);
    }

    private static double UpperTail(double distance, double variance, long n) => distance <= 0 ? 1
        : variance <= 0 ? 0 : Tails.Normal(distance / Math.Sqrt(variance * n / (n - 1.0)));

    private static double Square(double x) => x * x;
}
