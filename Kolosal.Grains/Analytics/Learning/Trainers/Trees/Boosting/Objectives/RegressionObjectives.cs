using System.Numerics.Tensors;

namespace Kolosal.Learning.Trees;

/// <summary>½ (y − s)².</summary>
internal class SquaredObjective : Objective
{
    public override StoredLoss Stored => StoredLoss.Squared;

    public override bool HasTargetUnit => true;

    public override double HessianBound => 1;

    public override double[] BaseScores(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights) => [Mean(targets, weights)];

    public override void Derivatives(int output, double[] targets, double[][] scores, int from, Span<double> g, Span<double> h)
    {
        TensorPrimitives.Subtract(scores[0].AsSpan(from, g.Length), targets.AsSpan(from, g.Length), g);
        h.Fill(1);
    }

    public override double Loss(double target, ReadOnlySpan<double> scores) => 0.5 * (target - scores[0]) * (target - scores[0]);
}

/// <summary>|y − s|; leaf values are medians of the residuals.</summary>
internal sealed class AbsoluteObjective : SquaredObjective
{
    public override StoredLoss Stored => StoredLoss.Absolute;

    public override double GradientBound => 1;

    public override bool RefitsLeaves => true;

    public override double[] BaseScores(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights) => [WeightedQuantile.Of(targets, weights, 0.5)];

    public override void Derivatives(int output, double[] targets, double[][] scores, int from, Span<double> g, Span<double> h)
    {
        for (int i = 0; i < g.Length; i++) g[i] = Math.Sign(scores[0][from + i] - targets[from + i]);
        h.Fill(1);
    }

    public override double Refit(ReadOnlySpan<double> residuals, ReadOnlySpan<double> weights) => WeightedQuantile.Of(residuals, weights, 0.5);

    public override double Loss(double target, ReadOnlySpan<double> scores) => Math.Abs(target - scores[0]);
}

/// <summary>Pinball loss; the gradient is 1 − α above the target and −α below, the second
/// derivative is put at 1 and leaves are refitted, as in LightGBM and scikit-learn.</summary>
/// <param name="level">α in (0, 1).</param>
internal sealed class QuantileObjective(double level) : SquaredObjective
{
    public override StoredLoss Stored => StoredLoss.Quantile;

    public override double GradientBound => 1;

    public override bool RefitsLeaves => true;

    public override double[] BaseScores(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights) => [WeightedQuantile.Of(targets, weights, level)];

    public override void Derivatives(int output, double[] targets, double[][] scores, int from, Span<double> g, Span<double> h)
    {
        // A row met exactly pulls neither way: 0 is a subgradient, and the start meets whole groups of equal targets.
        for (int i = 0; i < g.Length; i++)
            g[i] = Math.Sign(scores[0][from + i] - targets[from + i]) switch { > 0 => 1 - level, < 0 => -level, _ => 0 };
        h.Fill(1);
    }

    public override double Refit(ReadOnlySpan<double> residuals, ReadOnlySpan<double> weights) => WeightedQuantile.Of(residuals, weights, level);

    public override double Loss(double target, ReadOnlySpan<double> scores)
    {
        double above = target - scores[0];
        return above >= 0 ? level * above : (level - 1) * above;
    }
}

/// <summary>Squared error for the small residuals of a round, absolute error for the rest
/// (Friedman 2001, §4.4, algorithm 4; so in scikit-learn's GradientBoostingRegressor).</summary>
/// <remarks>
/// δ is the quantile of |y − s| over the learning rows, over 65,536 of them spread evenly where there are more. LightGBM and
/// XGBoost fix δ instead, in the target's unit. A leaf value is m + the mean of sign(r − m) min(δ, |r − m|), with m the median of
/// its residuals r. Early stopping compares rounds at the first round's δ, so that a smaller δ is no smaller loss.
/// </remarks>
/// <param name="share">The quantile's level in (0, 1): the share of rows taken at their square.</param>
internal sealed class HuberObjective(double share) : SquaredObjective
{
    // The level of a quantile of so many rows is off by at most 0.002 with one standard error.
    private const int MaxQuantileRows = 1 << 16;

    private double delta = 1, firstDelta = double.NaN;

    public override StoredLoss Stored => StoredLoss.Huber;

    public override bool RefitsLeaves => true;

    public override double[] BaseScores(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights) => [WeightedQuantile.Of(targets, weights, 0.5)];

    public override void Measure(BoostingProblem problem, ReadOnlySpan<int> learning)
    {
        int rows = learning.IsEmpty ? problem.Rows : learning.Length, count = Math.Min(rows, MaxQuantileRows);
        double[] sizes = new double[count], weights = new double[count];
        for (int i = 0; i < count; i++)
        {
            int at = (int)((long)i * rows / count), row = learning.IsEmpty ? at : learning[at];
            sizes[i] = Math.Abs(problem.Targets[row] - problem.Scores[0][row]);
            weights[i] = problem.WeightOf(row);
        }
        delta = WeightedQuantile.Of(sizes, weights, share);
        // Most rows are met exactly: any positive δ takes the rest by their sign.
        if (!(delta > 0)) delta = Math.Max(TensorPrimitives.Max<double>(sizes), double.Epsilon);
        if (double.IsNaN(firstDelta)) firstDelta = delta;
    }

    public override void Derivatives(int output, double[] targets, double[][] scores, int from, Span<double> g, Span<double> h)
    {
        for (int i = 0; i < g.Length; i++) g[i] = Math.Clamp(scores[0][from + i] - targets[from + i], -delta, delta);
        h.Fill(1);
    }

    public override double Refit(ReadOnlySpan<double> residuals, ReadOnlySpan<double> weights)
    {
        double median = WeightedQuantile.Of(residuals, weights, 0.5), sum = 0, total = 0;
        for (int i = 0; i < residuals.Length; i++)
        {
            sum += weights[i] * Math.Clamp(residuals[i] - median, -delta, delta);
            total += weights[i];
        }
        return total > 0 ? median + sum / total : median;
    }

    public override double Loss(double target, ReadOnlySpan<double> scores)
    {
        double size = Math.Abs(target - scores[0]), at = double.IsNaN(firstDelta) ? delta : firstDelta;
        return size <= at ? 0.5 * size * size : at * (size - at / 2);
    }
}
