using System.Numerics.Tensors;

namespace Kolosal.Learning.Additive;

/// <summary>The losses of additive models: half the squared error, or cross-entropy of the logistic function or of the softmax.</summary>
internal static class AdditiveLoss
{
    /// <summary>Negative first and second derivatives of each row's weighted loss by its scores.</summary>
    /// <param name="scores">rows × scores.</param>
    /// <param name="targets">One a row.</param>
    /// <param name="weights">One a row.</param>
    /// <param name="classes">0 for a regression.</param>
    /// <param name="slopes">Receives rows × scores: −∂/∂score.</param>
    /// <param name="curves">Receives rows × scores: ∂²/∂score².</param>
    public static void Derive(ReadOnlySpan<double> scores, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights, int classes,
        Span<double> slopes, Span<double> curves)
    {
        if (classes == 0)
        {
            for (int i = 0; i < targets.Length; i++) slopes[i] = weights[i] * (targets[i] - scores[i]);
            weights.CopyTo(curves);
            return;
        }
        if (classes == 2)
        {
            TensorPrimitives.Sigmoid(scores, slopes);
            for (int i = 0; i < targets.Length; i++)
            {
                double p = slopes[i];
                slopes[i] = weights[i] * (targets[i] - p);
                curves[i] = weights[i] * p * (1 - p);
            }
            return;
        }
        for (int i = 0; i < targets.Length; i++)
        {
            var p = slopes.Slice(i * classes, classes);
            TensorPrimitives.SoftMax(scores.Slice(i * classes, classes), p);
            for (int k = 0; k < classes; k++)
            {
                curves[i * classes + k] = weights[i] * p[k] * (1 - p[k]);
                p[k] = weights[i] * ((k == (int)targets[i] ? 1 : 0) - p[k]);
            }
        }
    }

    /// <summary>The loss of one row of weight 1.</summary>
    public static double Of(ReadOnlySpan<double> scores, double target, int classes)
    {
        if (classes == 0) return (scores[0] - target) * (scores[0] - target) / 2;
        if (classes == 2) return Math.Max(scores[0], 0) - scores[0] * target + Math.Log(1 + Math.Exp(-Math.Abs(scores[0])));
        double most = TensorPrimitives.Max(scores), total = 0;
        foreach (double score in scores) total += Math.Exp(score - most);
        return Math.Log(total) + most - scores[(int)target];
    }
}
