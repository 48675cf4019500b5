using System.Buffers;
using Kolosal.Learning.Graphs;
using Kolosal.Learning.Preprocessing;
using Kolosal.Tabular;

namespace Kolosal.Learning.Pipelines;

/// <summary>Preprocessing and predictor as they were fitted together; immutable and thread-safe.</summary>
/// <remarks>raw row → <paramref name="Encoder"/> → <paramref name="Transform"/> → model row
/// → <paramref name="Predictor"/> → <paramref name="Target"/> undone → outputs.</remarks>
/// <param name="Problem">What is predicted.</param>
/// <param name="Trainer">The name in <see cref="Trainers.All"/>.</param>
/// <param name="Parameters">The hyper-parameters, complete.</param>
/// <param name="Seed">The seed of the fit.</param>
/// <param name="Encoder">From raw values to numbers and codes.</param>
/// <param name="Predictor">From the model row to the outputs.</param>
/// <param name="Transform">From the encoded row to the model row, or null where they are the same.</param>
/// <param name="Target">What was done to the target of a regression and is undone here, or null.</param>
public sealed record FittedPipeline(LearningProblem Problem, string Trainer, HyperParameters Parameters, ulong Seed, FeatureEncoder Encoder,
    IPredictor Predictor,
    Transform? Transform = null, TargetTransform? Target = null)
{
    private const int StackValues = 512;

    /// <summary>Takes what the encoder gives, or null.</summary>
    /// <exception cref="ArgumentException">It takes other features.</exception>
    public Transform? Transform { get; } = Transform is null || Transform.Inputs.AsSpan().SequenceEqual(Encoder.Outputs.AsSpan()) ? Transform
        : throw new ArgumentException("The transform must take the features that the encoder gives.", nameof(Transform));

    /// <summary>For regressions only, or null.</summary>
    /// <exception cref="ArgumentException">Probabilities have no target to be undone.</exception>
    public TargetTransform? Target { get; } = Target is null || Problem.Task == LearningTask.Regression ? Target
        : throw new ArgumentException("Only the target of a regression can be transformed.", nameof(Target));

    /// <summary>The features of a model row.</summary>
    public ImmutableArray<FeatureInfo> Columns => Transform?.Outputs ?? Encoder.Outputs;

    /// <summary>The number of outputs of a row.</summary>
    public int Outputs => Predictor.Outputs;

    /// <summary>Turns a raw row into a model row; allocates nothing.</summary>
    /// <param name="row">One value a column of the encoder's input schema.</param>
    /// <param name="modelRow">Receives one value a feature of <see cref="Columns"/>.</param>
    public void Encode(in RawRow row, Span<double> modelRow)
    {
        if (Transform is null)
        {
            Encoder.Encode(in row, modelRow);
            return;
        }
        int width = Encoder.Outputs.Length;
        double[]? rented = width > StackValues ? ArrayPool<double>.Shared.Rent(width) : null;
        Span<double> encoded = rented is null ? stackalloc double[StackValues] : rented;
        Encoder.Encode(in row, encoded[..width]);
        Transform.Apply(encoded[..width], modelRow);
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
    }

    /// <summary>Turns every row of a table into a model row.</summary>
    /// <returns>rows × <see cref="Columns"/>, row-major.</returns>
    public double[] Encode(Frame rows)
    {
        double[] encoded = Encoder.Encode(rows);
        if (Transform is null) return encoded;
        double[] modelRows = new double[checked(rows.Rows * Transform.Outputs.Length)];
        Transform.ApplyRows(encoded, rows.Rows, modelRows);
        return modelRows;
    }

    /// <summary>Scores a model row.</summary>
    public void Score(ReadOnlySpan<double> modelRow, Span<double> output)
    {
        Predictor.Score(modelRow, output);
        Target?.Invert(output[..Outputs]);
        Problem.Bound(output[..Outputs]);
    }

    /// <summary>Scores many model rows; each gets the bits that <see cref="Score(ReadOnlySpan{double}, Span{double})"/> gives it.</summary>
    public void ScoreBatch(ReadOnlySpan<double> modelRows, int count, Span<double> outputs)
    {
        Predictor.ScoreBatch(modelRows, count, outputs);
        Target?.Invert(outputs[..(count * Outputs)]);
        Problem.Bound(outputs[..(count * Outputs)]);
    }

    /// <summary>The outputs as operations of a graph, from the raw columns on.</summary>
    /// <exception cref="NotExportableException">A part has no such description.</exception>
    internal GraphValue Describe(GraphBuilder graph)
    {
        var row = graph.Join([.. Encoder.Columns.Where(column => column.Outputs.Length > 0).Select(column => column.Describe(graph))]);
        if (Transform is not null) row = Transform.Describe(graph, row);
        var outputs = graph.Describe(Trainer, Predictor, row);
        return Target?.DescribeInverse(graph, outputs) ?? outputs;
    }

    /// <summary>Scores every row of a table that has the input columns.</summary>
    /// <returns>rows × <see cref="Outputs"/>, row-major.</returns>
    public double[] Score(Frame rows)
    {
        var outputs = new double[rows.Rows * Outputs];
        ScoreBatch(Encode(rows), rows.Rows, outputs);
        return outputs;
    }
}
