using System.Buffers;
using Kolosal.Learning.Uncertainty;

namespace Kolosal.Learning.Pipelines;

/// <summary>Splits the uncertainty of a whole model's row by where it comes from, when the model is an ensemble. Immutable, thread-safe.</summary>
/// <remarks>
/// The members are the pipelines of a model with several, each with its share, or the members of the one predictor
/// (<see cref="IEnsemblePredictor"/>: forests and votes), each alike. A member answers as its pipeline does, the target's change undone, before the
/// model's calibration: what is split is the members' disagreement, so that the total is that of their mean and not of the calibrated answer.
/// Classes: total H(Σ w p), aleatoric Σ w H(p); numbers: the weighted variance of what the members say, all of it epistemic, since they state no
/// noise (<see cref="EnsembleUncertainty"/> has the sources).
/// </remarks>
public sealed class PipelineUncertainty
{
    private readonly WeightedPipeline[] parts;
    private readonly IEnsemblePredictor? ensemble;
    private readonly double[] shares;

    private PipelineUncertainty(ImmutableArray<WeightedPipeline> pipelines, IEnsemblePredictor? ensemble)
    {
        parts = [.. pipelines];
        this.ensemble = ensemble;
        double total = parts.Sum(part => part.Weight);
        Members = ensemble is null ? parts.Length : ensemble.Members;
        shares = ensemble is null ? [.. parts.Select(part => part.Weight / total)] : [.. Enumerable.Repeat(1.0 / Members, Members)];
    }

    /// <summary>The members that are asked.</summary>
    public int Members { get; }

    /// <param name="pipelines">Those of a model, as its scorer has them.</param>
    /// <returns>Null when the model has but one member, whose doubts nobody contradicts.</returns>
    public static PipelineUncertainty? Of(ImmutableArray<WeightedPipeline> pipelines)
    {
        if (pipelines.Length > 1) return new(pipelines, null);
        return pipelines[0].Pipeline.Predictor is IEnsemblePredictor { Members: > 1 } ensemble ? new(pipelines, ensemble) : null;
    }

    /// <summary>Of one row.</summary>
    /// <param name="modelRow">The row as the scorer encodes it: the pipelines' rows one after the other.</param>
    public UncertaintyParts Split(ReadOnlySpan<double> modelRow)
    {
        int outputs = parts[0].Pipeline.Outputs;
        double[] rented = ArrayPool<double>.Shared.Rent(Members * outputs);
        var said = rented.AsSpan(0, Members * outputs);
        for (int member = 0, at = 0; member < Members; member++)
        {
            var one = said.Slice(member * outputs, outputs);
            var pipeline = parts[ensemble is null ? member : 0].Pipeline;
            if (ensemble is null)
            {
                pipeline.Score(modelRow.Slice(at, pipeline.Predictor.Inputs), one);
                at += pipeline.Predictor.Inputs;
            }
            else
            {
                ensemble.ScoreMember(member, modelRow, one);
                pipeline.Target?.Invert(one);
                pipeline.Problem.Bound(one);
            }
        }
        var split = outputs == 1 ? OfValues(said) : OfClasses(said, outputs);
        ArrayPool<double>.Shared.Return(rented);
        return split;
    }

    private UncertaintyParts OfValues(ReadOnlySpan<double> said)
    {
        double mean = 0, variance = 0;
        for (int m = 0; m < said.Length; m++) mean += shares[m] * said[m];
        for (int m = 0; m < said.Length; m++) variance += shares[m] * (said[m] - mean) * (said[m] - mean);
        return new(variance, 0, variance);
    }

    private UncertaintyParts OfClasses(ReadOnlySpan<double> said, int classes)
    {
        double total = 0, aleatoric = 0;
        for (int k = 0; k < classes; k++)
        {
            double mean = 0;
            for (int m = 0; m < Members; m++)
            {
                double p = said[m * classes + k];
                mean += shares[m] * p;
                aleatoric += shares[m] * Term(p);
            }
            total += Term(mean);
        }

        // Entropy is concave, so the difference is negative by rounding alone.
        return new(total, Math.Min(aleatoric, total), Math.Max(0, total - aleatoric));
    }

    private static double Term(double p) => p > 0 ? -p * Math.Log(p) : 0;
}
