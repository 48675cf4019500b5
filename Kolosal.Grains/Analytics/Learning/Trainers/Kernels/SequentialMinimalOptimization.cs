using Kolosal.Numerics;

namespace Kolosal.Learning.Kernels;

/// <summary>Sequential minimal optimisation with second-order working sets (Fan, Chen and Lin, JMLR 6, 2005, WSS 2 with τ
/// as in section 2); for the ν forms both of a pair have one sign (Chang and Lin, Neural Computation 13, 2001).</summary>
/// <remarks>
/// Keeps Fᵥ = −sᵥ ∇ᵥ, so that a step t along a pair raises sᵢαᵢ and lowers sⱼαⱼ by t and changes F by −t (kᵢ − kⱼ) whatever the signs.
/// Ends when max F over what may rise exceeds min F over what may fall by less than the tolerance (their condition 6). No shrinking.
/// </remarks>
internal sealed class SequentialMinimalOptimization
{
    /// <summary>Stands for a curvature that is not above 0.</summary>
    private const double Flat = 1e-12;

    /// <summary>Margins below this are not solved more sharply: the steps would not pay.</summary>
    private const double MinMargin = 0.05;

    // LIBSVM's bound: ten million steps, or a hundred a variable.
    private const long MaxSteps = 10_000_000, StepsPerVariable = 100;
    private readonly DualProblem problem;
    private readonly KernelRows kernel;
    private readonly double[] alpha, level;
    private readonly bool[] mayRise, mayFall;
    private readonly bool whole;

    private SequentialMinimalOptimization(DualProblem problem, KernelRows kernel, CancellationToken cancel)
    {
        (this.problem, this.kernel) = (problem, kernel);
        int n = problem.Rows.Length;
        (alpha, level, mayRise, mayFall) = ([.. problem.Start], new double[n], new bool[n], new bool[n]);
        whole = n % kernel.Count == 0;
        for (int v = 0; whole && v < n; v++) whole = problem.Rows[v] == v % kernel.Count;
        for (int v = 0; v < n; v++)
        {
            level[v] = -problem.Signs[v] * problem.Linear[v];
            Mark(v);
        }
        for (int v = 0; v < n; v++)
        {
            if (alpha[v] == 0) continue;
            cancel.ThrowIfCancellationRequested();
            Add(-problem.Signs[v] * alpha[v], kernel.Row(problem.Rows[v]));
        }
    }

    /// <summary>Solves the problem.</summary>
    /// <exception cref="TrainingException">It does not end within ten million steps (or a hundred a variable).</exception>
    public static DualSolution Solve(DualProblem problem, KernelRows kernel, double tolerance, CancellationToken cancel)
    {
        var run = new SequentialMinimalOptimization(problem, kernel, cancel);
        long most = Math.Max(MaxSteps, StepsPerVariable * problem.Rows.Length), steps = 0;
        run.Descend(tolerance, most, ref steps, cancel);
        // ν-SVC divides its solution by the margin, and the error with it: what is left must be small against the margin.
        if (problem.KeepSumsApart && run.Solution().Margin is > 0 and < 1 and var margin)
            run.Descend(tolerance * Math.Max(margin, MinMargin), most, ref steps, cancel);
        return run.Solution();
    }

    private void Descend(double tolerance, long most, ref long steps, CancellationToken cancel)
    {
        for (; Step(tolerance); steps++)
        {
            cancel.ThrowIfCancellationRequested();
            if (steps >= most)
                throw new TrainingException(
                    $"The support vector machine has not converged in {most} steps; scale the columns, lower C or raise the tolerance.");
        }
    }

    private bool Step(double tolerance)
    {
        var (risePlus, riseMinus) = Highest();
        var plus = risePlus < 0 ? default : kernel.Row(problem.Rows[risePlus]);
        var minus = riseMinus < 0 || riseMinus == risePlus ? plus : kernel.Row(problem.Rows[riseMinus]);
        double best = 0, gap = 0;
        int i = -1, j = -1;
        for (int v = 0; v < alpha.Length; v++)
        {
            if (!mayFall[v]) continue;
            bool positive = problem.Signs[v] > 0;
            int rise = positive ? risePlus : riseMinus;
            if (rise < 0) continue;
            double difference = level[rise] - level[v];
            if (difference <= 0) continue;
            gap = Math.Max(gap, difference);
            double gain = difference * difference / Curvature(rise, v, positive ? plus : minus);
            if (gain > best) (best, i, j) = (gain, rise, v);
        }
        if (gap < tolerance || i < 0) return false;
        Move(i, j, problem.Signs[j] > 0 ? plus : minus);
        return true;
    }

