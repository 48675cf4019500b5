using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;
using Kolosal.Tabular;

namespace Kolosal.Learning.Preprocessing;

/// <summary>A number (or a boolean as 0 and 1) through its steps, with a missing indicator behind it when asked for.</summary>
public sealed class NumericEncoder : ColumnEncoder
{
    /// <summary>Keeps the steps.</summary>
    /// <param name="column">The input column.</param>
    /// <param name="boolean">Whether the texts "true" and "false" are read as 1 and 0.</param>
    /// <param name="steps">Applied in order.</param>
    /// <param name="indicator">Whether a second feature says 1 where the value was missing.</param>
    [JsonConstructor]
    public NumericEncoder(string column, bool boolean, ImmutableArray<NumericStep> steps, bool indicator) : base(column)
    {
        Boolean = boolean;
        Steps = steps.IsDefault ? [] : steps;
        Indicator = indicator;
        Outputs = indicator ? [new FeatureInfo(column), new FeatureInfo(column + "=missing")] : [new FeatureInfo(column)];
    }

    /// <summary>Whether the column is boolean.</summary>
    public bool Boolean { get; }

    /// <summary>The steps in order.</summary>
    public ImmutableArray<NumericStep> Steps { get; }

    /// <summary>Whether the second feature marks missing values.</summary>
    public bool Indicator { get; }

    /// <inheritdoc/>
    public override ImmutableArray<FeatureInfo> Outputs { get; }

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph)
    {
        GraphValue value = graph.Input(Column), stepped = value;
        foreach (var step in Steps) stepped = step.Describe(graph, stepped);
        return Indicator ? graph.Join([stepped, graph.IsMissing(value)]) : stepped;
    }

    /// <inheritdoc/>
    public override void Encode(in RawValue value, Span<double> output)
    {
        double number = Boolean ? RawText.ToBoolean(value) : value.Number;
        if (Indicator) output[1] = double.IsNaN(number) ? 1 : 0;
        foreach (var step in Steps) number = step.Apply(number);
        output[0] = number;
    }
}
