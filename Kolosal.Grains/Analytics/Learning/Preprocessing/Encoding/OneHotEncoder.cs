using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;
using Kolosal.Tabular;

namespace Kolosal.Learning.Preprocessing;

/// <summary>One feature a category: 1 for the row's own, 0 for the others.</summary>
/// <remarks>Rare categories share one feature behind the others; an unseen category counts as rare where that
/// feature exists and is all zero where not. Missing has its own feature when it occurred in training.</remarks>
public sealed class OneHotEncoder : ColumnEncoder
{
    private readonly Dictionary<string, int> codes;

    /// <summary>Keeps the categories.</summary>
    /// <param name="column">The input column.</param>
    /// <param name="categories">The categories with a feature of their own.</param>
    /// <param name="rare">Whether the others share a feature.</param>
    /// <param name="missing">Whether missing has a feature.</param>
    [JsonConstructor]
    public OneHotEncoder(string column, ImmutableArray<string> categories, bool rare, bool missing) : base(column)
    {
        Categories = categories;
        Rare = rare;
        Missing = missing;
        codes = RawText.Index(categories);
        Outputs = [.. categories.Select(c => new FeatureInfo($"{column}={c}")),
            .. rare ? [new FeatureInfo($"{column}=(rare)")] : ImmutableArray<FeatureInfo>.Empty,
            .. missing ? [new FeatureInfo($"{column}=(missing)")] : ImmutableArray<FeatureInfo>.Empty];
    }

    /// <summary>The categories with a feature of their own, in feature order.</summary>
    public ImmutableArray<string> Categories { get; }

    /// <summary>Whether rare and unseen categories share a feature.</summary>
    public bool Rare { get; }

    /// <summary>Whether missing has a feature, the last one.</summary>
    public bool Missing { get; }

    /// <inheritdoc/>
    public override ImmutableArray<FeatureInfo> Outputs { get; }

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph)
    {
        int width = Outputs.Length, other = Categories.Length;
        if (width == 0)
            throw new NotExportableException($"The column '{Column}' has no category that feeds a feature; leave it out of training to export.");
        double[] table = new double[(other + 2) * width];
        for (int code = 0; code < other; code++) table[code * width + code] = 1;
        if (Rare) table[other * width + other] = 1;
        if (Missing) table[(other + 2) * width - 1] = 1;
        return graph.TextTable(graph.Input(Column), Categories, table);
    }

    /// <inheritdoc/>
    public override void Encode(in RawValue value, Span<double> output)
    {
        output.Clear();
        if (value.IsMissing)
        {
            if (Missing) output[^1] = 1;
            return;
        }
        int code = RawText.Find(codes, value);
        if (code >= 0) output[code] = 1;
        else if (Rare) output[Categories.Length] = 1;
    }
}
