using System.Buffers;
using Kolosal.Learning.Calibration;
using Kolosal.Learning.Graphs;
using Kolosal.Learning.Uncertainty;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Learning.Pipelines;

/// <summary>A pipeline and its share in a model; a model with one has the share 1.</summary>
/// <param name="Pipeline">Fitted.</param>
/// <param name="Weight">Finite, above 0; shares need not sum to 1.</param>
public sealed record WeightedPipeline(FittedPipeline Pipeline, double Weight = 1)
{
    /// <summary>Finite, above 0.</summary>
    public double Weight { get; } = Require.Positive(Weight);
}

/// <summary>A whole model as it serves: raw row → model row → outputs. Holds no changing
/// state, so one instance serves every thread; allocates nothing per row.</summary>
/// <remarks>Outputs are the weighted mean of the pipelines' outputs, or what a stack layer makes of them, then calibrated. Training-time
/// evaluation and serving both run this code, so a row gets the same bits in both.</remarks>
public sealed class Scorer
{
    private const int StackOutputs = 64, StackInputs = 512, BlockRows = 256;
    private readonly WeightedPipeline[] parts;
    private readonly double[] shares;
    private readonly Calibrator? calibrator;
    private readonly StackLayer? stack;

    /// <summary>Checks that the pipelines predict the same thing from the same columns.</summary>
    /// <exception cref="ArgumentException">There is none, or they differ in problem or input columns.</exception>
    /// <param name="pipelines">At least one.</param>
    /// <param name="calibrator">Applied last, or null.</param>
    /// <param name="stack">What takes the place of the weighted mean, or null.</param>
    /// <param name="conformalizer">What answers intervals or sets, or null.</param>
    public Scorer(ImmutableArray<WeightedPipeline> pipelines, Calibrator? calibrator = null, StackLayer? stack = null,
        Conformalizer? conformalizer = null)
    {
        if (pipelines.IsDefaultOrEmpty) throw new ArgumentException("A model needs at least one pipeline.", nameof(pipelines));
        Problem = pipelines[0].Pipeline.Problem;
        if (calibrator is not null && Problem.Task == LearningTask.Regression)
            throw new ArgumentException("Only probabilities are calibrated.", nameof(calibrator));
        var schema = pipelines[0].Pipeline.Encoder.InputSchema;
        double total = 0;
        foreach (var (pipeline, weight) in pipelines)
        {
            if (!pipeline.Problem.Equals(Problem)) throw new ArgumentException("Every pipeline of a model must predict the same.", nameof(pipelines));
            schema = InputSchemas.Union(schema, pipeline.Encoder.InputSchema);
            RowLength += pipeline.Predictor.Inputs;
            total += weight;
        }
        InputSchema = schema;
        parts = [.. pipelines];
        shares = [.. parts.Select(p => p.Weight / total)];
        this.calibrator = calibrator;
        Conformalizer = conformalizer;
        this.stack = stack is null || (stack.Weights.Length == parts.Length && stack.Biases.Length == Problem.Outputs) ? stack
            : throw new ArgumentException($"A stack layer of {stack.Weights.Length} weights and {stack.Biases.Length} biases does not fit "
                + $"{parts.Length} pipelines of {Problem.Outputs} outputs.", nameof(stack));
    }

    /// <summary>What answers intervals or sets; null when the model carries none.</summary>
    public Conformalizer? Conformalizer { get; }

    /// <summary>The pipelines in order.</summary>
    internal IEnumerable<FittedPipeline> Pipelines => parts.Select(part => part.Pipeline);

    private bool IsSingle => parts.Length == 1 && stack is null;

    /// <summary>What is predicted.</summary>
    public LearningProblem Problem { get; }

    /// <summary>The columns of a raw row, in order.</summary>
    public TableSchema InputSchema { get; }

    /// <summary>The number of values in a model row: those of all pipelines one after the other.</summary>
    public int RowLength { get; }

    /// <summary>The number of outputs: class probabilities in class order, or one value.</summary>
    public int Outputs => Problem.Outputs;

