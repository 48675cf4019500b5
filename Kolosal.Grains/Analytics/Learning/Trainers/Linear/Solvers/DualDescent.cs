using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Linear;

/// <summary>Minimises a margin problem by its dual, one row's multiplier at a time.</summary>
/// <remarks>
/// Hsieh, Chang, Lin, Keerthi and Sundararajan (ICML 2008, algorithm 1) for classes and Ho and Lin (JMLR 13, 2012, algorithm 4)
/// for values, as in LIBLINEAR (Fan et al., JMLR 9, 2008). Both are the one problem min ½ ‖Σ βᵢ xᵢ‖² + Σ λᵢ βᵢ² / 2 − Σ yᵢ βᵢ + ε
/// ‖β‖₁ with β between bounds: for classes y = ±1, ε = 0 and β has the sign of y. The intercept is part of ‖w‖² as there. Rows at
/// a bound whose gradient holds them there are left out of the next passes; the end is decided by the duality gap on all rows.
/// </remarks>
internal sealed class DualDescent
{
    // The gap costs as much as a pass. Chosen, not derived.
    private const int PassesBetweenGaps = 5, ValuesBetweenPolls = 1 << 20;
    private readonly MarginProblem problem;
    private readonly double[] targets, costs, beta, curvature;
    private readonly double epsilon;
    private readonly bool classes, squared;
    private readonly CancellationToken cancel;
    private readonly int inputs, count;

    /// <summary>Starts with all multipliers 0.</summary>
    public DualDescent(MarginProblem problem, CancellationToken cancel)
    {
        (this.problem, this.cancel, targets, costs, squared) = (problem, cancel, problem.Targets, problem.Costs, problem.Squared);
        (classes, epsilon, inputs, count) = (problem.Tube is null, problem.Tube ?? 0, problem.Inputs, problem.Members.Length);
        (beta, Weights) = (new double[count], new double[inputs + 1]);
        curvature = [.. Enumerable.Range(0, count).Select(i => FixedSum.Dot(problem.Row(i), problem.Row(i)) + 1 + Diagonal(i))];
    }

    /// <summary>The coefficients, then the intercept.</summary>
    public double[] Weights { get; }

    /// <summary>The multipliers βᵢ: w = Σ βᵢ xᵢ.</summary>
    public ReadOnlySpan<double> Multipliers => beta;

    /// <summary>Passes until the gap is small enough, or there were as many as allowed.</summary>
    public void Run(double tolerance, int passes, ulong seed)
    {
        var random = new SeededRandom(seed);
        int[] order = [.. Enumerable.Range(0, count)];
        int active = order.Length, poll = Math.Max(1, ValuesBetweenPolls / (1 + inputs));
        double most = double.PositiveInfinity;
        for (int pass = 1; pass <= passes; pass++)
        {
            random.Shuffle(order.AsSpan(0, active));
            double worst = 0;
            for (int at = 0; at < active; at++)
            {
                if (at % poll == 0) cancel.ThrowIfCancellationRequested();
                double violation = Move(order[at], most, out bool settled);
                worst = Math.Max(worst, violation);
                if (!settled) continue;
                active--;
                (order[at], order[active]) = (order[active], order[at]);
                at--;
            }
            bool judge = pass % PassesBetweenGaps == 0 || worst == 0 || active == 0;
            most = worst > 0 ? worst : double.PositiveInfinity;
            if (!judge) continue;
            var (primal, dual) = Objectives();
            if (primal - dual <= tolerance * primal) return;
            if (active < order.Length && worst <= tolerance)
            {
                active = order.Length; // what was left out may have to come back
                most = double.PositiveInfinity;
            }
        }
    }

    /// <summary>The objective, and the dual's, which is never greater; equal at the minimum.</summary>
    public (double Primal, double Dual) Objectives()
    {
        double half = 0.5 * FixedSum.Dot(Weights, Weights), loss = 0, gain = 0;
        for (int i = 0; i < count; i++)
        {
            if (i % (1 + ValuesBetweenPolls / (1 + inputs)) == 0) cancel.ThrowIfCancellationRequested();
            double beyond = problem.Beyond(i, problem.Score(i, Weights)).Distance;
            loss += costs[i] * (squared ? beyond * beyond : beyond);
            gain += targets[i] * beta[i] - epsilon * Math.Abs(beta[i]) - 0.5 * Diagonal(i) * beta[i] * beta[i];
        }
        return (half + loss, gain - half);
    }

    /// <summary>Moves one multiplier to its best value; answers how far its gradient was
    /// from optimal, and whether it rests firmly at a bound (or at 0).</summary>
    private double Move(int i, double most, out bool settled)
    {
        double old = beta[i], high = squared ? double.PositiveInfinity : costs[i], low = -high;
        if (classes) (low, high) = targets[i] > 0 ? (0.0, high) : (low, 0.0);
        double slope = problem.Score(i, Weights) - targets[i] + Diagonal(i) * old, bend = curvature[i];
        double next = slope + epsilon < bend * old ? old - (slope + epsilon) / bend
            : slope - epsilon > bend * old ? old - (slope - epsilon) / bend : 0;
        next = Math.Clamp(next, low, high);
        settled = false;
        if (next == old)
        {
            // Held at a bound or at 0 by more than any gradient was off in the last pass.
            double hold = old == 0 && !classes ? epsilon - Math.Abs(slope) : Math.Abs(slope) - epsilon;
            settled = hold > most;
            return 0;
        }
        var row = problem.Row(i);
        FixedSum.AddScaled(next - old, row, Weights.AsSpan(0, inputs));
        Weights[inputs] += next - old;
        beta[i] = next;
        return Math.Abs(next - old) * bend;
    }

    private double Diagonal(int i) => squared ? 0.5 / costs[i] : 0;
}