    private double Curvature(int i, int j, ReadOnlySpan<double> ki)
    {
        double curvature = kernel.Diagonal[problem.Rows[i]] + kernel.Diagonal[problem.Rows[j]] - 2 * ki[problem.Rows[j]];
        return curvature > 0 ? curvature : Flat;
    }

    /// <summary>The variables of either sign with the highest level among those that may
    /// rise; twice the same where signs are not kept apart.</summary>
    private (int Plus, int Minus) Highest()
    {
        int plus = -1, minus = -1;
        for (int v = 0; v < alpha.Length; v++)
        {
            if (!mayRise[v]) continue;
            ref int best = ref problem.Signs[v] > 0 || !problem.KeepSumsApart ? ref plus : ref minus;
            if (best < 0 || level[v] > level[best]) best = v;
        }
        return problem.KeepSumsApart ? (plus, minus) : (plus, plus);
    }

    private void Move(int i, int j, ReadOnlySpan<double> ki)
    {
        double t = (level[i] - level[j]) / Curvature(i, j, ki);
        double roomI = problem.Signs[i] > 0 ? problem.Upper[i] - alpha[i] : alpha[i],
            roomJ = problem.Signs[j] > 0 ? alpha[j] : problem.Upper[j] - alpha[j];
        t = Math.Min(t, Math.Min(roomI, roomJ));

        // A variable that reaches its bound is put on it exactly, or rounding would keep it free for ever.
        alpha[i] = t == roomI ? (problem.Signs[i] > 0 ? problem.Upper[i] : 0) : alpha[i] + problem.Signs[i] * t;
        alpha[j] = t == roomJ ? (problem.Signs[j] > 0 ? 0 : problem.Upper[j]) : alpha[j] - problem.Signs[j] * t;
        Mark(i);
        Mark(j);
        Add(-t, ki);
        Add(t, kernel.Row(problem.Rows[j]));
    }

    private void Mark(int v)
    {
        bool above = alpha[v] > 0, below = alpha[v] < problem.Upper[v];
        (mayRise[v], mayFall[v]) = problem.Signs[v] > 0 ? (below, above) : (above, below);
    }

    private void Add(double scale, ReadOnlySpan<double> row)
    {
        if (whole)
            for (int from = 0; from < level.Length; from += row.Length) FixedSum.AddScaled(scale, row, level.AsSpan(from, row.Length));
        else
            for (int v = 0; v < level.Length; v++) level[v] += scale * row[problem.Rows[v]];
    }

    private DualSolution Solution()
    {
        var signed = new double[alpha.Length];
        for (int v = 0; v < alpha.Length; v++) signed[v] = problem.Signs[v] * alpha[v];
        if (!problem.KeepSumsApart) return new(signed, Level(static _ => true), 0);
        double plus = Level(static sign => sign > 0), minus = Level(static sign => sign < 0);
        return new(signed, (plus + minus) / 2, (minus - plus) / 2);
    }

    /// <summary>The mean level of the free variables of some signs; without any, the middle between what may rise and what may fall.</summary>
    private double Level(Func<sbyte, bool> counts)
    {
        double sum = 0, highest = double.NegativeInfinity, lowest = double.PositiveInfinity;
        int free = 0;
        for (int v = 0; v < alpha.Length; v++)
        {
            if (!counts(problem.Signs[v])) continue;
            if (mayRise[v] && mayFall[v]) (sum, free) = (sum + level[v], free + 1);
            if (mayRise[v]) highest = Math.Max(highest, level[v]);
            if (mayFall[v]) lowest = Math.Min(lowest, level[v]);
        }
        if (free > 0) return sum / free;
        return double.IsInfinity(highest) ? lowest : double.IsInfinity(lowest) ? highest : (highest + lowest) / 2;
    }
}
