using Kolosal.Numerics;

namespace Kolosal.Learning.Search;

/// <summary>The length scales and the noise of a surrogate, of greatest posterior density given points and normalised losses.</summary>
/// <remarks>
/// k = (1 + √5 r + 5 r² / 3) e^(−√5 r), r² = Σ δ_p² / ℓ_p² (Matérn 5/2 with a length scale a parameter; Rasmussen and Williams 4.17), of variance 1
/// since losses are normalised. Priors: ln ℓ ~ N(√2 + ½ ln d, √3²) (Hvarfner, Hellsten and Nardi, arXiv:2402.02229, section 4.1) and
/// ln noise ~ N(−4, 1). A fixed number of sign steps (iRprop⁻, Igel and Hüsken, 2003): the maximum needs no digits, and the time must be known.
/// The covariance classes of the trainer do the same for any kernel; here squared distances are kept from step to step, which is what makes
/// a fit take a fraction of a millisecond.
/// </remarks>
internal static class SurrogateScales
{
    private const int Steps = 10;
    private const double FirstStep = 0.4, Grow = 1.2, Shrink = 0.5, MostStep = 1, LeastStep = 0.01;
    private const double NoiseMean = -5, NoiseVariance = 4, LeastNoise = -14;
    private static readonly double Root5 = Math.Sqrt(5), ScaleMean = Math.Sqrt(2), ScaleVariance = 3, ChoiceVariance = 0.25;

    /// <summary>Squared differences of every two points, pairs × parameters: pair (i, j &lt; i) is row i (i − 1) / 2 + j.</summary>
    public static double[] Squares(SpaceCode code, double[][] points)
    {
        int d = code.Count;
        var squares = new double[points.Length * (points.Length - 1) / 2 * d];
        int at = 0;
        for (int i = 0; i < points.Length; i++)
            for (int j = 0; j < i; j++)
                for (int p = 0; p < d; p++) squares[at++] = Square(code, p, points[i][p], points[j][p]);
        return squares;
    }

    /// <summary>Two choices are at a distance of 1 or 0, like the ends of a range; so are a parameter that exists and one that does not.</summary>
    public static double Square(SpaceCode code, int p, double a, double b)
    {
        double apart = a - b;
        if (double.IsNaN(apart)) return double.IsNaN(a) && double.IsNaN(b) ? 0 : 1;
        return code.IsCategorical(p) ? apart == 0 ? 0 : 1 : apart * apart;
    }

    /// <summary>k at r².</summary>
    public static double Covariance(double square)
    {
        double s = Root5 * Math.Sqrt(square);
        return (1 + s + s * s / 3) * Math.Exp(-s);
    }

    /// <summary>ln ℓ of every parameter and, last, ln of the noise's variance.</summary>
    public static double[] Fit(double[] squares, double[] losses, SpaceCode code)
    {
        int d = code.Count;
        double[] means = new double[d], variances = new double[d];
        for (int p = 0; p < d; p++)
            (means[p], variances[p]) = code.IsCategorical(p) ? (0, ChoiceVariance) : (ScaleMean + Math.Log(d) / 2, ScaleVariance);
        double[] logs = new double[d + 1], steps = new double[d + 1], before = new double[d + 1], gradient = new double[d + 1];
        Array.Fill(steps, FirstStep);
        // Shorter than the prior's mean: from lengths that hide everything the gradient says little.
        for (int p = 0; p < d; p++) logs[p] = code.IsCategorical(p) ? 0 : Math.Log(0.4) + Math.Log(d) / 2;
        logs[d] = NoiseMean;
        double[] best = [.. logs];
        double most = double.NegativeInfinity;
        for (int step = 0; step < Steps; step++)
        {
            double density = Density(squares, losses, logs, means, variances, gradient);
            if (density > most)
            {
                most = density;
                logs.CopyTo(best, 0);
            }
            if (double.IsNegativeInfinity(density)) break;
            for (int p = 0; p <= d; p++)
            {
                double turn = gradient[p] * before[p];
                steps[p] = turn > 0 ? Math.Min(MostStep, steps[p] * Grow) : turn < 0 ? Math.Max(LeastStep, steps[p] * Shrink) : steps[p];
                before[p] = turn < 0 ? 0 : gradient[p];
                logs[p] += Math.Sign(before[p]) * steps[p];
            }
            logs[d] = Math.Max(LeastNoise, logs[d]);
        }
        return best;
    }

    /// <summary>ln p(losses | scales) + ln p(scales) up to a constant, and its gradient (Rasmussen and Williams 5.8, 5.9).</summary>
    private static double Density(double[] squares, double[] losses, double[] logs, double[] means, double[] variances, double[] gradient)
    {
        int n = losses.Length, d = logs.Length - 1;
        double noise = Math.Exp(logs[d]);
        Span<double> inverse = stackalloc double[d];
        for (int p = 0; p < d; p++) inverse[p] = Math.Exp(-2 * logs[p]);
        double[] matrix = new double[n * n], falls = new double[n * (n - 1) / 2];
        int pair = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++, pair++)
            {
                double s = Root5 * Math.Sqrt(FixedSum.Dot(squares.AsSpan(pair * d, d), inverse)), tail = Math.Exp(-s);
                matrix[i * n + j] = (1 + s + s * s / 3) * tail;
                falls[pair] = 5.0 / 3 * (1 + s) * tail; // ∂k / ∂ ln ℓ_p = this · δ_p² / ℓ_p²
            }
            matrix[i * n + i] = 1 + noise;
        }
        if (!Cholesky.Factor(matrix, n, CancellationToken.None)) return double.NegativeInfinity;
        double[] alpha = [.. losses];
        Cholesky.Forward(matrix, n, alpha);
        double density = -FixedSum.Dot(alpha, alpha) / 2;
        for (int i = 0; i < n; i++) density -= Math.Log(matrix[i * n + i]);
        Cholesky.Backward(matrix, n, alpha);
        double[] inverted = Cholesky.Inverse(matrix, n, CancellationToken.None);

        Array.Clear(gradient);
        pair = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++, pair++)
                FixedSum.AddScaled((alpha[i] * alpha[j] - inverted[i * n + j]) * falls[pair], squares.AsSpan(pair * d, d), gradient.AsSpan(0, d));
            gradient[d] += (alpha[i] * alpha[i] - inverted[i * n + i]) * noise / 2;
        }
        for (int p = 0; p < d; p++)
        {
            double off = logs[p] - means[p];
            density -= off * off / (2 * variances[p]);
            gradient[p] = gradient[p] * inverse[p] - off / variances[p];
        }
        double noisy = logs[d] - NoiseMean;
        gradient[d] -= noisy / NoiseVariance;
        return density - noisy * noisy / (2 * NoiseVariance);
    }
}
