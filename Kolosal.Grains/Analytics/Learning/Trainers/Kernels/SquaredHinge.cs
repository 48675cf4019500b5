using Kolosal.Numerics;

namespace Kolosal.Learning.Kernels;

/// <summary>Linear machines with a squared loss, which has a gradient: min ½ ‖w‖² + Σ Cᵢ max(0, 1 − yᵢ f(xᵢ))², or Σ Cᵢ
/// max(0, |yᵢ − f(xᵢ)| − ε)² (Fan, Chang, Hsieh, Wang and Lin, LIBLINEAR, JMLR 9, 2008, L2-loss), by L-BFGS.</summary>
/// <remarks>The intercept is free here, where LIBLINEAR penalises it.</remarks>
/// <param name="features">rows × width.</param>
/// <param name="width">Values in a row.</param>
/// <param name="cancel">Polled in the loss.</param>
internal sealed class SquaredHinge(double[] features, int width, CancellationToken cancel)
{
    // The iterations are a fence: the tolerance ends the descent.
    private const int RowsBetweenPolls = 256, Iterations = 300;

    /// <summary>Of the gradient of the loss divided by Σ Cᵢ.</summary>
    private const double Tolerance = 1e-6;

    /// <summary>w and, last, b.</summary>
    /// <param name="members">The rows to learn from.</param>
    /// <param name="targets">One a member: −1 and 1, or numbers.</param>
    /// <param name="costs">One a member, above 0.</param>
    /// <param name="epsilon">The half width of the tube, or null for classes.</param>
    public double[] Fit(int[] members, double[] targets, double[] costs, double? epsilon)
    {
        double total = FixedSum.Of(costs);
        var x = new double[width + 1];
        Lbfgs.Minimize(Loss, x, Tolerance, Iterations, cancel);
        return x;

        double Loss(ReadOnlySpan<double> at, Span<double> gradient)
        {
            gradient.Clear();
            var w = at[..width];
            double loss = 0;
            for (int i = 0; i < members.Length; i++)
            {
                if (i % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
                var row = features.AsSpan(members[i] * width, width);
                double error = FixedSum.Dot(w, row) + at[width] - targets[i], over = epsilon is { } e ? Math.Max(0, Math.Abs(error) - e)
                    : Math.Max(0, -error * targets[i]); // 1 − y f = −y (f − y) for y = ±1
                if (over == 0) continue;
                loss += costs[i] * over * over;
                double slope = 2 * costs[i] * over * Math.Sign(error);
                FixedSum.AddScaled(slope, row, gradient[..width]);
                gradient[width] += slope;
            }
            FixedSum.AddScaled(1, w, gradient[..width]);
            for (int c = 0; c <= width; c++) gradient[c] /= total;
            return (loss + FixedSum.Dot(w, w) / 2) / total;
        }
    }

    /// <summary>w·x + b.</summary>
    public double Decide(double[] found, int row) => FixedSum.Dot(found.AsSpan(0, width), features.AsSpan(row * width, width)) + found[width];
}
