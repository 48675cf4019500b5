namespace Kolosal.Numerics;

/// <summary>A function to be minimised.</summary>
/// <param name="x">Where.</param>
/// <param name="gradient">Receives the gradient there.</param>
/// <returns>The value there.</returns>
internal delegate double ObjectiveFunction(ReadOnlySpan<double> x, Span<double> gradient);

/// <summary>Limited-memory BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.5) with the bisection for
/// the weak Wolfe conditions of Lewis and Overton (Mathematical Programming 141, 2013, algorithm 2.6).</summary>
internal static class Lbfgs
{
    // Doublings and halvings of one line search; a search that has not ended by then ends the descent.
    private const int MaxSteps = 40;
    // Nocedal and Wright's for quasi-Newton steps (Numerical Optimization, 2006, section 3.1).
    private const double Decrease = 1e-4, Curvature = 0.9;

    /// <summary>Minimises from a start; the start becomes the best point found.</summary>
    /// <param name="objective">Smooth; convex for a global minimum.</param>
    /// <param name="x">The start.</param>
    /// <param name="tolerance">Ends when no part of the gradient is greater.</param>
    /// <param name="iterations">Ends after so many.</param>
    /// <param name="cancel">Polled once an evaluation.</param>
    public static void Minimize(ObjectiveFunction objective, double[] x, double tolerance, int iterations, CancellationToken cancel)
    {
        int n = x.Length;
        double[] gradient = new double[n], direction = new double[n], nextX = new double[n], nextGradient = new double[n];
        var memory = new LbfgsMemory(n);
        double value = objective(x, gradient);
        for (int iteration = 0; iteration < iterations && MaxAbsolute(gradient) > tolerance; iteration++)
        {
            memory.Direction(gradient, direction);
            double slope = FixedSum.Dot(gradient, direction);
            if (!(slope < 0))
            {
                // The memory no longer describes the function: start again downhill.
                memory.Clear();
                memory.Direction(gradient, direction);
                slope = -FixedSum.Dot(gradient, gradient);
            }
            double first = memory.IsEmpty ? Math.Min(1, 1 / Math.Sqrt(-slope)) : 1;
            double? next = Search(objective, x, value, slope, direction, first, nextX, nextGradient, cancel);
            if (next is null) return; // no step lowers the value: rounding has been reached

            memory.Add(x, nextX, gradient, nextGradient);
            value = next.Value;
            nextX.CopyTo(x, 0);
            nextGradient.CopyTo(gradient, 0);
        }
    }

    /// <summary>The greatest absolute part.</summary>
    internal static double MaxAbsolute(ReadOnlySpan<double> gradient)
    {
        double most = 0;
        foreach (double part in gradient) most = Math.Max(most, Math.Abs(part));
        return most;
    }

    /// <summary>A step that meets the Wolfe conditions, or failing that the longest one
    /// known to lower the value enough; null when there is none.</summary>
    private static double? Search(ObjectiveFunction objective, double[] x, double start, double slope, double[] direction, double first, double[] at,
        double[] gradient, CancellationToken cancel)
    {
        double low = 0, high = double.PositiveInfinity, step = first;
        for (int tries = 0; tries < MaxSteps; tries++)
        {
            double value = Evaluate(step);
            if (!(value <= start + Decrease * step * slope)) high = step;
            else if (FixedSum.Dot(gradient, direction) < Curvature * slope) low = step;
            else return value;
            step = double.IsInfinity(high) ? 2 * step : (low + high) / 2;
        }
        return low > 0 ? Evaluate(low) : null;

        double Evaluate(double length)
        {
            cancel.ThrowIfCancellationRequested();
            for (int i = 0; i < at.Length; i++) at[i] = x[i] + length * direction[i];
            return objective(at, gradient);
        }
    }
}
