using System.Globalization;
using Kolosal.Learning;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Preprocessing;
using Kolosal.Tabular;

namespace Kolosal.Explanations;

/// <summary>The columns that trees ask, in the words of the model's input columns.</summary>
/// <param name="Features">As the trees know them.</param>
/// <param name="Sources">The raw column that each is made of; null where a transform made it of several.</param>
/// <param name="Kinds">How a question about each reads.</param>
internal sealed record TreeColumns(ImmutableArray<FeatureInfo> Features, ImmutableArray<string?> Sources, ImmutableArray<TreeColumns.Kind> Kinds)
{
    // A sentence that lists more categories is not read.
    private const int MostNamed = 8;

    /// <summary>How a question reads.</summary>
    /// <param name="Names">Names of codes; empty for numbers.</param>
    /// <param name="IndicatorOf">The category that a 0-or-1 column stands for; null where it stands for none.</param>
    /// <param name="Instant">Whether numbers are UTC ticks.</param>
    public sealed record Kind(ImmutableArray<string> Names, string? IndicatorOf = null, bool Instant = false);

    /// <summary>Trees over raw columns (<see cref="ExplainedModel.Raw"/>).</summary>
    public static TreeColumns OfRaw(ExplainedModel model) => new(
        model.Raw.Columns, [.. model.Columns.Select(column => column.Name)],
        [.. model.Columns.Select(column => new Kind(column.Type switch
        {
            ColumnType.Categorical => [.. column.Categories, "(unseen)"],
            ColumnType.Boolean => ["false", "true"],
            _ => [],
        }, null, column.Type == ColumnType.DateTime))]);

    /// <summary>Trees behind a pipeline's encoder, and its transform where there is one.</summary>
    public static TreeColumns Of(FittedPipeline pipeline)
    {
        if (pipeline.Transform is not null)
            return new(pipeline.Columns, [.. pipeline.Columns.Select(column => (string?)null)], [.. pipeline.Columns.Select(_ => new Kind([]))]);
        var kinds = ImmutableArray.CreateBuilder<Kind>();
        foreach (var encoder in pipeline.Encoder.Columns)
            for (int i = 0; i < encoder.Outputs.Length; i++)
                kinds.Add(encoder switch
                {
                    OrdinalEncoder codes => new([.. codes.Categories, .. codes.Rare ? ["(rare)"] : (string[])[]]),
                    OneHotEncoder => new([], encoder.Outputs[i].Name[(encoder.Column.Length + 1)..]),
                    _ => new([]),
                });
        return new(pipeline.Columns, [.. pipeline.Encoder.Sources.Select(at => (string?)pipeline.Encoder.InputSchema.Columns[at].Name)],
            kinds.ToImmutable());
    }

    /// <summary>The condition that a row fulfils, such as <c>age ≤ 30.5</c> or <c>city in {'Lyon', 'Oslo'}</c>.</summary>
    /// <param name="column">Which column is asked.</param>
    /// <param name="missing">Whether the row has no value there.</param>
    /// <param name="threshold">Numbers up to this one go left; NaN for codes.</param>
    /// <param name="left">Codes that go left.</param>
    /// <param name="wentLeft">Which way the row went.</param>
    public string Condition(int column, bool missing, double threshold, IReadOnlyCollection<int> left, bool wentLeft)
    {
        var kind = Kinds[column];
        string name = kind.IndicatorOf is null ? Features[column].Name : Sources[column]!;
        if (missing) return $"{name} is missing";
        if (kind.IndicatorOf is { } category) return $"{name} is {(wentLeft ? "not " : "")}'{category}'";
        if (double.IsNaN(threshold))
        {
            // The shorter side is named.
            int codes = kind.Names.IsEmpty ? Features[column].Cardinality : kind.Names.Length;
            int[] own = wentLeft ? [.. left] : [.. Enumerable.Range(0, codes).Except(left)];
            string named = string.Join(", ", own.Take(MostNamed).Select(code => code < kind.Names.Length ? $"'{kind.Names[code]}'" : $"{code}"));
            return $"{name} in {{{named}{(own.Length > MostNamed ? ", …" : "")}}}";
        }
        // Flags are asked like numbers.
        if (kind.Names is ["false", "true"] && threshold is >= 0 and < 1) return $"{name} is {(wentLeft ? "false" : "true")}";
        string value = kind.Instant && threshold is >= 0 and < 3.1e18
            ? new DateTime((long)threshold, DateTimeKind.Utc).ToString("yyyy-MM-ddTHH:mm:ssK", CultureInfo.InvariantCulture)
            : threshold.ToString("G7", CultureInfo.InvariantCulture);
        return $"{name} {(wentLeft ? "≤" : ">")} {value}";
    }
}
