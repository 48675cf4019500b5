namespace Kolosal.Numerics;

/// <summary>Orthant-wise limited-memory quasi-Newton (Andrew and Gao, ICML 2007):
/// minimises f(x) + Σ λⱼ |xⱼ| for a smooth f, with parts that are exactly 0.</summary>
/// <remarks>Each step stays in the orthant of the start and of the steepest descent;
/// parts that would leave it become 0. The memory is of f alone.</remarks>
internal static class Owlqn
{
    // Halvings of a step: 2⁻⁶⁰ of it is below the last digit of what it is added to.
    private const int MaxSteps = 60;
    // Armijo's share, as Nocedal and Wright take it (Numerical Optimization, 2006, section 3.1).
    private const double Decrease = 1e-4;

    /// <summary>Minimises from a start; the start becomes the best point found.</summary>
    /// <param name="objective">f: smooth and convex.</param>
    /// <param name="penalties">λ, 0 or more each.</param>
    /// <param name="x">The start.</param>
    /// <param name="tolerance">Ends when no part of the least subgradient is greater.</param>
    /// <param name="iterations">Ends after so many.</param>
    /// <param name="cancel">Polled once an evaluation.</param>
    public static void Minimize(ObjectiveFunction objective, double[] penalties, double[] x, double tolerance, int iterations,
        CancellationToken cancel)
    {
        int n = x.Length;
        double[] gradient = new double[n], steepest = new double[n], direction = new double[n], nextX = new double[n], nextGradient = new double[n];
        var memory = new LbfgsMemory(n);
        double value = objective(x, gradient) + Penalty(x, penalties);
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            MinNormSubgradient(x, gradient, penalties, steepest);
            if (Lbfgs.MaxAbsolute(steepest) <= tolerance) return;
            memory.Direction(steepest, direction);
            for (int i = 0; i < n; i++) if (direction[i] * steepest[i] >= 0) direction[i] = 0;
            if (!(FixedSum.Dot(direction, steepest) < 0))
            {
                memory.Clear();
                memory.Direction(steepest, direction);
            }
            double step = memory.IsEmpty ? Math.Min(1, 1 / Math.Sqrt(FixedSum.Dot(steepest, steepest))) : 1;
            double? next = null;
            for (int tries = 0; tries < MaxSteps && next is null; tries++, step /= 2)
            {
                cancel.ThrowIfCancellationRequested();
                double descent = 0;
                for (int i = 0; i < n; i++)
                {
                    double moved = x[i] + step * direction[i];
                    nextX[i] = moved * (x[i] != 0 ? x[i] : -steepest[i]) > 0 || penalties[i] == 0 ? moved : 0;
                    descent += steepest[i] * (nextX[i] - x[i]);
                }
                double reached = objective(nextX, nextGradient) + Penalty(nextX, penalties);
                if (reached <= value + Decrease * descent) next = reached;
            }
            if (next is null && memory.IsEmpty) return; // no step lowers the value: rounding has been reached
            if (next is null)
            {
                memory.Clear();
                continue;
            }
            memory.Add(x, nextX, gradient, nextGradient);
            value = next.Value;
            nextX.CopyTo(x, 0);
            nextGradient.CopyTo(gradient, 0);
        }
    }

    private static double Penalty(double[] x, double[] penalties)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += penalties[i] * Math.Abs(x[i]);
        return sum;
    }

    /// <summary>The subgradient nearest to 0; all 0 at the minimum.</summary>
    private static void MinNormSubgradient(double[] x, double[] gradient, double[] penalties, double[] least)
    {
        for (int i = 0; i < x.Length; i++)
            least[i] = x[i] != 0 ? gradient[i] + Math.CopySign(penalties[i], x[i])
                : Math.CopySign(Math.Max(0, Math.Abs(gradient[i]) - penalties[i]), gradient[i]);
    }
}
