using System.Numerics.Tensors;

namespace Kolosal.Learning.Trees;

/// <summary>What boosting minimises.</summary>
public enum BoostingLoss
{
    /// <summary>Logistic loss for two classes, softmax for more, squared error for numbers.</summary>
    Auto,

    /// <summary>½ (y − s)².</summary>
    Squared,

    /// <summary>|y − s|; leaves answer medians.</summary>
    Absolute,

    /// <summary>exp(s) − y s for counts y ≥ 0; the output is exp(s).</summary>
    Poisson,
}

/// <summary>A loss with its first two derivatives in the raw scores (Friedman, "Greedy function approximation", 2001, §4; second order as in arXiv:1603.02754 §2.2).</summary>
internal abstract class Objective
{
    /// <summary>Raw scores a row: 1, or one a class.</summary>
    public virtual int Scores => 1;

    /// <summary>A bound of |gradient| for weight 1 that always holds, or NaN when it depends on the scores.</summary>
    public virtual double GradientBound => double.NaN;

    /// <summary>A bound of the second derivative for weight 1 that always holds, or NaN.</summary>
    public virtual double HessianBound => double.NaN;

    /// <summary>Whether leaves take the weighted median of what is left to explain instead of the Newton step.</summary>
    public virtual bool LeavesAreMedians => false;

    /// <summary>The raw scores that suit best before the first tree.</summary>
    public abstract double[] Start(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights);

    /// <summary>Called once before the first round.</summary>
    public virtual void Prepare(int rows) { }

    /// <summary>Fixes what the trees of one round share, for the rows from … to − 1, before any of them is added to the scores.</summary>
    public virtual void BeginRound(double[][] scores, int from, int to) { }

    /// <summary>Derivatives of the rows from … from + g.Length − 1 in one raw score, without weights.</summary>
    /// <param name="output">Which raw score.</param>
    /// <param name="targets">All targets (class index or number).</param>
    /// <param name="scores">Raw scores, [output][row].</param>
    /// <param name="from">The first row.</param>
    /// <param name="g">Receives first derivatives.</param>
    /// <param name="h">Receives second derivatives, ≥ 0.</param>
    public abstract void Derivatives(int output, double[] targets, double[][] scores, int from, Span<double> g, Span<double> h);

    /// <summary>The loss of one row.</summary>
    public abstract double Loss(double target, ReadOnlySpan<double> scores);

    /// <summary>Turns the raw scores of a row into outputs.</summary>
    public abstract void Link(ReadOnlySpan<double> scores, Span<double> output);

    /// <summary>Stable number stored in packages.</summary>
    public abstract byte Code { get; }

    /// <summary>The objective stored under a number.</summary>
    public static Objective FromCode(byte code, int scores) => code switch
    {
        1 => new SquaredObjective(),
        2 => new LogisticObjective(),
        3 => new SoftmaxObjective(scores),
        4 => new AbsoluteObjective(),
        5 => new PoissonObjective(),
        _ => throw new InvalidDataException($"There is no boosting loss number {code}."),
    };

    protected static double Mean(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights)
    {
        if (weights.IsEmpty) return TensorPrimitives.Sum(targets) / targets.Length;
        return TensorPrimitives.Dot(targets, weights) / TensorPrimitives.Sum(weights);
    }
}

internal class SquaredObjective : Objective
{
    public override byte Code => 1;

    public override double HessianBound => 1;

    public override double[] Start(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights) => [Mean(targets, weights)];

    public override void Derivatives(int output, double[] targets, double[][] scores, int from, Span<double> g, Span<double> h)
    {
        TensorPrimitives.Subtract(scores[0].AsSpan(from, g.Length), targets.AsSpan(from, g.Length), g);
        h.Fill(1);
    }

    public override double Loss(double target, ReadOnlySpan<double> scores) => 0.5 * (target - scores[0]) * (target - scores[0]);

    public override void Link(ReadOnlySpan<double> scores, Span<double> output) => output[0] = scores[0];
}

internal sealed class AbsoluteObjective : SquaredObjective
{
    public override byte Code => 4;

    public override double GradientBound => 1;

    public override bool LeavesAreMedians => true;

    public override double[] Start(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights) => [WeightedMedian.Of(targets, weights)];

    public override void Derivatives(int output, double[] targets, double[][] scores, int from, Span<double> g, Span<double> h)
    {
        for (int i = 0; i < g.Length; i++) g[i] = Math.Sign(scores[0][from + i] - targets[from + i]);
        h.Fill(1);
    }

