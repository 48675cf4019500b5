using Kolosal.Statistics;

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
}

/// <summary>Intercepts and coefficients: score k = b[k] + w[k] · x.</summary>
public sealed class LinearPredictor : IPredictor
{
    private const int MostNumbers = 100_000_000;
    private readonly double[] coefficients, intercepts;

    /// <summary>Keeps the arrays.</summary>
    /// <param name="link">How scores become outputs.</param>
    /// <param name="inputs">Values in a row.</param>
    /// <param name="coefficients">scores × inputs, row-major.</param>
    /// <param name="intercepts">One a score.</param>
    public LinearPredictor(LinearLink link, int inputs, double[] coefficients, double[] intercepts)
    {
        bool fits = coefficients.Length == intercepts.Length * inputs && (link == LinearLink.Softmax ? intercepts.Length >= 2 : intercepts.Length == 1);
        if (!fits) throw new ArgumentException($"{coefficients.Length} coefficients and {intercepts.Length} intercepts do not fit {inputs} inputs under {link}.");
        (Link, Inputs, this.coefficients, this.intercepts) = (link, inputs, coefficients, intercepts);
    }

    /// <summary>How scores become outputs.</summary>
    public LinearLink Link { get; }

    /// <inheritdoc/>
    public int Inputs { get; }

    /// <inheritdoc/>
    public int Outputs => Link == LinearLink.Logistic ? 2 : intercepts.Length;

    /// <summary>The coefficients, scores × inputs, row-major.</summary>
    public ReadOnlySpan<double> Coefficients => coefficients;

    /// <summary>One a score.</summary>
    public ReadOnlySpan<double> Intercepts => intercepts;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        switch (Link)
        {
            case LinearLink.Identity:
                output[0] = ScoreOf(0, row);
                break;
            case LinearLink.Logistic:
                double z = ScoreOf(0, row), e = Math.Exp(-Math.Abs(z)), tail = e / (1 + e);
                (output[0], output[1]) = z >= 0 ? (tail, 1 - tail) : (1 - tail, tail);
                break;
            default:
                for (int k = 0; k < intercepts.Length; k++) output[k] = ScoreOf(k, row);
                Softmax(output[..intercepts.Length]);
                break;
        }
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
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
        var link = (LinearLink)reader.ReadInt32();
        int inputs = reader.ReadInt32(), scores = reader.ReadInt32();
        if (!Enum.IsDefined(link) || inputs < 0 || scores < 1 || (long)inputs * scores > MostNumbers || scores > MostNumbers)
            throw new InvalidDataException($"Not a linear model: {inputs} inputs, {scores} scores, link {(int)link}.");
        double[] intercepts = new double[scores], coefficients = new double[scores * inputs];
        for (int k = 0; k < intercepts.Length; k++) intercepts[k] = reader.ReadDouble();
        for (int i = 0; i < coefficients.Length; i++) coefficients[i] = reader.ReadDouble();
        return new(link, inputs, coefficients, intercepts);
    }

    /// <summary>Scores to probabilities in place.</summary>
    internal static void Softmax(Span<double> scores)
    {
        double most = double.NegativeInfinity, total = 0;
        foreach (double score in scores) most = Math.Max(most, score);
        for (int k = 0; k < scores.Length; k++) total += scores[k] = Math.Exp(scores[k] - most);
        for (int k = 0; k < scores.Length; k++) scores[k] /= total;
    }

    private double ScoreOf(int k, ReadOnlySpan<double> row) => intercepts[k] + FixedSum.Dot(coefficients.AsSpan(k * Inputs, Inputs), row);
}
