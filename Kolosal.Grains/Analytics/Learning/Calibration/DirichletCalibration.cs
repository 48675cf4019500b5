using Kolosal.Learning.Metrics;
using Kolosal.Numerics;

namespace Kolosal.Learning.Calibration;

/// <param name="OffDiagonal">λ of the off-diagonal weights, 0 or more. Default: 0.01.</param>
/// <param name="Offsets">μ of the offsets, 0 or more. Default: 0.01.</param>
public sealed record DirichletOptions(double OffDiagonal = 0.01, double Offsets = 0.01)
{
    /// <summary>λ.</summary>
    public double OffDiagonal { get; } = Require.NotNegative(OffDiagonal);

    /// <summary>μ.</summary>
    public double Offsets { get; } = Require.NotNegative(Offsets);
}

/// <summary>Fits softmax(W ln p + b) to held-out probabilities by penalised mean log loss, started at the identity.</summary>
/// <remarks>
/// The penalty is ODIR: λ / (k (k − 1)) Σ_{i≠j} wᵢⱼ² + μ / k Σ bⱼ² (Kull et al., NeurIPS 2019, arXiv:1910.12656, equation
/// 4). The diagonal is free, so temperature scaling costs nothing. The diagonal form (vector scaling) has the penalty of
/// the offsets alone. A further 10⁻⁹ / 2 on every parameter keeps rows that p separates from having no minimum.
/// </remarks>
public static class DirichletCalibration
{
    private const int Iterations = 200, RowsBetweenPolls = 4096;
    // A trace of a penalty on every parameter, too small to be seen in six digits, keeps the minimum single.
    private const double Everywhere = 1e-9, Tolerance = 1e-6;

    /// <summary>The full matrix.</summary>
    /// <param name="rows">Probabilities of rows that the model was not fitted to.</param>
    /// <param name="options">The strengths of the penalty.</param>
    /// <param name="cancel">Polled between rows.</param>
    public static DirichletCalibrator Fit(ScoredRows rows, DirichletOptions options, CancellationToken cancel = default)
    {
        int k = rows.Classes;
        double[] at = new double[k * k + k];
        for (int j = 0; j < k; j++) at[j * k + j] = 1;
        double apart = options.OffDiagonal / (k * (k - 1)), shift = options.Offsets / k;
        Minimise(rows, at, i => i >= k * k ? shift : i % (k + 1) == 0 ? 0 : apart, cancel, (x, logs, z) =>
        {
            for (int j = 0; j < k; j++) z[j] = FixedSum.Dot(x.Slice(j * k, k), logs) + x[k * k + j];
        }, (slopes, logs, gradient) =>
        {
            for (int j = 0; j < k; j++)
            {
                FixedSum.AddScaled(slopes[j], logs, gradient.Slice(j * k, k));
                gradient[k * k + j] += slopes[j];
            }
        });
        return new([.. at.AsSpan(0, k * k)], [.. at.AsSpan(k * k)]);
    }

    /// <summary>The diagonal alone.</summary>
    /// <param name="rows">Probabilities of rows that the model was not fitted to.</param>
    /// <param name="options">The strength of the offsets' penalty.</param>
    /// <param name="cancel">Polled between rows.</param>
    public static VectorCalibrator FitVector(ScoredRows rows, DirichletOptions options, CancellationToken cancel = default)
    {
        int k = rows.Classes;
        double[] at = new double[2 * k];
        at.AsSpan(0, k).Fill(1);
        double shift = options.Offsets / k;
        Minimise(rows, at, i => i >= k ? shift : 0, cancel, (x, logs, z) =>
        {
            for (int j = 0; j < k; j++) z[j] = x[j] * logs[j] + x[k + j];
        }, (slopes, logs, gradient) =>
        {
            for (int j = 0; j < k; j++)
            {
                gradient[j] += slopes[j] * logs[j];
                gradient[k + j] += slopes[j];
            }
        });
        return new([.. at.AsSpan(0, k)], [.. at.AsSpan(k)]);
    }

    private delegate void Map(ReadOnlySpan<double> x, ReadOnlySpan<double> logs, Span<double> z);

    private delegate void Spread(ReadOnlySpan<double> slopes, ReadOnlySpan<double> logs, Span<double> gradient);

    private static void Minimise(ScoredRows rows, double[] at, Func<int, double> penaltyOf, CancellationToken cancel, Map map, Spread spread)
    {
        int classes = rows.Classes;
        double[] logs = Array.ConvertAll(rows.Outputs.ToArray(), p => Math.Log(Math.Max(p, Calibrator.Tiny))), z = new double[classes];
        double[] penalty = [.. Enumerable.Range(0, at.Length).Select(i => penaltyOf(i) + Everywhere / 2)];
        double total = 0;
        for (int row = 0; row < rows.Rows; row++) total += rows.Weight(row);
        Lbfgs.Minimize((x, gradient) =>
        {
            double sum = 0;
            for (int i = 0; i < x.Length; i++)
            {
                sum += penalty[i] * x[i] * x[i];
                gradient[i] = 2 * penalty[i] * x[i];
            }
            for (int row = 0; row < rows.Rows; row++)
            {
                if (row % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
                double share = rows.Weight(row) / total;
                if (share == 0) continue;
                var own = logs.AsSpan(row * classes, classes);
                int truth = rows.Labels.Span[row];
                map(x, own, z);
                double right = z[truth], top = z.Max(), mass = 0;
                foreach (double score in z) mass += Math.Exp(score - top);
                sum += share * (Math.Log(mass) + top - right);
                for (int j = 0; j < classes; j++) z[j] = share * (Math.Exp(z[j] - top) / mass - (j == truth ? 1 : 0));
                spread(z, own, gradient);
            }
            return sum;
        }, at, Tolerance, Iterations, cancel);
    }
}
