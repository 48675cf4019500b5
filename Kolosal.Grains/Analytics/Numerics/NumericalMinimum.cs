namespace Kolosal.Numerics;

/// <summary>L-BFGS with central differences, for likelihoods of a few parameters whose gradients are long to write and short to measure.</summary>
internal static class NumericalMinimum
{
    // Central differences lose least near the cube root of a double's last digit, 6e-6; gradients are then good to some 1e-10 of f.
    private const double Step = 1e-5, Tolerance = 1e-6;
    // Chosen, not derived: likelihoods of a few parameters end after some tens.
    private const int Iterations = 200;

    /// <summary>Minimises from a start, which becomes the best point found.</summary>
    /// <param name="value">Finite at the start; infinite where not defined.</param>
    /// <param name="x">The start.</param>
    /// <param name="cancel">Polled once an evaluation.</param>
    /// <returns>The value there.</returns>
    public static double Find(Func<double[], double> value, double[] x, CancellationToken cancel)
    {
        double[] at = new double[x.Length];
        Lbfgs.Minimize(Evaluate, x, Tolerance, Iterations, cancel);
        return value(x);

        double Evaluate(ReadOnlySpan<double> given, Span<double> gradient)
        {
            given.CopyTo(at);
            for (int p = 0; p < at.Length; p++)
            {
                cancel.ThrowIfCancellationRequested();
                double own = at[p], step = Step * Math.Max(1, Math.Abs(own));
                at[p] = own + step;
                double up = value(at);
                at[p] = own - step;
                double down = value(at);
                at[p] = own;
                double slope = (up - down) / (2 * step);
                gradient[p] = double.IsFinite(slope) ? slope : 0;
            }
            return value(at);
        }
    }
}
