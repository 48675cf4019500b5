using System.Numerics.Tensors;

namespace Kolosal.Learning.Trees;

/// <summary>A loss with its first two derivatives in the raw scores (Friedman, "Greedy
/// function approximation", 2001, §4; second order as in arXiv:1603.02754 §2.2).</summary>
internal abstract class Objective
{
    /// <summary>Shares of classes below this are taken for it before the first tree: near certain, but with a finite
    /// score, and below one row in the 134 million that boosting holds at once.</summary>
    protected const double MinShare = 1e-9;

    /// <summary>Raw scores a row: 1, or one a class.</summary>
    public virtual int Scores => 1;

    /// <summary>Whether targets and scores have one unit, so that both may be shifted and scaled together.</summary>
    public virtual bool HasTargetUnit => false;

    /// <summary>A bound of |gradient| for weight 1 that always holds, or NaN when it depends on the scores.</summary>
    public virtual double GradientBound => double.NaN;

    /// <summary>A bound of the second derivative for weight 1 that always holds, or NaN.</summary>
    public virtual double HessianBound => double.NaN;

    /// <summary>Whether leaf values are those of <see cref="Refit"/> instead of the Newton step,
    /// because the second derivative says nothing about the loss.</summary>
    public virtual bool RefitsLeaves => false;

    /// <summary>The leaf value that suits its rows best (Friedman 2001, eq. 18).</summary>
    /// <param name="residuals">Target − score of each row; at least one.</param>
    /// <param name="weights">One weight a row.</param>
    public virtual double Refit(ReadOnlySpan<double> residuals, ReadOnlySpan<double> weights) =>
        throw new NotSupportedException("Leaf values of this loss are Newton steps.");

    /// <summary>The raw scores that suit best before the first tree.</summary>
    public abstract double[] BaseScores(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights);

    /// <summary>The second derivative of a mean row before the first tree as a share of the
    /// largest possible, in (0, 1]: the Fisher information of a row relative to that of the most telling one.</summary>
    /// <param name="baseScores">The raw scores before the first tree.</param>
    public virtual double RelativeInformation(ReadOnlySpan<double> baseScores) => 1;

    /// <summary>Called once before the first round.</summary>
    public virtual void Prepare(int rows) { }

    /// <summary>Fixes what depends on all rows of a round, before <see cref="BeginRound"/>.</summary>
    /// <param name="problem">Targets, weights and scores so far.</param>
    /// <param name="learning">The rows that trees may see, or empty for all.</param>
    public virtual void Measure(BoostingProblem problem, ReadOnlySpan<int> learning) { }

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

    /// <summary>What the model is stored as; it names the <see cref="Link"/>. A level or power is training's alone.</summary>
    public abstract StoredLoss Stored { get; }

    protected static double Mean(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights)
    {
        if (weights.IsEmpty) return TensorPrimitives.Sum(targets) / targets.Length;
        return TensorPrimitives.Dot(targets, weights) / TensorPrimitives.Sum(weights);
    }
}
