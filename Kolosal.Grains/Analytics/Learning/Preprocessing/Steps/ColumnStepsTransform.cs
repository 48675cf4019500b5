using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Preprocessing;

/// <summary>Changes each column by itself: a list of steps a column; a column without steps passes through.</summary>
/// <remarks>Where every step is a scale or a clip, rows are changed in vectors, to the same bits.</remarks>
public sealed class ColumnStepsTransform : Transform, IInvertibleTransform
{
    private readonly LinearColumns? linear;

    /// <summary>Keeps the steps.</summary>
    /// <param name="inputs">The features that come in.</param>
    /// <param name="steps">One list a feature, applied in order.</param>
    [JsonConstructor]
    public ColumnStepsTransform(ImmutableArray<FeatureInfo> inputs, ImmutableArray<ImmutableArray<NumericStep>> steps) : base(inputs)
    {
        if (steps.IsDefault || steps.Length != inputs.Length)
            throw new ArgumentException($"Need one list of steps a feature, got {(steps.IsDefault ? 0 : steps.Length)} for {inputs.Length}.",
                nameof(steps));
        Steps = steps;
        Outputs = [.. inputs.Select((f, c) => steps[c].All(s => s is ImputeStep) ? f : new FeatureInfo(f.Name, steps[c][^1].Cardinality))];
        linear = LinearColumns.TryCreate(steps);
    }

    /// <summary>The steps of each feature.</summary>
    public ImmutableArray<ImmutableArray<NumericStep>> Steps { get; }

    /// <inheritdoc/>
    public override ImmutableArray<FeatureInfo> Outputs { get; }

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue row)
    {
        var columns = graph.Split(row);
        for (int c = 0; c < columns.Length; c++)
            foreach (var step in Steps[c]) columns[c] = step.Describe(graph, columns[c]);
        return graph.Join(columns);
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> row, Span<double> output)
    {
        if (linear is not null)
        {
            linear.Apply(row, output);
            return;
        }
        for (int c = 0; c < Steps.Length; c++)
        {
            double value = row[c];
            foreach (var step in Steps[c]) value = step.Apply(value);
            output[c] = value;
        }
    }

    /// <inheritdoc/>
    public override void ApplyRows(ReadOnlySpan<double> rows, int count, Span<double> outputs)
    {
        if (linear is not null) linear.Apply(rows[..(count * Inputs.Length)], outputs[..(count * Inputs.Length)]);
        else base.ApplyRows(rows, count, outputs);
    }

    /// <summary>Undoes the steps, the last one first; see <see cref="NumericStep.Invert"/> for what does not come back.</summary>
    public void Invert(ReadOnlySpan<double> output, Span<double> row)
    {
        for (int c = 0; c < Steps.Length; c++)
        {
            double value = output[c];
            for (int s = Steps[c].Length - 1; s >= 0; s--) value = Steps[c][s].Invert(value);
            row[c] = value;
        }
    }
}
