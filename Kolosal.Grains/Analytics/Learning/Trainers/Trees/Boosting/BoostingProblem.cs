using System.Numerics.Tensors;

namespace Kolosal.Learning.Trees;

/// <summary>What boosting fits: targets, weights and the raw scores so far.</summary>
internal sealed class BoostingProblem
{
    private readonly double[] weights;

    /// <param name="objective">The loss.</param>
    /// <param name="targets">Class index or number of each row.</param>
    /// <param name="weights">One weight a row, or empty.</param>
    public BoostingProblem(Objective objective, double[] targets, double[] weights)
    {
        (Objective, Targets, this.weights) = (objective, targets, weights);
        MaxWeight = weights.Length == 0 ? 1 : TensorPrimitives.Max<double>(weights);
        Scores = new double[objective.Scores][];
        for (int k = 0; k < Scores.Length; k++) Scores[k] = new double[targets.Length];
    }

    public Objective Objective { get; }

    public double[] Targets { get; }

    public ReadOnlySpan<double> Weights => weights;

    public double MaxWeight { get; }

    /// <summary>Raw scores, [output][row].</summary>
    public double[][] Scores { get; }

    public int Rows => Targets.Length;

    public double WeightOf(int row) => weights.Length == 0 ? 1 : weights[row];

    /// <summary>Derivatives times weights of the rows from … from + g.Length − 1.</summary>
    public void WeightedDerivatives(int output, int from, Span<double> g, Span<double> h)
    {
        Objective.Derivatives(output, Targets, Scores, from, g, h);
        if (weights.Length == 0) return;
        TensorPrimitives.Multiply(g, weights.AsSpan(from, g.Length), g);
        TensorPrimitives.Multiply(h, weights.AsSpan(from, h.Length), h);
    }
}