    /// <summary>What is wrong with a raw row, as a sentence, or null.</summary>
    public string? Check(in RawRow row) => parts[0].Pipeline.Encoder.Check(in row);

    /// <summary>Encodes a raw row, transforms included.</summary>
    /// <param name="row">One value a column of <see cref="InputSchema"/>, checked with <see cref="Check"/>.</param>
    /// <param name="modelRow">Receives <see cref="RowLength"/> values.</param>
    public void Encode(in RawRow row, Span<double> modelRow)
    {
        int at = 0;
        foreach (var part in parts)
        {
            int inputs = part.Pipeline.Predictor.Inputs;
            part.Pipeline.Encode(in row, modelRow.Slice(at, inputs));
            at += inputs;
        }
    }

    /// <summary>Scores a model row.</summary>
    /// <param name="modelRow"><see cref="RowLength"/> values.</param>
    /// <param name="output">Receives <see cref="Outputs"/> values.</param>
    public void Score(ReadOnlySpan<double> modelRow, Span<double> output)
    {
        if (modelRow.Length != RowLength || output.Length != Outputs)
            throw new ArgumentException($"Need {RowLength} values and room for {Outputs} outputs, got {modelRow.Length} and {output.Length}.");
        if (IsSingle) parts[0].Pipeline.Score(modelRow, output);
        else Mix(modelRow, output);
        calibrator?.Apply(output);
    }

    /// <summary>Scores many model rows; each gets the bits that <see cref="Score(ReadOnlySpan{double}, Span{double})"/> gives it.</summary>
    /// <param name="modelRows">count × <see cref="RowLength"/> values, row-major.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="outputs">Receives count × <see cref="Outputs"/> values, row-major.</param>
    public void ScoreBatch(ReadOnlySpan<double> modelRows, int count, Span<double> outputs)
    {
        if (IsSingle)
        {
            parts[0].Pipeline.ScoreBatch(modelRows[..(count * RowLength)], count, outputs[..(count * Outputs)]);
            if (calibrator is not null) for (int row = 0; row < count; row++) calibrator.Apply(outputs.Slice(row * Outputs, Outputs));
            return;
        }
        for (int row = 0; row < count; row += BlockRows)
        {
            int rows = Math.Min(BlockRows, count - row);
            MixBlock(modelRows.Slice(row * RowLength, rows * RowLength), rows, outputs.Slice(row * Outputs, rows * Outputs));
        }
    }

    /// <summary>Encodes and scores one raw row.</summary>
    public void Predict(in RawRow row, Span<double> output)
    {
        double[]? rented = RowLength > StackInputs ? ArrayPool<double>.Shared.Rent(RowLength) : null;
        Span<double> modelRow = rented is null ? stackalloc double[StackInputs] : rented;
        Encode(in row, modelRow[..RowLength]);
        Score(modelRow[..RowLength], output);
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
    }

    /// <summary>The interval around a prediction that holds the truth of so many rows, on average over rows like those it was fitted on.</summary>
    /// <param name="output">What the model said of the row.</param>
    /// <param name="coverage">Above 0, below 1.</param>
    /// <returns>Null when the model carries none.</returns>
    public Interval? IntervalOf(ReadOnlySpan<double> output, double coverage) => Conformalizer is IntervalConformalizer intervals
        ? intervals.At(new(output[0], output[0]), 1 - Require.Inside(coverage, 0, 1)) : null;

    /// <summary>The classes that hold the truth of so many rows, on average over rows like those it was fitted on.</summary>
    /// <param name="output">What the model said of the row.</param>
    /// <param name="coverage">Above 0, below 1.</param>
    /// <returns>Class numbers, ascending; null when the model carries none.</returns>
    public ImmutableArray<int>? SetOf(ReadOnlySpan<double> output, double coverage)
    {
        if (Conformalizer is not SetConformalizer sets) return null;
        bool[] members = new bool[output.Length];
        sets.At(output, 1 - Require.Inside(coverage, 0, 1), members);
        return [.. Enumerable.Range(0, members.Length).Where(k => members[k])];
    }

