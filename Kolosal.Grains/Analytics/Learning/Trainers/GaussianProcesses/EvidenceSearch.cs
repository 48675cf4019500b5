using Kolosal.Learning.Calibration;
using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.GaussianProcesses;

/// <summary>ln p(y | X) of a covariance, and its gradient by the logarithms of the parameters; null where it is not defined.</summary>
/// <param name="covariance">k.</param>
/// <param name="gradient">Receives the gradient.</param>
internal delegate double? Evidence(Covariance covariance, Span<double> gradient);

/// <summary>The parameters of the greatest marginal likelihood (Rasmussen and Williams
/// 5.4.1) by L-BFGS from the given start and from others drawn around it.</summary>
/// <remarks>Every parameter stays within 1e-5 … 1e5 (scikit-learn's bounds): ln θ = low + (high
/// − low) σ(u), and u is free. The likelihood has several maxima; only restarts tell.</remarks>
internal static class EvidenceSearch
{
    // Chosen, not derived: the evidence is flat near its maximum, so a coarse end loses nothing that a prediction shows.
    private const int Iterations = 60;
    private const double Tolerance = 5e-4, Spread = 2;
    private static readonly double Bound = Math.Log(1e5);

    /// <param name="start">Where the first search starts.</param>
    /// <param name="evidence">What is maximised.</param>
    /// <param name="rows">The likelihood is divided by them, so that the tolerance means the same for all.</param>
    /// <param name="restarts">Further searches.</param>
    /// <param name="seed">Of their starts.</param>
    /// <param name="cancel">Polled once an evaluation.</param>
    public static Covariance Maximize(Covariance start, Evidence evidence, int rows, int restarts, ulong seed, CancellationToken cancel)
    {
        int count = start.ParameterCount;
        var best = start;
        double most = double.NegativeInfinity;
        double[] logs = new double[count], first = new double[count];
        start.CopyLogs(first);
        var random = new SeededRandom(seed);
        for (int round = 0; round <= restarts; round++)
        {
            var free = new double[count];
            for (int p = 0; p < count; p++) free[p] = ToFree(first[p] + (round == 0 ? 0 : Spread * random.NextNormal()));
            Lbfgs.Minimize(Loss, free, Tolerance, Iterations, cancel);
            double reached = -Loss(free, new double[count]);
            if (reached > most) (most, best) = (reached, At(free));
        }
        return best;

        Covariance At(ReadOnlySpan<double> free)
        {
            for (int p = 0; p < count; p++) logs[p] = ToLog(free[p]);
            return start.WithLogs(logs);
        }

        double Loss(ReadOnlySpan<double> free, Span<double> gradient)
        {
            gradient.Clear();
            double? value = evidence(At(free), gradient);
            for (int p = 0; p < count; p++)
            {
                double share = Calibrator.Sigmoid(free[p]);
                gradient[p] *= -2 * Bound * share * (1 - share) / rows;
            }
            return value is { } known && double.IsFinite(known) ? -known / rows : double.PositiveInfinity;
        }
    }

    private static double ToLog(double free) => -Bound + 2 * Bound * Calibrator.Sigmoid(free);

    private static double ToFree(double log) => Calibrator.Logit((Math.Clamp(log, -0.999 * Bound, 0.999 * Bound) + Bound) / (2 * Bound));
}
