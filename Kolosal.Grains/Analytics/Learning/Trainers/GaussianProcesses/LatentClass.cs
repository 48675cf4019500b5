using Kolosal.Learning.Calibration;
using Kolosal.Numerics;

namespace Kolosal.Learning.GaussianProcesses;

/// <summary>The latent function of one class against the rest: mean gᵀ k(X, x), variance k(x, x) −
/// ‖L⁻¹ W^½ k(X, x)‖², probability ∫ σ(f) N(f) df (Rasmussen and Williams, algorithm 3.2).</summary>
/// <param name="Covariance">k.</param>
/// <param name="Slopes">g, one a row.</param>
/// <param name="Roots">W^½, one a row.</param>
/// <param name="Factor">L.</param>
internal sealed record LatentClass(Covariance Covariance, double[] Slopes, double[] Roots, double[] Factor)
{
    /// <summary>How far the integral goes in deviations, and its widest step: the trapezoid
    /// rule's error falls like exp(−2π² / (step · deviation)), here below 1e-13.</summary>
    private const double IntegrationBound = 8, MaxStep = 0.25, StepTimesDeviation = 0.5;

    private const int MaxPoints = 4000;

    /// <param name="row">x.</param>
    /// <param name="rows">X.</param>
    /// <param name="room">As many numbers as rows.</param>
    public double Probability(ReadOnlySpan<double> row, CovarianceRows rows, Span<double> room)
    {
        for (int i = 0; i < room.Length; i++) room[i] = Covariance.Of(row, rows.Row(i), same: false);
        double mean = FixedSum.Dot(room, Slopes);
        for (int i = 0; i < room.Length; i++) room[i] *= Roots[i];
        Cholesky.Forward(Factor, room.Length, room);
        double variance = Covariance.Of(row, row, same: true) - FixedSum.Dot(room, room);
        return Average(mean, Math.Sqrt(Math.Max(0, variance)));
    }

    /// <summary>∫ σ(f) N(f; mean, deviation²) df.</summary>
    public static double Average(double mean, double deviation)
    {
        if (deviation == 0) return Calibrator.Sigmoid(mean);
        double step = Math.Min(MaxStep, StepTimesDeviation / deviation);
        int half = Math.Min((int)Math.Ceiling(IntegrationBound / step), MaxPoints);
        step = IntegrationBound / half;
        double sum = 0, total = 0;
        for (int i = -half; i <= half; i++)
        {
            double z = i * step, weight = Math.Exp(-z * z / 2);
            total += weight;
            sum += weight * Calibrator.Sigmoid(mean + deviation * z);
        }
        return sum / total;
    }
}