    public override double Loss(double target, ReadOnlySpan<double> scores) => Math.Abs(target - scores[0]);
}

internal sealed class PoissonObjective : Objective
{
    public override byte Code => 5;

    public override double[] Start(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights)
    {
        foreach (double y in targets)
            if (y < 0) throw new TrainingException($"The Poisson loss needs counts of at least 0, got a target of {y}.");
        double mean = Mean(targets, weights);
        return mean > 0 ? [Math.Log(mean)] : throw new TrainingException("The Poisson loss needs at least one target above 0; all targets are 0.");
    }

    public override void Derivatives(int output, double[] targets, double[][] scores, int from, Span<double> g, Span<double> h)
    {
        TensorPrimitives.Exp(scores[0].AsSpan(from, g.Length), h);
        TensorPrimitives.Subtract(h, targets.AsSpan(from, g.Length), g);
    }

    public override double Loss(double target, ReadOnlySpan<double> scores) => Math.Exp(scores[0]) - target * scores[0];

    public override void Link(ReadOnlySpan<double> scores, Span<double> output) => output[0] = Math.Exp(scores[0]);
}

/// <summary>−log p of the class, p = 1 / (1 + exp(−s)).</summary>
internal sealed class LogisticObjective : Objective
{
    public override byte Code => 2;

    public override double GradientBound => 1;

    public override double HessianBound => 0.25;

    public override double[] Start(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights) =>
        [LogOdds(Mean(targets, weights))];

    public override void Derivatives(int output, double[] targets, double[][] scores, int from, Span<double> g, Span<double> h)
    {
        TensorPrimitives.Sigmoid(scores[0].AsSpan(from, g.Length), g);
        TensorPrimitives.Multiply(g, g, h);
        TensorPrimitives.Subtract(g, h, h);
        TensorPrimitives.Subtract(g, targets.AsSpan(from, g.Length), g);
    }

    // log(1 + exp(s)) − y s without overflow.
    public override double Loss(double target, ReadOnlySpan<double> scores) =>
        Math.Max(scores[0], 0) + Math.Log(1 + Math.Exp(-Math.Abs(scores[0]))) - target * scores[0];

    public override void Link(ReadOnlySpan<double> scores, Span<double> output)
    {
        double p = 1 / (1 + Math.Exp(-scores[0]));
        output[1] = p;
        output[0] = 1 - p;
    }

    // One class only: an answer near certain, but a finite score.
    private static double LogOdds(double p) => Math.Log(Math.Max(p, 1e-9) / Math.Max(1 - p, 1e-9));
}

/// <summary>−log of the softmax share of the class; one tree a class and round.</summary>
internal sealed class SoftmaxObjective(int classes) : Objective
{
    private double[][] probabilities = [];

    public override byte Code => 3;

    public override int Scores => classes;

    public override double GradientBound => 1;

    public override double HessianBound => 0.25;

    public override double[] Start(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights)
    {
        var shares = new double[classes];
        double total = 0;
        for (int i = 0; i < targets.Length; i++)
        {
            double weight = weights.IsEmpty ? 1 : weights[i];
            shares[(int)targets[i]] += weight;
            total += weight;
        }
        for (int k = 0; k < classes; k++) shares[k] = Math.Log(Math.Max(shares[k] / total, 1e-9));
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
            SoftMax(row, row);
            for (int k = 0; k < classes; k++) probabilities[k][r] = row[k];
        }
    }

    public override double Loss(double target, ReadOnlySpan<double> scores)
    {
        double top = double.NegativeInfinity, sum = 0;
        foreach (double s in scores) top = Math.Max(top, s);
        foreach (double s in scores) sum += Math.Exp(s - top);
        return top + Math.Log(sum) - scores[(int)target];
    }

    public override void Link(ReadOnlySpan<double> scores, Span<double> output) => SoftMax(scores, output);

    private static void SoftMax(ReadOnlySpan<double> scores, Span<double> shares)
    {
        double top = double.NegativeInfinity, sum = 0;
        foreach (double s in scores) top = Math.Max(top, s);
        for (int k = 0; k < scores.Length; k++) sum += shares[k] = Math.Exp(scores[k] - top);
        for (int k = 0; k < scores.Length; k++) shares[k] /= sum;
    }
}
