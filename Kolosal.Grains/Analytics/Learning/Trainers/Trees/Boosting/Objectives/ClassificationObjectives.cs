using System.Numerics.Tensors;

namespace Kolosal.Learning.Trees;

/// <summary>−log p of the class, p = 1 / (1 + exp(−s)).</summary>
internal sealed class LogisticObjective : Objective
{
    public override StoredLoss Stored => StoredLoss.Logistic;

    public override double GradientBound => 1;

    public override double HessianBound => 0.25;

    public override double[] BaseScores(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights) =>
        [LogOdds(Mean(targets, weights))];

    public override void Derivatives(int output, double[] targets, double[][] scores, int from, Span<double> g, Span<double> h)
    {
        TensorPrimitives.Sigmoid(scores[0].AsSpan(from, g.Length), g);
        TensorPrimitives.Multiply(g, g, h);
        TensorPrimitives.Subtract(g, h, h);
        TensorPrimitives.Subtract(g, targets.AsSpan(from, g.Length), g);
    }

    public override double RelativeInformation(ReadOnlySpan<double> baseScores)
    {
        double p = 1 / (1 + Math.Exp(-baseScores[0]));
        return 4 * p * (1 - p);
    }

    // log(1 + exp(s)) − y s without overflow.
    public override double Loss(double target, ReadOnlySpan<double> scores) =>
        Math.Max(scores[0], 0) + Math.Log(1 + Math.Exp(-Math.Abs(scores[0]))) - target * scores[0];

    private static double LogOdds(double p) => Math.Log(Math.Max(p, MinShare) / Math.Max(1 - p, MinShare));
}

/// <summary>−log of the softmax share of the class; one tree a class and round.</summary>
internal sealed class SoftmaxObjective(int classes) : Objective
{
    private double[][] probabilities = [];

    public override StoredLoss Stored => StoredLoss.Softmax;

    public override int Scores => classes;

    public override double GradientBound => 1;

    public override double HessianBound => 0.25;

    public override double[] BaseScores(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights)
    {
        var shares = new double[classes];
        double total = 0;
        for (int i = 0; i < targets.Length; i++)
        {
            double weight = weights.IsEmpty ? 1 : weights[i];
            shares[(int)targets[i]] += weight;
            total += weight;
        }
        for (int k = 0; k < classes; k++) shares[k] = Math.Log(Math.Max(shares[k] / total, MinShare));
        return shares;
    }

    public override void Derivatives(int output, double[] targets, double[][] scores, int from, Span<double> g, Span<double> h)
    {
        for (int i = 0; i < g.Length; i++)
        {
            double p = probabilities[output][from + i];
            g[i] = p - ((int)targets[from + i] == output ? 1 : 0);
            h[i] = p * (1 - p);
        }
    }

    public override void Prepare(int rows)
    {
        probabilities = new double[classes][];
        for (int k = 0; k < classes; k++) probabilities[k] = new double[rows];
    }

    public override void BeginRound(double[][] scores, int from, int to)
    {
        Span<double> row = classes <= 64 ? stackalloc double[classes] : new double[classes];
        for (int r = from; r < to; r++)
        {
            for (int k = 0; k < classes; k++) row[k] = scores[k][r];
            Link.Softmax.Apply(row, row);
            for (int k = 0; k < classes; k++) probabilities[k][r] = row[k];
        }
    }

    /// <summary>Of the rarest class that occurs.</summary>
    public override double RelativeInformation(ReadOnlySpan<double> baseScores)
    {
        var shares = new double[classes];
        Link.Softmax.Apply(baseScores, shares);
        double min = 1;
        foreach (double p in shares)
            if (p > 10 * MinShare) min = Math.Min(min, 4 * p * (1 - p));
        return min;
    }

    public override double Loss(double target, ReadOnlySpan<double> scores)
    {
        double top = double.NegativeInfinity, sum = 0;
        foreach (double s in scores) top = Math.Max(top, s);
        foreach (double s in scores) sum += Math.Exp(s - top);
        return top + Math.Log(sum) - scores[(int)target];
    }
}
