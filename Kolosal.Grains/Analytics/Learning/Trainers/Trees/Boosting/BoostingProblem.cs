using System.Numerics.Tensors;

namespace Kolosal.Learning.Trees;

/// <summary>What boosting fits: targets, weights and the raw scores so far.</summary>
internal sealed class BoostingProblem
{
    private readonly double[] weights;
    private readonly double maxWeight;
    private double[] factors = [];
    private double maxFactor = 1;

    /// <param name="objective">The loss.</param>
    /// <param name="targets">Class index or number of each row.</param>
    /// <param name="weights">One weight a row, or empty.</param>
    public BoostingProblem(Objective objective, double[] targets, double[] weights)
    {
        (Objective, Targets, this.weights) = (objective, targets, weights);
        maxWeight = weights.Length == 0 ? 1 : TensorPrimitives.Max<double>(weights);
        Scores = new double[objective.Scores][];
        for (int k = 0; k < Scores.Length; k++) Scores[k] = new double[targets.Length];
    }

    public Objective Objective { get; }

    public double[] Targets { get; }

    public ReadOnlySpan<double> Weights => weights;

    /// <summary>What a row's derivatives are multiplied with at most.</summary>
    public double MaxWeight => maxWeight * maxFactor;

    /// <summary>Raw scores, [output][row].</summary>
    public double[][] Scores { get; }

    public int Rows => Targets.Length;

    public double WeightOf(int row) => weights.Length == 0 ? 1 : weights[row];

    /// <summary>What a row counts in the trees of the round: its weight, times the factor of the round's draw.</summary>
    public double DrawnWeightOf(int row) => factors.Length == 0 ? WeightOf(row) : WeightOf(row) * factors[row];

    /// <summary>Sets what rows count beside their weights until further notice.</summary>
    /// <param name="ofRows">One factor a row, read in place; or empty for 1.</param>
    /// <param name="max">The largest of them.</param>
    public void SetFactors(double[] ofRows, double max) => (factors, maxFactor) = (ofRows, max);

    /// <summary>Derivatives times weights and factors of the rows from … from + g.Length − 1.</summary>
    public void WeightedDerivatives(int output, int from, Span<double> g, Span<double> h)
    {
        Objective.Derivatives(output, Targets, Scores, from, g, h);
        Multiply(weights, from, g, h);
        Multiply(factors, from, g, h);
    }

    private static void Multiply(double[] by, int from, Span<double> g, Span<double> h)
    {
        if (by.Length == 0) return;
        TensorPrimitives.Multiply(g, by.AsSpan(from, g.Length), g);
        TensorPrimitives.Multiply(h, by.AsSpan(from, h.Length), h);
    }
}
