using Kolosal.Learning.Calibration;
using Kolosal.Learning.Graphs;
using Kolosal.Numerics;

namespace Kolosal.Learning.Linear;

/// <summary>How the linear scores of a row become its outputs.</summary>
public enum LinearLink
{
    /// <summary>One score is the value itself.</summary>
    Identity,

    /// <summary>One score is the log odds of the second of two classes.</summary>
    Logistic,

    /// <summary>One score a class, up to a common shift the log probabilities.</summary>
    Softmax,

    /// <summary>One score is the logarithm of the value; held within ±700, so that the value is finite and above 0.</summary>
    Log,

    /// <summary>One score a class, the log odds of that class against the rest; the probabilities are brought to the sum 1.</summary>
    OneVersusRest,

    /// <summary>One margin of the second of two classes: its probability is (1 + margin)
    /// / 2, cut off at 0 and 1 (the modified Huber loss of Zhang, ICML 2004).</summary>
    Clipped,

    /// <summary>One margin a class against the rest, each cut off as in <see cref="Clipped"/>, brought to the sum 1; all 0 becomes uniform.</summary>
    ClippedOneVersusRest,
}

/// <summary>Intercepts and coefficients: score k = b[k] + w[k] · x.</summary>
public sealed class LinearPredictor : IPredictor, IGraphPart
{
    private const byte Version = 1;
    // 800 MB of coefficients: damaged bytes end here.
    private const int MaxNumbers = 100_000_000;
    // e to this is still finite.
    private const double MaxExponent = 700;
    private readonly double[] coefficients, intercepts;

    /// <summary>Keeps the arrays.</summary>
    /// <param name="link">How scores become outputs.</param>
    /// <param name="inputs">Values in a row.</param>
    /// <param name="coefficients">scores × inputs, row-major.</param>
    /// <param name="intercepts">One a score.</param>
    public LinearPredictor(LinearLink link, int inputs, double[] coefficients, double[] intercepts)
    {
        bool fits = coefficients.Length == intercepts.Length * inputs && (OneScoreEachClass(link) ? intercepts.Length >= 2 : intercepts.Length == 1);
        if (!fits) throw new ArgumentException(
            $"{coefficients.Length} coefficients and {intercepts.Length} intercepts do not fit {inputs} inputs under {link}.");
        (Link, Inputs, this.coefficients, this.intercepts) = (link, inputs, coefficients, intercepts);
    }

    /// <summary>How scores become outputs.</summary>
    public LinearLink Link { get; }

    /// <inheritdoc/>
    public int Inputs { get; }

    /// <inheritdoc/>
    public int Outputs => Link is LinearLink.Logistic or LinearLink.Clipped ? 2 : intercepts.Length;

    /// <summary>The coefficients, scores × inputs, row-major.</summary>
    public ReadOnlySpan<double> Coefficients => coefficients;

