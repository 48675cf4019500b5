using Kolosal.Learning.Calibration;
using Kolosal.Numerics;

namespace Kolosal.Learning.GaussianProcesses;

/// <summary>The posterior of a latent function behind two classes, a Gaussian at its mode: Newton's method with the
/// logistic likelihood (Rasmussen and Williams, algorithm 3.1), ln q(y | X) and its gradient (algorithm 5.1).</summary>
/// <remarks>A row's log likelihood counts times its weight. White noise in the covariance
/// is part of the latent function, as in scikit-learn.</remarks>
internal sealed class LaplaceApproximation
{
    // Fences: Newton's method ends after some ten steps, most of them whole.
    private const int MaxSteps = 100, MaxHalvings = 30;

    /// <summary>Of the change of the objective, relative to it.</summary>
    private const double Tolerance = 1e-12;

    private readonly double[] matrix, mode, shares;

    private LaplaceApproximation(double[] matrix, double[] mode, double[] shares, double[] slopes, double[] roots, double[] factor,
        double likelihood) =>
        (this.matrix, this.mode, this.shares, Slopes, Roots, Factor, LogLikelihood) = (matrix, mode, shares, slopes, roots, factor, likelihood);

    /// <summary>∇ ln p(y | f) = w (y − σ(f)) at the mode, which equals K⁻¹ f there.</summary>
    public double[] Slopes { get; }

    /// <summary>W^½, W = w σ(f) (1 − σ(f)).</summary>
    public double[] Roots { get; }

    /// <summary>L of I + W^½ K W^½.</summary>
    public double[] Factor { get; }

    /// <summary>ln q(y | X).</summary>
    public double LogLikelihood { get; }

    /// <summary>Finds the mode.</summary>
    /// <param name="covariance">k.</param>
    /// <param name="rows">X.</param>
    /// <param name="labels">0 or 1.</param>
    /// <param name="weights">One a row, above 0.</param>
    /// <param name="start">A guess of K⁻¹ f, or null for f = 0.</param>
    /// <param name="cancel">Polled once a row.</param>
    /// <returns>Null when the covariance has no finite value or no Newton system can be solved.</returns>
    public static LaplaceApproximation? Find(Covariance covariance, CovarianceRows rows, double[] labels, double[] weights, double[]? start,
        CancellationToken cancel)
    {
        int n = rows.Count;
        double[] k = Full(covariance, rows, cancel), a = start is null ? new double[n] : [.. start], f = Times(k, a, cancel);
        double[] shares = new double[n], slopes = new double[n], roots = new double[n], next = new double[n];
        double value = Objective(a, f, labels, weights);
        if (start is not null && !(value > Objective(new double[n], new double[n], labels, weights)))
            (a, f, value) = (new double[n], new double[n], Objective(new double[n], new double[n], labels, weights));
        for (int step = 0; step < MaxSteps; step++)
        {
            Derive(f, labels, weights, shares, slopes, roots);
            if (Decompose(k, roots, cancel) is not { } factor) return null;
            double[] b = new double[n];
            for (int i = 0; i < n; i++) b[i] = roots[i] * roots[i] * f[i] + slopes[i];
            double[] c = Times(k, b, cancel);
            for (int i = 0; i < n; i++) c[i] *= roots[i];
            Cholesky.Forward(factor, n, c);
            Cholesky.Backward(factor, n, c);
            for (int i = 0; i < n; i++) next[i] = b[i] - roots[i] * c[i];

            // The objective is concave, so some share of the step always helps.
            double before = value, length = 1;
            for (int halving = 0; halving < MaxHalvings; halving++, length /= 2)
            {
                double[] tried = new double[n];
                for (int i = 0; i < n; i++) tried[i] = a[i] + length * (next[i] - a[i]);
                double[] there = Times(k, tried, cancel);
                double reached = Objective(tried, there, labels, weights);
                if (!(reached >= before)) continue;
                (a, f, value) = (tried, there, reached);
                break;
            }
            if (value - before <= Tolerance * Math.Max(1, Math.Abs(value))) break;
        }
        Derive(f, labels, weights, shares, slopes, roots);
        if (Decompose(k, roots, cancel) is not { } last) return null;
        double likelihood = value;
        for (int i = 0; i < n; i++) likelihood -= Math.Log(last[i * n + i]);
        return new(k, f, shares, slopes, roots, last, likelihood);
    }

