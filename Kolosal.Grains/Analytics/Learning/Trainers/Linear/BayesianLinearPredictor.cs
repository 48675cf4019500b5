using Kolosal.Learning.Graphs;
using Kolosal.Learning.Uncertainty;
using Kolosal.Numerics;

namespace Kolosal.Learning.Linear;

/// <summary>A linear model with a normal belief about its coefficients.</summary>
public sealed class BayesianLinearPredictor : IUncertainPredictor, IGraphPart
{
    private const byte Version = 1;
    // Memory grows with the square; damaged bytes end here.
    private const int MaxInputs = 10_000;
    private readonly double[] factor, center, offsets;
    private readonly double noiseVariance;

    /// <summary>Keeps the arrays.</summary>
    /// <param name="mean">The model of the expected value, one output.</param>
    /// <param name="noiseVariance">Of an observation about its expected value, 0 or more.</param>
    /// <param name="factor">inputs × inputs, row-major: the covariance of the coefficients is Fᵀ F.</param>
    /// <param name="center">The row at which the expected value is known exactly.</param>
    public BayesianLinearPredictor(LinearPredictor mean, double noiseVariance, double[] factor, double[] center)
    {
        int p = mean.Inputs;
        if (mean.Link != LinearLink.Identity || factor.Length != (long)p * p || center.Length != p || !(noiseVariance >= 0))
            throw new ArgumentException($"{factor.Length} factors, {center.Length} means and a noise of {noiseVariance} do not fit {p} inputs.");
        (Mean, this.noiseVariance, this.factor, this.center) = (mean, noiseVariance, factor, center);
        offsets = new double[p];
        for (int j = 0; j < p; j++) offsets[j] = FixedSum.Dot(factor.AsSpan(j * p, p), center);
    }

    /// <summary>The model of the expected value.</summary>
    public LinearPredictor Mean { get; }

    /// <inheritdoc/>
    public int Inputs => Mean.Inputs;

    /// <inheritdoc/>
    public int Outputs => 1;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output) => Mean.Score(row, output);

    /// <inheritdoc/>
    public PredictiveDistribution Predict(ReadOnlySpan<double> row)
    {
        Span<double> mean = stackalloc double[1];
        Mean.Score(row, mean);
        double variance = noiseVariance;
        for (int j = 0; j < offsets.Length; j++)
        {
            double away = FixedSum.Dot(factor.AsSpan(j * Inputs, Inputs), row) - offsets[j];
            variance += away * away;
        }
        return new(mean[0], Math.Sqrt(variance));
    }

    /// <summary>The model whose values are those of this one out of a unit: in the target's own.</summary>
    internal BayesianLinearPredictor In(TargetUnit unit) =>
        new(Mean.In(unit), noiseVariance * unit.Spread * unit.Spread, Array.ConvertAll(factor, f => unit.Spread * f), center);

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row) => ((IGraphPart)Mean).Describe(graph, row);

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(Version);
        Mean.Write(writer);
        writer.Write(noiseVariance);
        foreach (double value in center) writer.Write(value);
        foreach (double value in factor) writer.Write(value);
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of a Bayesian linear model.</exception>
    public static BayesianLinearPredictor Read(BinaryReader reader)
    {
        reader.ReadVersion(Version);
        var mean = LinearPredictor.Read(reader);
        double noise = reader.ReadDouble();
        if (mean.Link != LinearLink.Identity || mean.Inputs > MaxInputs || !(noise >= 0))
            throw new InvalidDataException($"Not a Bayesian linear model: link {mean.Link}, {mean.Inputs} inputs, noise {noise}.");
        double[] center = new double[mean.Inputs], factor = new double[mean.Inputs * mean.Inputs];
        for (int c = 0; c < center.Length; c++) center[c] = reader.ReadDouble();
        for (int i = 0; i < factor.Length; i++) factor[i] = reader.ReadDouble();
        return new(mean, noise, factor, center);
    }
}
