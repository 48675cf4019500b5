using Kolosal.Numerics;

namespace Kolosal.Learning.Search;

/// <summary>
/// The normal distribution that a generation is drawn from, N(m, σ² C), and its update (Hansen, arXiv:1604.00772, figure 6 with the constants of
/// table 1, positive weights).
/// </summary>
/// <remarks>
/// C is held with its Cholesky factor A, and A⁻¹ stands where the tutorial has C^(−½) (Krause, Arbonès and Igel, NIPS 2016): no
/// eigenvalues, a third of d³ a generation. Steps longer than √d + 2 d / (d + 2) in the distribution's own measure are shortened to that (Hansen,
/// arXiv:1110.4181, section 2), for not every trial was drawn from it.
/// </remarks>
internal sealed class CmaState
{
    // C a little above singular, σ neither lost in rounding nor beyond the range.
    private const double LeastSpread = 1e-9, MostSpread = 1, Ridge = 1e-12;
    private const double WarmSpread = 0.1, ColdSpread = 0.3;
    private readonly int d;
    private readonly double[] covariance, path, spreadPath;
    private int generations;

    private CmaState(int d, double[] mean, double spread, double[] covariance)
    {
        (this.d, Mean, Spread, this.covariance) = (d, mean, spread, covariance);
        (path, spreadPath) = (new double[d], new double[d]);
    }

    /// <summary>m.</summary>
    public double[] Mean { get; }

    /// <summary>σ.</summary>
    public double Spread { get; private set; }

    /// <summary>λ of so many parameters.</summary>
    public static int GenerationSize(int d) => 4 + (int)(3 * Math.Log(d));

    /// <summary>A third of the range around a mean, for when nothing is known.</summary>
    public static CmaState Around(double[] mean) => new(mean.Length, [.. mean], ColdSpread, Identity(mean.Length));

    /// <summary>The normal distribution of promising points, each with some room: m their mean, σ² C = 0.1² I + their covariance, C of determinant 1
    /// (Nomura et al., AAAI 2021, section 4.2).</summary>
    public static CmaState Around(double[][] points)
    {
        int d = points[0].Length;
        var mean = new double[d];
        foreach (double[] point in points) FixedSum.AddScaled(1.0 / points.Length, point, mean);
        var covariance = new double[d * d];
        for (int j = 0; j < d; j++)
        {
            for (int k = 0; k <= j; k++)
                foreach (double[] point in points) covariance[j * d + k] += (point[j] - mean[j]) * (point[k] - mean[k]) / points.Length;
            covariance[j * d + j] += WarmSpread * WarmSpread;
        }
        double[] factor = [.. covariance];
        double spread = WarmSpread;
        if (Cholesky.Factor(factor, d, CancellationToken.None))
        {
            double logs = 0;
            for (int j = 0; j < d; j++) logs += Math.Log(factor[j * d + j]);
            spread = Math.Exp(logs / d);
            for (int i = 0; i < covariance.Length; i++) covariance[i] /= spread * spread;
        }
        else covariance = Identity(d);
        return new(d, mean, spread, covariance);
    }

    /// <summary>A with C = A Aᵀ, d × d, row-major; what stands above the diagonal means nothing.</summary>
    public double[] Factor()
    {
        double[] factor = [.. covariance];
        for (int j = 0; j < d; j++) factor[j * d + j] += Ridge;
        if (Cholesky.Factor(factor, d, CancellationToken.None)) return factor;
        // Rounding has made C indefinite: what it learnt is lost, where and how far it looks is not.
        Identity(d).CopyTo(covariance, 0);
        return Identity(d);
    }

    /// <summary>Learns from a generation.</summary>
    /// <param name="points">Positions, the best first; fewer than two teach nothing.</param>
    public void Update(double[][] points)
    {
        int parents = points.Length / 2;
        if (parents == 0) return;
        double[] weights = Weights(points.Length, parents, out double effective);
        double cs = (effective + 2) / (d + effective + 5), ds = 1 + 2 * Math.Max(0, Math.Sqrt((effective - 1) / (d + 1)) - 1) + cs;
        double cc = (4 + effective / d) / (d + 4 + 2 * effective / d), c1 = 2 / ((d + 1.3) * (d + 1.3) + effective);
        double cm = Math.Min(1 - c1, 2 * (effective - 2 + 1 / effective) / ((d + 2) * (d + 2) + effective));
        double expected = Math.Sqrt(d) * (1 - 1 / (4.0 * d) + 1 / (21.0 * d * d)), longest = Math.Sqrt(d) + 2.0 * d / (d + 2);

        double[] factor = Factor(), step = new double[d], white = new double[d];
        var steps = new double[parents][];
        for (int i = 0; i < parents; i++)
        {
            double[] y = new double[d];
            for (int j = 0; j < d; j++) y[j] = (points[i][j] - Mean[j]) / Spread;
            double[] z = [.. y];
            Cholesky.Forward(factor, d, z);
            double length = Math.Sqrt(FixedSum.Dot(z, z));
            double share = length > longest ? longest / length : 1;
            for (int j = 0; j < d; j++) y[j] *= share;
            FixedSum.AddScaled(weights[i], y, step);
            FixedSum.AddScaled(weights[i] * share, z, white);
            steps[i] = y;
        }
        FixedSum.AddScaled(Spread, step, Mean);
        for (int j = 0; j < d; j++) Mean[j] = Math.Clamp(Mean[j], 0, 1);

        for (int j = 0; j < d; j++) spreadPath[j] = (1 - cs) * spreadPath[j] + Math.Sqrt(cs * (2 - cs) * effective) * white[j];
        double reached = Math.Sqrt(FixedSum.Dot(spreadPath, spreadPath));
        generations++;
        bool stalled = reached / Math.Sqrt(1 - Math.Pow(1 - cs, 2 * generations)) >= (1.4 + 2 / (d + 1.0)) * expected;
        for (int j = 0; j < d; j++) path[j] = (1 - cc) * path[j] + (stalled ? 0 : Math.Sqrt(cc * (2 - cc) * effective) * step[j]);
        double kept = 1 - c1 - cm + (stalled ? c1 * cc * (2 - cc) : 0);
        for (int j = 0; j < d; j++)
            for (int k = 0; k <= j; k++)
            {
                double rank = 0;
                for (int i = 0; i < parents; i++) rank += weights[i] * steps[i][j] * steps[i][k];
                covariance[j * d + k] = kept * covariance[j * d + k] + c1 * path[j] * path[k] + cm * rank;
            }
        Spread = Math.Clamp(Spread * Math.Exp(Math.Min(1, cs / ds * (reached / expected - 1))), LeastSpread, MostSpread);
    }

    private static double[] Weights(int size, int parents, out double effective)
    {
        var weights = new double[parents];
        for (int i = 0; i < parents; i++) weights[i] = Math.Log((size + 1) / 2.0) - Math.Log(i + 1);
        double total = weights.Sum(), squares = 0;
        for (int i = 0; i < parents; i++)
        {
            weights[i] /= total;
            squares += weights[i] * weights[i];
        }
        effective = 1 / squares;
        return weights;
    }

    private static double[] Identity(int d)
    {
        var identity = new double[d * d];
        for (int j = 0; j < d; j++) identity[j * d + j] = 1;
        return identity;
    }
}
