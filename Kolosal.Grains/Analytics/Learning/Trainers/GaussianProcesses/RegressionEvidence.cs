using Kolosal.Numerics;

namespace Kolosal.Learning.GaussianProcesses;

/// <summary>Regression with Gaussian noise (Rasmussen and Williams, algorithm 2.1): K +
/// noise = L Lᵀ, α = (K + noise)⁻¹ y, ln p(y | X) = −½ yᵀα − Σ ln Lᵢᵢ − n/2 ln 2π.</summary>
/// <remarks>A row of weight w has the noise of w observations averaged: the fixed noise and the covariance's white part are divided by w.</remarks>
/// <param name="Factor">L.</param>
/// <param name="Alpha">α.</param>
/// <param name="LogLikelihood">ln p(y | X).</param>
internal sealed record RegressionEvidence(double[] Factor, double[] Alpha, double LogLikelihood)
{
    /// <summary>Null when K + noise is not positive definite to working precision.</summary>
    public static RegressionEvidence? Of(Covariance covariance, CovarianceRows rows, double[] targets, double[] weights, double noise,
        CancellationToken cancel)
    {
        var (matrix, own) = rows.Matrix(covariance, cancel);
        int n = rows.Count;
        for (int i = 0; i < n; i++) matrix[i * n + i] += (own[i] + noise) / weights[i];
        if (!Cholesky.Factor(matrix, n, cancel)) return null;
        double[] alpha = [.. targets];
        Cholesky.Forward(matrix, n, alpha);
        double likelihood = -FixedSum.Dot(alpha, alpha) / 2 - n / 2.0 * Math.Log(2 * Math.PI);
        for (int i = 0; i < n; i++) likelihood -= Math.Log(matrix[i * n + i]);
        Cholesky.Backward(matrix, n, alpha);
        return new(matrix, alpha, likelihood);
    }

    /// <summary>Adds ∂ ln p / ∂ ln θ = ½ tr((ααᵀ − (K + noise)⁻¹) ∂K / ∂ ln θ) (5.9 there).</summary>
    public void AddGradient(Covariance covariance, CovarianceRows rows, double[] weights, Span<double> gradient, CancellationToken cancel)
    {
        int n = rows.Count;
        double[] adjoint = Cholesky.Inverse(Factor, n, cancel);
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++)
                adjoint[i * n + j] = (Alpha[i] * Alpha[j] - adjoint[i * n + j]) * (i == j ? 0.5 : 1);
        rows.AddGradient(covariance, adjoint, weights, gradient, cancel);
    }
}
