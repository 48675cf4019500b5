using Kolosal.Numerics;

namespace Kolosal.Learning.Linear;

/// <summary>Minimises margin problems with squared losses by Newton's method: the objective is quadratic as long as
/// the same rows are beyond their margins, so a full step that changes none of them ends at the minimum.</summary>
/// <remarks>The modified finite Newton method of Keerthi and DeCoste (JMLR 6, 2005) with a backtracking
/// search; n p² / 2 operations a step. LIBLINEAR's primal solver is Newton's as well.</remarks>
internal static class MarginNewton
{
    private const int MaxSteps = 100, MaxHalvings = 40, ValuesBetweenPolls = 1 << 20;
    // Armijo's share (Nocedal and Wright, section 3.1); the tolerance is of the gradient relative to its start.
    private const double Decrease = 1e-4, Tolerance = 1e-9;

    /// <summary>The coefficients and then the intercept.</summary>
    public static double[] Minimize(MarginProblem problem, CancellationToken cancel)
    {
        int size = problem.Inputs + 1;
        double[] w = new double[size], next = new double[size];
        double start = 0;
        for (int step = 0; step < MaxSteps; step++)
        {
            var (value, gradient, hessian) = At(problem, w, cancel);
            double steepest = Lbfgs.MaxAbsolute(gradient);
            if (step == 0) start = steepest;
            if (steepest <= Tolerance * start) break;
            double[] direction = [.. gradient];
            if (!Cholesky.Solve(hessian, direction, size, cancel)) break; // H ≥ 1 in every direction: only rounding can do this
            double slope = -FixedSum.Dot(gradient, direction), length = 1;
            int halvings = 0;
            for (; halvings < MaxHalvings; halvings++, length /= 2)
            {
                for (int c = 0; c < size; c++) next[c] = w[c] - length * direction[c];
                if (Value(problem, next, cancel) <= value + Decrease * length * slope) break;
            }
            if (halvings == MaxHalvings) break;
            next.CopyTo(w, 0);
        }
        return w;
    }

    private static (double Value, double[] Gradient, double[] Hessian) At(MarginProblem problem, double[] w, CancellationToken cancel)
    {
        int size = w.Length, poll = Math.Max(1, ValuesBetweenPolls / size);
        double value = 0.5 * FixedSum.Dot(w, w);
        double[] gradient = [.. w];
        var products = new ProductSums(size);
        for (int i = 0; i < problem.Members.Length; i++)
        {
            if (i % poll == 0) cancel.ThrowIfCancellationRequested();
            var (distance, way) = problem.Beyond(i, problem.Score(i, w));
            if (distance == 0) continue;
            double cost = problem.Costs[i], root = Math.Sqrt(2 * cost), pull = -2 * cost * distance * way;
            value += cost * distance * distance;
            var row = problem.Row(i);
            FixedSum.AddScaled(pull, row, gradient.AsSpan(0, size - 1));
            gradient[size - 1] += pull;
            var added = products.Next(cancel);
            for (int c = 0; c < row.Length; c++) added[c] = root * row[c];
            added[size - 1] = root;
        }
        double[] hessian = products.Lower(cancel);
        for (int c = 0; c < size; c++) hessian[c * size + c] += 1;
        return (value, gradient, hessian);
    }

    private static double Value(MarginProblem problem, double[] w, CancellationToken cancel)
    {
        double value = 0.5 * FixedSum.Dot(w, w);
        int poll = Math.Max(1, ValuesBetweenPolls / w.Length);
        for (int i = 0; i < problem.Members.Length; i++)
        {
            if (i % poll == 0) cancel.ThrowIfCancellationRequested();
            double distance = problem.Beyond(i, problem.Score(i, w)).Distance;
            value += problem.Costs[i] * distance * distance;
        }
        return value;
    }
}
