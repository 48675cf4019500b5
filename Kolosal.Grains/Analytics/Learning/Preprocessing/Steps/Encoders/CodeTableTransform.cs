using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Preprocessing.Encoders;

/// <summary>Replaces columns of codes by the numbers that a table holds for each code; other columns pass through in their places.</summary>
public sealed class CodeTableTransform : Transform
{
    /// <summary>Checks the tables.</summary>
    /// <param name="inputs">The features that come in.</param>
    /// <param name="tables">One a feature; null for those that pass through.</param>
    [JsonConstructor]
    public CodeTableTransform(ImmutableArray<FeatureInfo> inputs, ImmutableArray<CodeTable?> tables) : base(inputs)
    {
        if (tables.IsDefault || tables.Length != inputs.Length) throw new ArgumentException("Need one table, or none, a feature.", nameof(tables));
        for (int c = 0; c < tables.Length; c++)
            if (tables[c] is { } table && (!inputs[c].IsCategorical || table.Names.IsDefault || table.Values.IsDefault
                || table.Values.Length != (inputs[c].Cardinality + 1) * table.Names.Length))
                throw new ArgumentException($"The table of '{inputs[c].Name}' does not fit its {inputs[c].Cardinality} categories.", nameof(tables));
        Tables = tables;
        Outputs = [.. inputs.SelectMany((f, c) => tables[c] is { } table ? table.Names.Select(n => new FeatureInfo(n)) : [f])];
    }

    /// <summary>The table of each feature, or null.</summary>
    public ImmutableArray<CodeTable?> Tables { get; }

    /// <inheritdoc/>
    public override ImmutableArray<FeatureInfo> Outputs { get; }

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue row)
    {
        var parts = new List<GraphValue>();
        for (int c = 0; c < Tables.Length; c++)
        {
            var column = graph.Pick(row, c);
            if (Tables[c] is not { } table) parts.Add(column);
            else if (table.Names.Length > 0) parts.Add(graph.CodeTable(column, Inputs[c].Cardinality, table.Values.AsSpan()));
        }
        return graph.Join(parts);
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> row, Span<double> output)
    {
        int at = 0;
        for (int c = 0; c < Tables.Length; c++)
        {
            if (Tables[c] is not { } table)
            {
                output[at++] = row[c];
                continue;
            }
            int width = table.Names.Length, code = double.IsNaN(row[c]) ? Inputs[c].Cardinality : (int)row[c];
            table.Values.AsSpan(code * width, width).CopyTo(output[at..]);
            at += width;
        }
    }
}