    /// <summary>L of I + W^½ K W^½ again, from what a model keeps.</summary>
    public static double[]? FactorOf(Covariance covariance, CovarianceRows rows, double[] roots, CancellationToken cancel) =>
        Decompose(Full(covariance, rows, cancel), roots, cancel);

    /// <summary>Adds ∂ ln q / ∂ ln θ.</summary>
    /// <remarks>
    /// With R = W^½ B⁻¹ W^½, B = L Lᵀ, s₂ᵢ = −½ Σᵢᵢ ∂Wᵢ / ∂fᵢ and u = s₂ − R K s₂ the algorithm's sum of explicit and implicit parts is Σᵢⱼ (½ (gᵢ
    /// gⱼ − Rᵢⱼ) + uᵢ gⱼ) ∂Kᵢⱼ. Since W^½ Σ W^½ = I − B⁻¹ and ∂W / ∂f = W (1 − 2σ), s₂ᵢ = −½ (1 − B⁻¹ᵢᵢ) (1 − 2σᵢ): no small number is divided by.
    /// The book's 5.23 writes ∇³ ln p for ∂W / ∂f, which has the other sign; central differences agree with the form here (and in scikit-learn).
    /// </remarks>
    public void AddGradient(Covariance covariance, CovarianceRows rows, Span<double> gradient, CancellationToken cancel)
    {
        int n = rows.Count;
        double[] adjoint = Cholesky.Inverse(Factor, n, cancel), bend = new double[n];
        for (int i = 0; i < n; i++) bend[i] = -0.5 * (1 - adjoint[i * n + i]) * (1 - 2 * shares[i]);
        double[] u = Times(matrix, bend, cancel);
        for (int i = 0; i < n; i++) u[i] *= Roots[i];
        Cholesky.Forward(Factor, n, u);
        Cholesky.Backward(Factor, n, u);
        for (int i = 0; i < n; i++) u[i] = bend[i] - Roots[i] * u[i];
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++)
            {
                double explicitly = Slopes[i] * Slopes[j] - Roots[i] * Roots[j] * adjoint[i * n + j];
                adjoint[i * n + j] = i == j ? explicitly / 2 + u[i] * Slopes[i] : explicitly + u[i] * Slopes[j] + u[j] * Slopes[i];
            }
        rows.AddGradient(covariance, adjoint, default, gradient, cancel);
    }

    /// <summary>The mode f.</summary>
    public ReadOnlySpan<double> Mode => mode;

    private static double[] Full(Covariance covariance, CovarianceRows rows, CancellationToken cancel)
    {
        var (matrix, own) = rows.Matrix(covariance, cancel);
        int n = rows.Count;
        for (int i = 0; i < n; i++)
        {
            matrix[i * n + i] += own[i];
            for (int j = 0; j < i; j++) matrix[j * n + i] = matrix[i * n + j];
        }
        return matrix;
    }

    private static double[]? Decompose(double[] k, double[] roots, CancellationToken cancel)
    {
        int n = roots.Length;
        var b = new double[k.Length];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++) b[i * n + j] = roots[i] * k[i * n + j] * roots[j];
            b[i * n + i] += 1;
        }
        return Cholesky.Factor(b, n, cancel) ? b : null;
    }

    private static double[] Times(double[] k, double[] x, CancellationToken cancel)
    {
        int n = x.Length;
        var product = new double[n];
        for (int i = 0; i < n; i++) product[i] = FixedSum.Dot(k.AsSpan(i * n, n), x);
        cancel.ThrowIfCancellationRequested();
        return product;
    }

    private static void Derive(double[] f, double[] labels, double[] weights, double[] shares, double[] slopes, double[] roots)
    {
        for (int i = 0; i < f.Length; i++)
        {
            shares[i] = Calibrator.Sigmoid(f[i]);
            slopes[i] = weights[i] * (labels[i] - shares[i]);
            roots[i] = Math.Sqrt(weights[i] * shares[i] * (1 - shares[i]));
        }
    }

    /// <summary>−½ aᵀf + Σ w ln p(y | f).</summary>
    private static double Objective(double[] a, double[] f, double[] labels, double[] weights)
    {
        double value = -FixedSum.Dot(a, f) / 2;
        for (int i = 0; i < f.Length; i++)
        {
            double z = labels[i] > 0.5 ? f[i] : -f[i];
            value -= weights[i] * (Math.Max(-z, 0) + double.LogP1(Math.Exp(-Math.Abs(z))));
        }
        return value;
    }
}
