using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Preprocessing.Selection;

/// <summary>Some of the columns, as they come in.</summary>
public sealed class SelectTransform : Transform
{
    /// <summary>Keeps which columns stay.</summary>
    /// <param name="inputs">The features that come in.</param>
    /// <param name="kept">Positions in <paramref name="inputs"/>, at least one.</param>
    /// <param name="scores">What the choice rests on, one number a feature, or empty.</param>
    [JsonConstructor]
    public SelectTransform(ImmutableArray<FeatureInfo> inputs, ImmutableArray<int> kept, ImmutableArray<double> scores) : base(inputs)
    {
        if (kept.IsDefaultOrEmpty || kept.Any(c => (uint)c >= (uint)inputs.Length))
            throw new ArgumentException("Keep at least one of the features that come in.", nameof(kept));
        (Kept, Scores) = (kept, scores.IsDefault ? [] : scores);
        Outputs = [.. kept.Select(c => inputs[c])];
    }

    /// <summary>The positions of the features that stay.</summary>
    public ImmutableArray<int> Kept { get; }

    /// <summary>What the choice rests on, one number a feature, or empty.</summary>
    public ImmutableArray<double> Scores { get; }

    /// <inheritdoc/>
    public override ImmutableArray<FeatureInfo> Outputs { get; }

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue row) => graph.Pick(row, Kept.AsSpan());

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> row, Span<double> output)
    {
        for (int i = 0; i < Kept.Length; i++) output[i] = row[Kept[i]];
    }
}