    /// <summary>Scores every row of a table that has the input columns, other columns are left alone.</summary>
    /// <returns>rows × <see cref="Outputs"/>, row-major.</returns>
    public double[] Score(Frame rows)
    {
        var outputs = IsSingle ? parts[0].Pipeline.Score(rows) : new double[rows.Rows * Outputs];
        if (!IsSingle)
        {
            Begin(outputs);
            for (int part = 0; part < parts.Length; part++) AddAll(part, parts[part].Pipeline.Score(rows), outputs);
            Finish(outputs);
        }
        if (calibrator is not null) for (int row = 0; row < rows.Rows; row++) calibrator.Apply(outputs.AsSpan(row * Outputs, Outputs));
        return outputs;
    }

    /// <summary>The whole model as operations on its columns.</summary>
    /// <exception cref="NotExportableException">A part has no such description.</exception>
    public ScoringGraph Describe()
    {
        var graph = new GraphBuilder(InputSchema);
        var said = Array.ConvertAll(parts, part => part.Pipeline.Describe(graph));
        var output = stack?.Describe(graph, said) ?? (parts.Length == 1 ? said[0]
            : said.Select((value, p) => graph.Times(value, shares[p])).Aggregate(graph.Plus));
        return graph.Finish(Problem, calibrator?.Describe(graph, output) ?? output);
    }

    private void Mix(ReadOnlySpan<double> modelRow, Span<double> output)
    {
        double[]? rented = output.Length > StackOutputs ? ArrayPool<double>.Shared.Rent(output.Length) : null;
        Span<double> own = rented is null ? stackalloc double[StackOutputs] : rented;
        own = own[..output.Length];
        Begin(output);
        int at = 0;
        for (int part = 0; part < parts.Length; part++)
        {
            int inputs = parts[part].Pipeline.Predictor.Inputs;
            parts[part].Pipeline.Score(modelRow.Slice(at, inputs), own);
            AddAll(part, own, output);
            at += inputs;
        }
        Finish(output);
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
    }

    /// <summary>Many rows, pipeline by pipeline: each gets its rows side by side, which is what trees score fastest.</summary>
    private void MixBlock(ReadOnlySpan<double> modelRows, int rows, Span<double> outputs)
    {
        int widest = parts.Max(p => p.Pipeline.Predictor.Inputs);
        double[] rented = ArrayPool<double>.Shared.Rent(rows * (widest + Outputs));
        Begin(outputs);
        for (int part = 0, at = 0; part < parts.Length; part++)
        {
            int inputs = parts[part].Pipeline.Predictor.Inputs;
            var own = rented.AsSpan(0, rows * inputs);
            for (int row = 0; row < rows; row++) modelRows.Slice(row * RowLength + at, inputs).CopyTo(own[(row * inputs)..]);
            var said = rented.AsSpan(rows * widest, rows * Outputs);
            parts[part].Pipeline.ScoreBatch(own, rows, said);
            AddAll(part, said, outputs);
            at += inputs;
        }
        Finish(outputs);
        ArrayPool<double>.Shared.Return(rented);
        if (calibrator is not null) for (int row = 0; row < rows; row++) calibrator.Apply(outputs.Slice(row * Outputs, Outputs));
    }

    private void Begin(Span<double> outputs)
    {
        if (stack is null) outputs.Clear();
        else for (int at = 0; at < outputs.Length; at += Outputs) stack.Biases.AsSpan().CopyTo(outputs[at..]);
    }

    private void AddAll(int part, ReadOnlySpan<double> said, Span<double> outputs)
    {
        if (stack is null) for (int i = 0; i < outputs.Length; i++) outputs[i] += shares[part] * said[i];
        else for (int at = 0; at < outputs.Length; at += Outputs) stack.Add(part, said.Slice(at, Outputs), outputs.Slice(at, Outputs));
    }

    private void Finish(Span<double> outputs)
    {
        if (stack is not null) for (int at = 0; at < outputs.Length; at += Outputs) StackLayer.Finish(outputs.Slice(at, Outputs));
        Problem.Bound(outputs);
    }
}
