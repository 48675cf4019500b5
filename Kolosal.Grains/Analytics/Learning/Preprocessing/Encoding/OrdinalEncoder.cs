using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;
using Kolosal.Tabular;

namespace Kolosal.Learning.Preprocessing;

/// <summary>The code of the category, for trainers that split categories natively; NaN for missing.</summary>
/// <remarks>Rare categories share the last code; an unseen category gets that code where it exists and is missing where not.</remarks>
public sealed class OrdinalEncoder : ColumnEncoder
{
    private readonly Dictionary<string, int> codes;

    /// <summary>Keeps the categories.</summary>
    /// <param name="column">The input column.</param>
    /// <param name="categories">The categories with a code of their own, in code order; at least one.</param>
    /// <param name="rare">Whether the others share one more code.</param>
    [JsonConstructor]
    public OrdinalEncoder(string column, ImmutableArray<string> categories, bool rare) : base(column)
    {
        Categories = categories;
        Rare = rare;
        codes = RawText.Index(categories);
        Outputs = [new FeatureInfo(column, categories.Length + (rare ? 1 : 0))];
    }

    /// <summary>The category of each code.</summary>
    public ImmutableArray<string> Categories { get; }

    /// <summary>Whether rare and unseen categories share the last code.</summary>
    public bool Rare { get; }

    /// <inheritdoc/>
    public override ImmutableArray<FeatureInfo> Outputs { get; }

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph) =>
        graph.TextTable(graph.Input(Column), Categories,
            [.. Enumerable.Range(0, Categories.Length).Select(code => (double)code), Rare ? Categories.Length : double.NaN, double.NaN]);

    /// <inheritdoc/>
    public override void Encode(in RawValue value, Span<double> output)
    {
        int code = value.IsMissing ? -1 : RawText.Find(codes, value);
        output[0] = code >= 0 ? code : !value.IsMissing && Rare ? Categories.Length : double.NaN;
    }
}
