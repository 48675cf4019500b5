using Kolosal.Learning;
using Kolosal.Learning.Calibration;
using Kolosal.Learning.Linear;
using Kolosal.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using PlattCalibrator = Microsoft.ML.Calibrators.PlattCalibrator;

namespace Kolosal.Engines.MlNet;

/// <summary>ML.NET's linear models as ours.</summary>
internal static class MlNetLines
{
    /// <summary>A model of numbers.</summary>
    public static LinearPredictor Numbers(LinearModelParameters model, TargetUnit unit, LinearLink link = LinearLink.Identity) =>
        new LinearPredictor(link, model.Weights.Count, Coefficients(model.Weights), [model.Bias]).In(unit);

    /// <summary>A model of two classes whose score the library has calibrated: p = 1 / (1 + exp(slope · score + offset)).</summary>
    public static LinearPredictor Classes(LinearModelParameters model, PlattCalibrator calibrator) =>
        Classes(model, calibrator.Slope, calibrator.Offset);

    /// <summary>A model of two classes whose score becomes a probability by Platt's line through the scores of the rows it was learnt
    /// from.</summary>
    public static LinearPredictor Calibrated(LinearModelParameters model, TrainingSet rows)
    {
        double[] coefficients = Coefficients(model.Weights), scores = new double[rows.Rows];
        for (int row = 0; row < scores.Length; row++) scores[row] = model.Bias + FixedSum.Dot(coefficients, rows.Row(row));
        var (slope, offset) = PlattScaling.Fit(scores, Array.ConvertAll(rows.Labels.ToArray(), label => label == 1), rows.Weights.Span);
        return Classes(model, slope, offset);
    }

    /// <summary>A model of several classes.</summary>
    public static LinearPredictor Classes(MaximumEntropyModelParameters model)
    {
        VBuffer<float>[]? weights = null;
        model.GetWeights(ref weights, out int classes);
        double[] intercepts = [.. model.GetBiases().Select(bias => (double)bias)];
        int inputs = weights![0].Length;
        var coefficients = new double[classes * inputs];
        for (int k = 0; k < classes; k++)
            foreach (var (column, weight) in weights[k].Items()) coefficients[k * inputs + column] = weight;
        return new(LinearLink.Softmax, inputs, coefficients, intercepts);
    }

    private static LinearPredictor Classes(LinearModelParameters model, double slope, double offset) => new(LinearLink.Logistic,
        model.Weights.Count, Array.ConvertAll(Coefficients(model.Weights), weight => -slope * weight), [-(slope * model.Bias + offset)]);

    private static double[] Coefficients(IReadOnlyList<float> weights) => [.. weights.Select(weight => (double)weight)];
}
