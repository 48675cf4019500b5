using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Preprocessing.Imputers;

/// <summary>Adds a feature for each column with missing values in training: 1 where the
/// value is missing, 0 elsewhere. The columns themselves stay as they are.</summary>
public sealed class MissingIndicator() : TransformFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } =
        new("missing_indicator", TransformNeeds.Nothing, new SearchSpace(), _ => new MissingIndicator());

    /// <summary>The positions of columns with missing values.</summary>
    internal static ImmutableArray<int> Holed(FeatureRows rows)
    {
        var holed = new bool[rows.Columns.Length];
        for (int row = 0; row < rows.Rows; row++)
        {
            var values = rows.Row(row);
            for (int c = 0; c < values.Length; c++) holed[c] |= double.IsNaN(values[c]);
        }
        return [.. Enumerable.Range(0, holed.Length).Where(c => holed[c])];
    }

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel) =>
        new MissingIndicatorTransform(rows.Columns, Holed(rows));
}

/// <summary>The columns as they come in, and behind them a 0-1 feature for each of the marked ones.</summary>
public sealed class MissingIndicatorTransform : Transform
{
    /// <summary>Keeps which columns are marked.</summary>
    /// <param name="inputs">The features that come in.</param>
    /// <param name="marked">Positions in <paramref name="inputs"/>.</param>
    [JsonConstructor]
    public MissingIndicatorTransform(ImmutableArray<FeatureInfo> inputs, ImmutableArray<int> marked) : base(inputs)
    {
        if (marked.IsDefault || marked.Any(c => (uint)c >= (uint)inputs.Length))
            throw new ArgumentException("Only features that come in can be marked.", nameof(marked));
        Marked = marked;
        Outputs = [.. inputs, .. marked.Select(c => new FeatureInfo(inputs[c].Name + "=missing"))];
    }

    /// <summary>The positions of the features that are marked.</summary>
    public ImmutableArray<int> Marked { get; }

    /// <inheritdoc/>
    public override ImmutableArray<FeatureInfo> Outputs { get; }

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue row) =>
        Marked.IsEmpty ? row : graph.Join([row, graph.IsMissing(graph.Pick(row, Marked.AsSpan()))]);

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> row, Span<double> output)
    {
        row.CopyTo(output);
        for (int i = 0; i < Marked.Length; i++) output[row.Length + i] = double.IsNaN(row[Marked[i]]) ? 1 : 0;
    }
}
