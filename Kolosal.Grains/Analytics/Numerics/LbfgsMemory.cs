namespace Kolosal.Numerics;

/// <summary>The last steps of a search and how the gradient changed along them: an approximate
/// inverse Hessian (Nocedal and Wright, Numerical Optimization, algorithm 7.4).</summary>
/// <param name="size">The number of parameters.</param>
internal sealed class LbfgsMemory(int size)
{
    // Nocedal and Wright name 3 to 20 (section 7.2); 10 is scipy's. Chosen, not measured.
    private const int Pairs = 10;
    private readonly List<(double[] Step, double[] Change, double Rho)> pairs = [];

    /// <summary>Whether nothing is remembered.</summary>
    public bool IsEmpty => pairs.Count == 0;

    /// <summary>Forgets everything.</summary>
    public void Clear() => pairs.Clear();

    /// <summary>Remembers a step, unless the function did not bend upwards along it.</summary>
    public void Add(double[] from, double[] to, double[] gradientFrom, double[] gradientTo)
    {
        bool full = pairs.Count == Pairs;
        double[] step = full ? pairs[0].Step : new double[size], change = full ? pairs[0].Change : new double[size];
        double bend = 0;
        for (int i = 0; i < size; i++) bend += (to[i] - from[i]) * (gradientTo[i] - gradientFrom[i]);
        if (!(bend > double.Epsilon)) return;
        for (int i = 0; i < size; i++) (step[i], change[i]) = (to[i] - from[i], gradientTo[i] - gradientFrom[i]);
        if (full) pairs.RemoveAt(0);
        pairs.Add((step, change, 1 / bend));
    }

    /// <summary>−H g by the two-loop recursion; −g while nothing is remembered.</summary>
    public void Direction(double[] gradient, double[] direction)
    {
        gradient.CopyTo(direction, 0);
        Span<double> alpha = stackalloc double[Pairs];
        for (int k = pairs.Count - 1; k >= 0; k--)
        {
            alpha[k] = pairs[k].Rho * FixedSum.Dot(pairs[k].Step, direction);
            FixedSum.AddScaled(-alpha[k], pairs[k].Change, direction);
        }
        if (pairs.Count > 0)
        {
            double scale = 1 / (pairs[^1].Rho * FixedSum.Dot(pairs[^1].Change, pairs[^1].Change));
            for (int i = 0; i < direction.Length; i++) direction[i] *= scale;
        }
        for (int k = 0; k < pairs.Count; k++)
            FixedSum.AddScaled(alpha[k] - pairs[k].Rho * FixedSum.Dot(pairs[k].Change, direction), pairs[k].Step, direction);
        for (int i = 0; i < direction.Length; i++) direction[i] = -direction[i];
    }
}
