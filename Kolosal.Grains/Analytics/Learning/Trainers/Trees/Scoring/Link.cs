using Kolosal.Learning.Graphs;
using Kolosal.Learning.Linear;

namespace Kolosal.Learning.Trees;

/// <summary>The link function g of a model: its raw scores s mean the outputs μ = g⁻¹(s).</summary>
/// <remarks>McCullagh and Nelder, "Generalized Linear Models", 1989, §2.2. The family is closed. A training
/// loss names its link (<see cref="StoredLosses"/>); a model holds it and nothing else of training.</remarks>
public abstract class Link
{
    private Link() { }

    /// <summary>Outputs are the scores.</summary>
    public static Link Identity { get; } = new IdentityLink();

    /// <summary>One score, the logarithm of a positive mean: μ = exp(s).</summary>
    public static Link Log { get; } = new LogLink();

    /// <summary>One score, the log odds of a share: μ = 1 / (1 + exp(−s)).</summary>
    public static Link Logit { get; } = new LogitLink();

    /// <summary>One score, the log odds of the second of two classes; the outputs are the probabilities of both.</summary>
    public static Link BinaryLogit { get; } = new BinaryLogitLink();

    /// <summary>One score, whose sign names one of two classes: outputs (0, 1) above 0, (1, 0) otherwise. No probabilities.</summary>
    public static Link Sign { get; } = new SignLink();

    /// <summary>One score a class: μₖ = exp(sₖ) / Σ exp(sⱼ), the inverse of the multinomial logit.</summary>
    public static Link Softmax { get; } = new SoftmaxLink();

    /// <summary>The number of outputs for a number of raw scores, ≥ 1.</summary>
    public virtual int Outputs(int scores) => scores;

    /// <summary>The outputs of raw scores: g⁻¹.</summary>
    /// <param name="scores">All raw scores of a row.</param>
    /// <param name="outputs">Receives <see cref="Outputs"/> values; may be the scores themselves where there are as many.</param>
    public abstract void Apply(ReadOnlySpan<double> scores, Span<double> outputs);

    /// <summary>The outputs as operations of a graph.</summary>
    internal abstract GraphValue Describe(GraphBuilder graph, GraphValue scores);

    private static double Expit(double score) => 1 / (1 + Math.Exp(-score));

    private sealed class IdentityLink : Link
    {
        public override void Apply(ReadOnlySpan<double> scores, Span<double> outputs) => scores.CopyTo(outputs);

        internal override GraphValue Describe(GraphBuilder graph, GraphValue scores) => scores;
    }

    private sealed class LogLink : Link
    {
        public override void Apply(ReadOnlySpan<double> scores, Span<double> outputs) => outputs[0] = Math.Exp(scores[0]);

        internal override GraphValue Describe(GraphBuilder graph, GraphValue scores) => graph.Exp(scores);
    }

    private sealed class LogitLink : Link
    {
        public override void Apply(ReadOnlySpan<double> scores, Span<double> outputs) => outputs[0] = Expit(scores[0]);

        internal override GraphValue Describe(GraphBuilder graph, GraphValue scores) => graph.Sigmoid(scores);
    }

    private sealed class BinaryLogitLink : Link
    {
        public override int Outputs(int scores) => 2;

        public override void Apply(ReadOnlySpan<double> scores, Span<double> outputs)
        {
            double p = Expit(scores[0]);
            outputs[1] = p;
            outputs[0] = 1 - p;
        }

        internal override GraphValue Describe(GraphBuilder graph, GraphValue scores) => graph.Both(graph.Sigmoid(scores));
    }

    private sealed class SignLink : Link
    {
        public override int Outputs(int scores) => 2;

        public override void Apply(ReadOnlySpan<double> scores, Span<double> outputs)
        {
            outputs[1] = scores[0] > 0 ? 1 : 0;
            outputs[0] = 1 - outputs[1];
        }

        internal override GraphValue Describe(GraphBuilder graph, GraphValue scores) => graph.Both(graph.IsLess(0, scores));
    }

    private sealed class SoftmaxLink : Link
    {
        public override void Apply(ReadOnlySpan<double> scores, Span<double> outputs)
        {
            scores.CopyTo(outputs);
            LinearPredictor.Softmax(outputs[..scores.Length]);
        }

        internal override GraphValue Describe(GraphBuilder graph, GraphValue scores) => graph.Softmax(scores);
    }
}
