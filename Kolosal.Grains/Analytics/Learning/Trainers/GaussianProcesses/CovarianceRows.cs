namespace Kolosal.Learning.GaussianProcesses;

/// <summary>Rows between which a covariance is taken.</summary>
/// <param name="Points">rows × inputs.</param>
/// <param name="Inputs">Values in a row.</param>
internal sealed record CovarianceRows(double[] Points, int Inputs)
{
    public int Count => Points.Length / Inputs;

    public ReadOnlySpan<double> Row(int i) => Points.AsSpan(i * Inputs, Inputs);

    /// <summary>The lower triangle of K between the rows as functions; the part that an
    /// observation shares with itself alone (white noise) comes apart.</summary>
    public (double[] Matrix, double[] Noise) Matrix(Covariance covariance, CancellationToken cancel)
    {
        int n = Count;
        double[] matrix = new double[(long)n * n], noise = new double[n];
        for (int i = 0; i < n; i++)
        {
            cancel.ThrowIfCancellationRequested();
            for (int j = 0; j <= i; j++) matrix[i * n + j] = covariance.Of(Row(i), Row(j), same: false);
            noise[i] = covariance.Of(Row(i), Row(i), same: true) - matrix[i * n + i];
        }
        return (matrix, noise);
    }

    /// <summary>Adds Σᵢⱼ Mᵢⱼ ∂Kᵢⱼ / ∂ ln θ, with the noise of row i divided by its weight.</summary>
    /// <param name="covariance">k.</param>
    /// <param name="adjoint">The lower triangle of M, values off the diagonal counted twice already.</param>
    /// <param name="weights">One a row, or empty when the noise counts as it is.</param>
    /// <param name="gradient">One a parameter.</param>
    /// <param name="cancel">Polled once a row.</param>
    public void AddGradient(Covariance covariance, double[] adjoint, ReadOnlySpan<double> weights, Span<double> gradient, CancellationToken cancel)
    {
        int n = Count;
        Span<double> slopes = new double[gradient.Length], noisy = new double[gradient.Length];
        for (int i = 0; i < n; i++)
        {
            cancel.ThrowIfCancellationRequested();
            for (int j = 0; j <= i; j++)
            {
                covariance.Of(Row(i), Row(j), same: false, slopes);
                if (i == j)
                {
                    covariance.Of(Row(i), Row(i), same: true, noisy);
                    double share = weights.IsEmpty ? 1 : 1 / weights[i];
                    for (int p = 0; p < slopes.Length; p++) slopes[p] += (noisy[p] - slopes[p]) * share;
                }
                for (int p = 0; p < slopes.Length; p++) gradient[p] += adjoint[i * n + j] * slopes[p];
            }
        }
    }
}
