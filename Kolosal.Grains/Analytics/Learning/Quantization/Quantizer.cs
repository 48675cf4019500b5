using Kolosal.Learning.Linear;
using Kolosal.Learning.Neural;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Quantization;

/// <summary>Makes models whose numbers are kept in fewer bits: thresholds and leaves of trees, weights of linear models and networks.</summary>
/// <remarks>
/// Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", CVPR 2018, section 2.1, with a
/// zero point of 0; after training, without calibration data. What prepares rows, mixes pipelines and calibrates is kept as it is.
/// </remarks>
public static class Quantizer
{
    /// <summary>The same package in fewer bits.</summary>
    /// <exception cref="NotQuantizableException">A part has no such form; the message names it.</exception>
    public static ModelPackage Quantize(ModelPackage package, ScorerPrecision precision) => ModelPackage.Create(
        [.. package.Pipelines.Select(part => part with { Pipeline = Quantize(part.Pipeline, precision) })], package.Manifest.Calibration,
        package.Manifest.Metrics, package.Manifest.InputDistributions, package.Manifest.Stack, package.Manifest.Conformal);

    /// <summary>The same pipeline in fewer bits.</summary>
    /// <exception cref="NotQuantizableException">Its predictor has no such form.</exception>
    public static FittedPipeline Quantize(FittedPipeline pipeline, ScorerPrecision precision) => pipeline.Predictor switch
    {
        QuantizedTrees or QuantizedWeights => throw new NotQuantizableException($"The model is in fewer bits already ('{pipeline.Trainer}')."),
        ITreeModel trees => pipeline with
        {
            Trainer = QuantizedTrees.Form,
            Predictor = TreeQuantizer.Quantize(pipeline.Trainer, trees, precision)
        },
        LinearPredictor linear => pipeline with { Trainer = QuantizedWeights.Form, Predictor = QuantizedWeights.Of(linear, precision) },
        MlpPredictor network => pipeline with { Trainer = QuantizedWeights.Form, Predictor = QuantizedWeights.Of(network, precision) },
        _ => throw new NotQuantizableException($"A model of '{pipeline.Trainer}' has no form in fewer bits; trees, linear models and multi-layer "
            + "perceptrons have."),
    };
}
