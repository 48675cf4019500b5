using System.Runtime.Intrinsics;
using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Search;

/// <summary>A Gaussian process over codes: what is believed of the normalised loss at any of them, pending ones taken into account.</summary>
/// <remarks>Pending points are observed at their own mean (kriging believer; Ginsbourger, Le Riche and Carraro, 2010): the mean does not change, the
/// deviation there falls to nearly nothing. For one thread.</remarks>
internal sealed class Surrogate
{
    // Where points repeat, what keeps the matrix positive definite, and the most it may take.
    private const double Jitter = 1e-6, MostJitter = 1;
    private readonly SpaceCode code;
    private readonly double[][] points;
    private readonly double[] kernel, losses, inverse, alpha, row;
    private readonly double[][] columns;
    private readonly bool[] plain;
    private readonly double noise;
    private double[] factor;
    private double[][] samples = [];
    private double[] least = [];

    /// <param name="code">The space.</param>
    /// <param name="points">Codes, the observed ones before the pending ones.</param>
    /// <param name="losses">Normalised, one an observed point.</param>
    /// <param name="logs">What <see cref="SurrogateScales.Fit"/> found.</param>
    public Surrogate(SpaceCode code, double[][] points, double[] losses, double[] logs)
    {
        (this.code, this.points, this.losses) = (code, points, losses);
        inverse = [.. logs[..^1].Select(l => Math.Exp(-2 * l))];
        noise = Math.Max(Jitter, Math.Exp(logs[^1]));
        int n = points.Length;
        kernel = new double[n * n];
        row = new double[n];
        columns = [.. Enumerable.Range(0, code.Count).Select(p => points.Select(point => point[p]).ToArray())];
        plain = [.. Enumerable.Range(0, code.Count).Select(p => !code.IsCategorical(p) && !columns[p].Any(double.IsNaN))];
        for (int i = 0; i < n; i++)
        {
            Relate(points[i]);
            row.CopyTo(kernel, i * n);
        }
        alpha = [.. losses];
        double[] observed = Factored(losses.Length, noise, Jitter);
        Cholesky.Forward(observed, losses.Length, alpha);
        Cholesky.Backward(observed, losses.Length, alpha);
        factor = losses.Length == n ? observed : Factored(n, noise, Jitter);
    }

    /// <summary>Mean and standard deviation of the function, without noise.</summary>
    public (double Mean, double Deviation) Predict(ReadOnlySpan<double> at)
    {
        Relate(at);
        return (FixedSum.Dot(row.AsSpan(0, alpha.Length), alpha), Deviation());
    }

    /// <summary>
    /// Samples what the function may be at the points (Wilson et al., arXiv:2002.09309, equation 13): a draw of the prior, corrected by what the
    /// observations say against it. From here on <see cref="NoisyImprovement"/> answers and <see cref="Predict"/> does not.
    /// </summary>
    public void Sample(int count, ref SeededRandom random)
    {
        int n = points.Length, m = losses.Length;
        double[] observed = Factored(m, noise, Jitter), exact = Factored(n, Jitter, Jitter);
        (samples, least) = (new double[count][], new double[count]);
        for (int s = 0; s < count; s++)
        {
            double[] z = new double[n], drawn = new double[n], against = new double[m];
            for (int i = 0; i < n; i++) z[i] = random.NextNormal();
            for (int i = 0; i < n; i++) drawn[i] = FixedSum.Dot(exact.AsSpan(i * n, i + 1), z.AsSpan(0, i + 1));
            for (int i = 0; i < m; i++) against[i] = losses[i] - drawn[i] - Math.Sqrt(noise) * random.NextNormal();
            Cholesky.Forward(observed, m, against);
            Cholesky.Backward(observed, m, against);
            least[s] = double.PositiveInfinity;
            for (int i = 0; i < n; i++)
            {
                drawn[i] += FixedSum.Dot(kernel.AsSpan(i * n, m), against);
                least[s] = Math.Min(least[s], drawn[i]);
            }
            Cholesky.Forward(exact, n, drawn);
            Cholesky.Backward(exact, n, drawn);
            samples[s] = drawn;
        }
        factor = exact;
    }

    /// <summary>The logarithm of the expected improvement without noise, averaged over the samples (Letham et al., arXiv:1706.07094, section
    /// 3).</summary>
    public double NoisyImprovement(ReadOnlySpan<double> at)
    {
        Relate(at);
        Span<double> logs = stackalloc double[samples.Length];
        for (int s = 0; s < logs.Length; s++) logs[s] = FixedSum.Dot(row, samples[s]);
        double deviation = Deviation(), most = double.NegativeInfinity, sum = 0;
        for (int s = 0; s < logs.Length; s++)
        {
            logs[s] = Acquisition.LogExpectedImprovement(logs[s], deviation, least[s]);
            most = Math.Max(most, logs[s]);
        }
        foreach (double log in logs) sum += Math.Exp(log - most);
        return most + Math.Log(sum / logs.Length);
    }

    /// <summary>Fills the row in hand with the covariances of a code and all points.</summary>
    private void Relate(ReadOnlySpan<double> at)
    {
        Array.Clear(row);
        for (int p = 0; p < columns.Length; p++)
            if (plain[p] && !double.IsNaN(at[p])) AddSquares(columns[p], at[p], inverse[p], row);
            else
                for (int i = 0; i < row.Length; i++) row[i] += SurrogateScales.Square(code, p, at[p], columns[p][i]) * inverse[p];
        for (int i = 0; i < row.Length; i++) row[i] = SurrogateScales.Covariance(row[i]);
    }

    /// <summary>sum ← sum + scale (column − value)², each on its own, so that the bits are those of a plain loop.</summary>
    private static void AddSquares(double[] column, double value, double scale, double[] sum)
    {
        int i = 0;
        Vector256<double> from = Vector256.Create(value), by = Vector256.Create(scale);
        for (; i <= sum.Length - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            var apart = Vector256.Create(column.AsSpan(i)) - from;
            (Vector256.Create(sum.AsSpan(i)) + apart * apart * by).CopyTo(sum.AsSpan(i));
        }
        for (; i < sum.Length; i++) sum[i] += (column[i] - value) * (column[i] - value) * scale;
    }

    /// <summary>Of the row in hand, which it uses up.</summary>
    private double Deviation()
    {
        // Of a variance this small the mean alone speaks.
        const double LeastVariance = 1e-12;
        Cholesky.Forward(factor, row.Length, row);
        return Math.Sqrt(Math.Max(LeastVariance, 1 - FixedSum.Dot(row, row)));
    }

    /// <summary>The factor of the first points' matrix, with one variance on the observed and another on the pending.</summary>
    private double[] Factored(int count, double observed, double pending)
    {
        int n = points.Length;
        for (double more = 0; ; more = Math.Max(Jitter, more * 10))
        {
            var matrix = new double[count * count];
            for (int i = 0; i < count; i++)
            {
                kernel.AsSpan(i * n, i + 1).CopyTo(matrix.AsSpan(i * count));
                matrix[i * count + i] += more + (i < losses.Length ? observed : pending);
            }
            if (Cholesky.Factor(matrix, count, CancellationToken.None)) return matrix;
            if (more > MostJitter) throw new ArithmeticException("A covariance with 1 added to its diagonal was not positive definite.");
        }
    }
}
