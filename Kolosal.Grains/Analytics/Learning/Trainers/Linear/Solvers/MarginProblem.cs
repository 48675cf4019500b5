using Kolosal.Numerics;

namespace Kolosal.Learning.Linear;

/// <summary>½ ‖w‖² + Σ cᵢ ℓ(w · xᵢ) over the rows xᵢ and a constant 1: for classes ℓ = max(0, 1 − yᵢ w·xᵢ),
/// for values max(0, |yᵢ − w·xᵢ| − ε), or their squares. The last part of w is the intercept.</summary>
/// <param name="Rows">Dense rows.</param>
/// <param name="Members">The rows that count.</param>
/// <param name="Targets">For each member ±1, or its value.</param>
/// <param name="Costs">For each member c, above 0.</param>
/// <param name="Tube">ε for values; null for classes.</param>
/// <param name="Squared">Whether the loss is squared.</param>
internal sealed record MarginProblem(TrainingSet Rows, int[] Members, double[] Targets, double[] Costs, double? Tube, bool Squared)
{
    /// <summary>The number of columns.</summary>
    public int Inputs => Rows.Columns.Length;

    /// <summary>The minimum: where rows outnumber columns by <see cref="MarginNewton"/> (squared losses) or <see cref="MarginInterior"/>
    /// (linear ones), whose time does not grow with the costs; else by <see cref="DualDescent"/>.</summary>
    public double[] Minimize(double tolerance, int passes, ulong seed, CancellationToken cancel)
    {
        if (Inputs < Members.Length) return Squared ? MarginNewton.Minimize(this, cancel) : MarginInterior.Minimize(this, tolerance, cancel);
        var descent = new DualDescent(this, cancel);
        descent.Run(tolerance, passes, seed);
        return descent.Weights;
    }

    /// <summary>The values of a member.</summary>
    public ReadOnlySpan<double> Row(int i) => Rows.Row(Members[i]);

    /// <summary>w · xᵢ.</summary>
    public double Score(int i, double[] w) => FixedSum.Dot(w.AsSpan(0, Inputs), Row(i)) + w[^1];

    /// <summary>How far a score is on the wrong side, 0 or more, and which way the score should go, ±1.</summary>
    public (double Distance, double Way) Beyond(int i, double score)
    {
        double miss = Targets[i] - score;
        return Tube is { } tube ? (Math.Max(0, Math.Abs(miss) - tube), Math.Sign(miss)) : (Math.Max(0, 1 - Targets[i] * score), Targets[i]);
    }
}
