using Kolosal.Numerics;

namespace Kolosal.Learning.Calibration;

/// <summary>Fits logit q = a ln p − b ln(1 − p) + c with a, b ≥ 0 by least mean log loss
/// (Kull, Silva Filho and Flach, AISTATS 2017, section 3.2).</summary>
/// <remarks>
/// A logistic regression on (ln p, −ln(1 − p)). Where it wants a negative slope the paper drops that column and fits
/// again; here both single columns are fitted and the better one is taken, which is the constrained optimum, for the
/// loss is convex. A penalty of 10⁻⁹ ‖θ‖² / 2 keeps rows that p separates from sending the slopes to infinity.
/// </remarks>
public static class BetaCalibration
{
    private const int Iterations = 100;
    // Too small to be seen in the answer; it keeps the Hessian invertible where classes are separated.
    private const double Penalty = 1e-9, Tolerance = 1e-11, MinStep = 1e-10;

    /// <summary>The map.</summary>
    /// <param name="p">Held-out probabilities of the positive class; kept 10⁻¹² away from 0 and 1.</param>
    /// <param name="truth">Whether each row is positive.</param>
    /// <param name="weights">One a row, or empty.</param>
    /// <param name="cancel">Polled once an iteration.</param>
    public static (double A, double B, double C) Fit(ReadOnlySpan<double> p, ReadOnlySpan<bool> truth, ReadOnlySpan<double> weights = default,
        CancellationToken cancel = default)
    {
        if (p.Length != truth.Length || p.IsEmpty)
            throw new ArgumentException($"Need as many probabilities as rows and at least one, got {p.Length} and {truth.Length}.");
        double[] low = new double[p.Length], high = new double[p.Length],
            weight = weights.IsEmpty ? [.. Enumerable.Repeat(1.0, p.Length)] : weights.ToArray();
        for (int i = 0; i < p.Length; i++)
        {
            double clipped = Math.Clamp(p[i], Calibrator.Tiny, 1 - Calibrator.Tiny);
            (low[i], high[i]) = (Math.Log(clipped), -Math.Log(1 - clipped));
        }
        bool[] positive = truth.ToArray();
        var both = Minimise([low, high], positive, weight, cancel);
        if (both.At[0] >= 0 && both.At[1] >= 0) return (both.At[0], both.At[1], both.At[2]);
        var first = Minimise([low], positive, weight, cancel);
        var second = Minimise([high], positive, weight, cancel);
        bool useFirst = first.At[0] >= 0 && (second.At[0] < 0 || first.Loss <= second.Loss);
        if (useFirst) return (first.At[0], 0, first.At[1]);
        return second.At[0] >= 0 ? (0, second.At[0], second.At[1]) : (0, 0, Minimise([], positive, weight, cancel).At[0]);
    }

    /// <summary>Slopes and last the offset of a logistic regression on some columns, by Newton's method with step halving.</summary>
    private static (double[] At, double Loss) Minimise(double[][] columns, bool[] truth, double[] weights, CancellationToken cancel)
    {
        int d = columns.Length + 1;
        double[] at = new double[d], slope = new double[d], bend = new double[d * d], next = new double[d];
        at.AsSpan(0, columns.Length).Fill(1);
        double total = weights.Sum(), loss = Loss(at);
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            cancel.ThrowIfCancellationRequested();
            Derive();
            double steepest = slope.Max(Math.Abs);
            // The factor becomes the step; the penalty makes the curvature positive unless it drowns in rounding.
            if (steepest < Tolerance || !Cholesky.Solve(bend, slope, d, cancel)) break;
            double step = 1, lower = loss;
            for (; step >= MinStep; step /= 2)
            {
                for (int j = 0; j < d; j++) next[j] = at[j] - step * slope[j];
                if ((lower = Loss(next)) < loss) break;
            }
            if (step < MinStep) break;
            next.CopyTo(at, 0);
            loss = lower;
        }
        return (at, loss);

        double Score(double[] x, int row)
        {
            double z = x[^1];
            for (int j = 0; j < columns.Length; j++) z += x[j] * columns[j][row];
            return z;
        }

        double Loss(double[] x)
        {
            double sum = 0;
            foreach (double parameter in x) sum += Penalty / 2 * parameter * parameter;
            for (int i = 0; i < truth.Length; i++)
            {
                double z = Score(x, i);
                sum += weights[i] / total * (Math.Max(truth[i] ? -z : z, 0) + double.LogP1(Math.Exp(-Math.Abs(z))));
            }
            return sum;
        }

        void Derive()
        {
            Array.Clear(bend);
            for (int j = 0; j < d; j++) (slope[j], bend[j * d + j]) = (Penalty * at[j], Penalty);
            for (int i = 0; i < truth.Length; i++)
            {
                double q = Calibrator.Sigmoid(Score(at, i)), share = weights[i] / total;
                for (int j = 0; j < d; j++)
                {
                    double own = j < columns.Length ? columns[j][i] : 1;
                    slope[j] += share * (q - (truth[i] ? 1 : 0)) * own;
                    for (int k = 0; k <= j; k++) bend[j * d + k] += share * q * (1 - q) * own * (k < columns.Length ? columns[k][i] : 1);
                }
            }
        }
    }
}
