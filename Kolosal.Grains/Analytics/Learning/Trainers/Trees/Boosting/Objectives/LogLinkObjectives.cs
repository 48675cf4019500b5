using System.Numerics.Tensors;

namespace Kolosal.Learning.Trees;

/// <summary>Losses of positive means μ = exp(s): −log-likelihoods up to terms without s, started at the log of the mean target.</summary>
/// <remarks>McCullagh and Nelder, "Generalized Linear Models", 1989, §2.2 and §8; second
/// derivatives are the exact ones, as in LightGBM and XGBoost.</remarks>
internal abstract class LogLinkObjective : Objective
{
    /// <summary>The loss as it is called in messages.</summary>
    protected abstract string Name { get; }

    /// <summary>Whether a target of 0 is possible.</summary>
    protected abstract bool AllowsZero { get; }

    public override double[] BaseScores(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights)
    {
        foreach (double y in targets)
            if (AllowsZero ? y < 0 : y <= 0)
                throw new TrainingException($"The {Name} loss needs targets {(AllowsZero ? "of at least" : "above")} 0, got a target of {y}.");
        double mean = Mean(targets, weights);
        return mean > 0 ? [Math.Log(mean)] : throw new TrainingException($"The {Name} loss needs at least one target above 0; all targets are 0.");
    }
}

/// <summary>exp(s) − y s: g = exp(s) − y, h = exp(s).</summary>
internal sealed class PoissonObjective : LogLinkObjective
{
    public override StoredLoss Stored => StoredLoss.Poisson;

    protected override string Name => "Poisson";

    protected override bool AllowsZero => true;

    public override void Derivatives(int output, double[] targets, double[][] scores, int from, Span<double> g, Span<double> h)
    {
        TensorPrimitives.Exp(scores[0].AsSpan(from, g.Length), h);
        TensorPrimitives.Subtract(h, targets.AsSpan(from, g.Length), g);
    }

    public override double Loss(double target, ReadOnlySpan<double> scores) => Math.Exp(scores[0]) - target * scores[0];
}

/// <summary>y exp(−s) + s: g = 1 − y exp(−s), h = y exp(−s).</summary>
internal sealed class GammaObjective : LogLinkObjective
{
    public override StoredLoss Stored => StoredLoss.Gamma;

    protected override string Name => "gamma";

    protected override bool AllowsZero => false;

    public override void Derivatives(int output, double[] targets, double[][] scores, int from, Span<double> g, Span<double> h)
    {
        TensorPrimitives.Negate(scores[0].AsSpan(from, g.Length), h);
        TensorPrimitives.Exp(h, h);
        TensorPrimitives.Multiply(h, targets.AsSpan(from, g.Length), h);
        TensorPrimitives.Subtract(1, h, g);
    }

    public override double Loss(double target, ReadOnlySpan<double> scores) => target * Math.Exp(-scores[0]) + scores[0];
}

/// <summary>exp((2 − p) s) / (2 − p) − y exp((1 − p) s) / (1 − p): g = exp((2 − p) s) − y
/// exp((1 − p) s), h = (2 − p) exp((2 − p) s) + (p − 1) y exp((1 − p) s).</summary>
/// <remarks>Jørgensen, "The Theory of Dispersion Models", 1997, §4: for 1 &lt; p &lt; 2 a
/// Poisson number of gamma amounts, so zeros and positive amounts together.</remarks>
/// <param name="power">p in (1, 2).</param>
internal sealed class TweedieObjective(double power) : LogLinkObjective
{
    public override StoredLoss Stored => StoredLoss.Tweedie;

    protected override string Name => "Tweedie";

    protected override bool AllowsZero => true;

    public override void Derivatives(int output, double[] targets, double[][] scores, int from, Span<double> g, Span<double> h)
    {
        var s = scores[0].AsSpan(from, g.Length);
        TensorPrimitives.Multiply(s, 1 - power, g);
        TensorPrimitives.Exp(g, g);
        TensorPrimitives.Multiply(g, targets.AsSpan(from, g.Length), g);
        TensorPrimitives.Multiply(s, 2 - power, h);
        TensorPrimitives.Exp(h, h);
        for (int i = 0; i < g.Length; i++) (g[i], h[i]) = (h[i] - g[i], (2 - power) * h[i] + (power - 1) * g[i]);
    }

    public override double Loss(double target, ReadOnlySpan<double> scores) =>
        Math.Exp((2 - power) * scores[0]) / (2 - power) - target * Math.Exp((1 - power) * scores[0]) / (1 - power);
}
