using Kolosal.Numerics;

namespace Kolosal.Learning.Kernels;

/// <summary>Features whose dot products are the kernel's as far as m landmark rows tell it: φ(x) = L⁻¹ k(Z, x) with
/// k(Z, Z) + jitter = L Lᵀ, so φ(x)·φ(y) = k(x, Z) k(Z, Z)⁻¹ k(Z, y) (Williams and Seeger, NIPS 13, 2001).</summary>
/// <remarks>scikit-learn takes the symmetric root of k(Z, Z) in place of L: the features are another rotation
/// of these, their products the same. Between landmarks the kernel is met up to the jitter.</remarks>
internal sealed class NystroemMap
{
    /// <summary>Share of the greatest diagonal value that is added to the diagonal;
    /// tenfold until L exists (never needed for a positive definite kernel).</summary>
    private const double Jitter = 1e-10;

    private readonly Kernel kernel;
    private readonly double[] landmarks, norms, factor;
    private readonly int columns, count;

    private NystroemMap(Kernel kernel, double[] landmarks, double[] norms, double[] factor, int columns) =>
        (this.kernel, this.landmarks, this.norms, this.factor, this.columns, count) = (kernel, landmarks, norms, factor, columns, norms.Length);

    /// <summary>The number of features.</summary>
    public int Count => count;

    /// <param name="kernel">The kernel.</param>
    /// <param name="landmarks">m × columns.</param>
    /// <param name="columns">Values in a row, at least 1.</param>
    /// <param name="cancel">Polled once a row.</param>
    /// <exception cref="TrainingException">The kernel is not positive definite on the landmarks.</exception>
    public static NystroemMap Of(Kernel kernel, double[] landmarks, int columns, CancellationToken cancel)
    {
        int m = landmarks.Length / columns;
        double[] norms = new double[m], matrix = new double[m * m];
        for (int i = 0; i < m; i++) norms[i] = FixedSum.Dot(landmarks.AsSpan(i * columns, columns), landmarks.AsSpan(i * columns, columns));
        double most = 0;
        for (int i = 0; i < m; i++)
        {
            cancel.ThrowIfCancellationRequested();
            for (int j = 0; j <= i; j++)
                matrix[i * m + j] = kernel.Of(landmarks.AsSpan(i * columns, columns), landmarks.AsSpan(j * columns, columns), norms[i], norms[j]);
            most = Math.Max(most, Math.Abs(matrix[i * m + i]));
        }
        for (double jitter = Jitter; jitter < 1; jitter *= 10)
        {
            double[] factor = [.. matrix];
            for (int i = 0; i < m; i++) factor[i * m + i] += jitter * (most > 0 ? most : 1);
            if (Cholesky.Factor(factor, m, cancel)) return new(kernel, landmarks, norms, factor, columns);
        }
        throw new TrainingException("The kernel is not positive definite on these rows; take another kernel, or another gamma or offset.");
    }

    /// <summary>φ of every row: rows × m.</summary>
    public double[] Features(ReadOnlySpan<double> rows, CancellationToken cancel)
    {
        int n = rows.Length / columns;
        var features = new double[(long)n * count];
        for (int row = 0; row < n; row++)
        {
            cancel.ThrowIfCancellationRequested();
            var x = rows.Slice(row * columns, columns);
            var to = features.AsSpan(row * count, count);
            double norm = FixedSum.Dot(x, x);
            for (int i = 0; i < count; i++) to[i] = kernel.Of(x, landmarks.AsSpan(i * columns, columns), norm, norms[i]);
            Cholesky.Forward(factor, count, to);
        }
        return features;
    }

    /// <summary>w·φ(x) + b of several w as sums over landmarks: the coefficients are L⁻ᵀ w.</summary>
    /// <param name="weights">sums × m; overwritten.</param>
    /// <param name="intercepts">One a sum.</param>
    public SupportVectors ToSums(double[] weights, double[] intercepts)
    {
        for (int k = 0; k < intercepts.Length; k++) Cholesky.Backward(factor, count, weights.AsSpan(k * count, count));
        return new(kernel, columns, landmarks, weights, intercepts);
    }
}