    /// <summary>One a score.</summary>
    public ReadOnlySpan<double> Intercepts => intercepts;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        if (intercepts.Length == 1)
        {
            Apply(Link, [ScoreOf(0, row)], output);
            return;
        }
        for (int k = 0; k < intercepts.Length; k++) output[k] = ScoreOf(k, row);
        Apply(Link, output[..intercepts.Length], output);
    }

    /// <summary>Linear scores to outputs.</summary>
    /// <param name="link">How.</param>
    /// <param name="scores">One, or one a class.</param>
    /// <param name="output">Receives the outputs; may be the scores themselves where there are several.</param>
    internal static void Apply(LinearLink link, ReadOnlySpan<double> scores, Span<double> output)
    {
        switch (link)
        {
            case LinearLink.Identity:
                output[0] = scores[0];
                break;
            case LinearLink.Log:
                output[0] = Math.Exp(Math.Clamp(scores[0], -MaxExponent, MaxExponent));
                break;
            case LinearLink.Logistic:
                double z = scores[0], e = Math.Exp(-Math.Abs(z)), tail = e / (1 + e);
                (output[0], output[1]) = z >= 0 ? (tail, 1 - tail) : (1 - tail, tail);
                break;
            case LinearLink.Clipped:
                double share = Clip(scores[0]);
                (output[0], output[1]) = (1 - share, share);
                break;
            case LinearLink.Softmax:
                scores.CopyTo(output);
                Softmax(output[..scores.Length]);
                break;
            default:
                for (int k = 0; k < scores.Length; k++)
                    output[k] = link == LinearLink.OneVersusRest ? Calibrator.Sigmoid(scores[k]) : Clip(scores[k]);
                Calibrator.Normalize(output[..scores.Length]);
                break;
        }
    }

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row)
    {
        return Describe(graph, Link, graph.Linear(row, coefficients, intercepts));
    }

    /// <summary>Linear scores to outputs, as operations of a graph.</summary>
    internal static GraphValue Describe(GraphBuilder graph, LinearLink link, GraphValue scores) => link switch
    {
        LinearLink.Identity => scores,
        LinearLink.Log => graph.Exp(graph.Clamp(scores, -MaxExponent, MaxExponent)),
        LinearLink.Logistic => graph.Both(graph.Sigmoid(scores)),
        LinearLink.Clipped => graph.Both(ClippedShare(graph, scores)),
        LinearLink.Softmax => graph.Softmax(scores),
        LinearLink.OneVersusRest => graph.Normalize(graph.Sigmoid(scores)),
        _ => graph.Normalize(ClippedShare(graph, scores)),
    };

    private static GraphValue ClippedShare(GraphBuilder graph, GraphValue margins) =>
        graph.Times(graph.Plus(graph.Clamp(margins, -1, 1), 1), 0.5);

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(Version);
        writer.Write((int)Link);
        writer.Write(Inputs);
        writer.Write(intercepts.Length);
        foreach (double value in intercepts) writer.Write(value);
        foreach (double value in coefficients) writer.Write(value);
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of a linear model.</exception>
    public static LinearPredictor Read(BinaryReader reader)
    {
        reader.ReadVersion(Version);
        var link = (LinearLink)reader.ReadInt32();
        int inputs = reader.ReadInt32(), scores = reader.ReadInt32();
        if (!Enum.IsDefined(link) || inputs < 0 || scores < 1 || (long)inputs * scores > MaxNumbers || scores > MaxNumbers)
            throw new InvalidDataException($"Not a linear model: {inputs} inputs, {scores} scores, link {(int)link}.");
        if (scores == 1 == OneScoreEachClass(link)) throw new InvalidDataException($"Not a linear model: {scores} scores under the link {link}.");
        double[] intercepts = new double[scores], coefficients = new double[scores * inputs];
        for (int k = 0; k < intercepts.Length; k++) intercepts[k] = reader.ReadDouble();
        for (int i = 0; i < coefficients.Length; i++) coefficients[i] = reader.ReadDouble();
        return new(link, inputs, coefficients, intercepts);
    }

    /// <summary>The line through a point with these coefficients.</summary>
    /// <param name="center">The inputs of the point.</param>
    /// <param name="level">Its value.</param>
    /// <param name="coefficients">As many as inputs.</param>
    internal static LinearPredictor Through(double[] center, double level, double[] coefficients) =>
        new(LinearLink.Identity, coefficients.Length, coefficients, [level - FixedSum.Dot(coefficients, center)]);

    /// <summary>The model whose values are those of this one out of a unit: in the target's own.</summary>
    /// <param name="unit">What the targets were learnt in; with the log link without a centre.</param>
    internal LinearPredictor In(TargetUnit unit) => Link == LinearLink.Log
        ? new(Link, Inputs, coefficients, [intercepts[0] + Math.Log(unit.Spread)])
        : new(Link, Inputs, Array.ConvertAll(coefficients, v => unit.Spread * v), [unit.Restore(intercepts[0])]);

    /// <summary>Scores to probabilities in place; equal shares when the scores left the range of numbers.</summary>
    internal static void Softmax(Span<double> scores)
    {
        double most = double.NegativeInfinity, total = 0;
        foreach (double score in scores) most = Math.Max(most, score);
        if (!double.IsFinite(most))
        {
            scores.Fill(1.0 / scores.Length);
            return;
        }
        for (int k = 0; k < scores.Length; k++) total += scores[k] = Math.Exp(scores[k] - most);
        for (int k = 0; k < scores.Length; k++) scores[k] /= total;
    }

    private static bool OneScoreEachClass(LinearLink link) =>
        link is LinearLink.Softmax or LinearLink.OneVersusRest or LinearLink.ClippedOneVersusRest;

    private static double Clip(double margin) => (Math.Clamp(margin, -1, 1) + 1) / 2;

    private double ScoreOf(int k, ReadOnlySpan<double> row) => intercepts[k] + FixedSum.Dot(coefficients.AsSpan(k * Inputs, Inputs), row);
}
