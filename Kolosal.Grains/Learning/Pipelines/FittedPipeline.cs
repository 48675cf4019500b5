using Kolosal.Learning.Preprocessing;
using Kolosal.Tabular;

namespace Kolosal.Learning.Pipelines;

/// <summary>Preprocessing and predictor as they were fitted together; immutable and thread-safe.</summary>
/// <param name="Problem">What is predicted.</param>
/// <param name="Trainer">The name in <see cref="Trainers.All"/>.</param>
/// <param name="Parameters">The hyper-parameters, complete.</param>
/// <param name="Seed">The seed of the fit.</param>
/// <param name="Encoder">From raw values to the model row.</param>
/// <param name="Predictor">From the model row to the outputs.</param>
public sealed record FittedPipeline(LearningProblem Problem, string Trainer, HyperParameters Parameters, ulong Seed, FeatureEncoder Encoder, IPredictor Predictor)
{
    /// <summary>The number of outputs of a row.</summary>
    public int Outputs => Predictor.Outputs;

    /// <summary>Scores every row of a table that has the input columns.</summary>
    /// <returns>rows × <see cref="Outputs"/>, row-major.</returns>
    public double[] Score(Frame rows)
    {
        var outputs = new double[rows.Rows * Outputs];
        Predictor.ScoreBatch(Encoder.Encode(rows), rows.Rows, outputs);
        return outputs;
    }
}
