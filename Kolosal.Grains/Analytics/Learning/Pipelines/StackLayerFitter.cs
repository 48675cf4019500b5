using Kolosal.Learning.Metrics;
using Kolosal.Numerics;

namespace Kolosal.Learning.Pipelines;

/// <summary>Fits the last layer of a stack to what models say of rows that they have not learnt from.</summary>
/// <remarks>
/// Minimises the mean log loss, or the mean squared error in variances of the target, and ½ λ Σ (wₚ − vₚ)², which draws the weights towards given
/// ones v: those of a weighted mean. With few rows the layer stays near that mean, with many it goes where the rows say.
/// </remarks>
public static class StackLayerFitter
{
    /// <summary>λ, by the number of rows: as if the prior weights had been seen in fifty of them.</summary>
    private const double PriorRows = 50;

    private const double Tolerance = 1e-7;
    private const int Iterations = 200;

    /// <summary>Fits.</summary>
    /// <param name="said">What each model says of the same rows: rows × outputs, row-major.</param>
    /// <param name="truth">The rows; outputs in it are not looked at.</param>
    /// <param name="prior">One weight a model.</param>
    /// <param name="cancel">Polled once an evaluation.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static StackLayer Fit(IReadOnlyList<double[]> said, ScoredRows truth, ReadOnlySpan<double> prior, CancellationToken cancel = default)
    {
        int models = said.Count, outputs = Math.Max(1, truth.Classes);
        if (models == 0 || prior.Length != models || said.Any(s => s.Length != (long)truth.Rows * outputs))
            throw new ArgumentException("Need one weight a model, and the outputs of the same rows from each.", nameof(said));
        double[][] inputs = truth.Classes == 0 ? [.. said] : [.. said.Select(s => Array.ConvertAll(s, p => Math.Log(Math.Max(p, StackLayer.Least))))];
        double[] towards = prior.ToArray(), x = [.. towards, .. new double[outputs]];
        double unit = truth.Classes == 0 ? Variance(truth) : 1, strength = PriorRows / truth.Rows;
        Lbfgs.Minimize(Objective, x, Tolerance, Iterations, cancel);
        return new([.. x.Take(models)], [.. x.Skip(models)]);

        double Objective(ReadOnlySpan<double> at, Span<double> gradient)
        {
            cancel.ThrowIfCancellationRequested();
            gradient.Clear();
            double loss = 0, all = 0;
            Span<double> z = stackalloc double[outputs];
            for (int row = 0; row < truth.Rows; row++)
            {
                double weight = truth.Weight(row);
                if (weight == 0) continue;
                all += weight;
                at[models..].CopyTo(z);
                for (int m = 0; m < models; m++)
                    for (int k = 0; k < outputs; k++) z[k] += at[m] * inputs[m][row * outputs + k];
                if (truth.Classes == 0)
                {
                    double gap = z[0] - truth.Targets.Span[row];
                    loss += weight * gap * gap / (2 * unit);
                    z[0] = gap / unit;
                }
                else
                {
                    StackLayer.Softmax(z);
                    int label = truth.Labels.Span[row];
                    loss -= weight * Math.Log(Math.Max(z[label], double.Epsilon));
                    z[label] -= 1;
                }
                for (int m = 0; m < models; m++)
                    for (int k = 0; k < outputs; k++) gradient[m] += weight * z[k] * inputs[m][row * outputs + k];
                for (int k = 0; k < outputs; k++) gradient[models + k] += weight * z[k];
            }
            for (int i = 0; i < gradient.Length; i++) gradient[i] /= all;
            loss /= all;
            for (int m = 0; m < models; m++)
            {
                double gap = at[m] - towards[m];
                loss += strength * gap * gap / 2;
                gradient[m] += strength * gap;
            }
            return loss;
        }
    }

    private static double Variance(ScoredRows truth)
    {
        double mean = 0, square = 0;
        foreach (double y in truth.Targets.Span) mean += y / truth.Rows;
        foreach (double y in truth.Targets.Span) square += (y - mean) * (y - mean) / truth.Rows;
        return square > 0 ? square : 1;
    }
}
