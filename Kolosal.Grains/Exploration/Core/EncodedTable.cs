using Kolosal.Learning;
using Kolosal.Learning.Preprocessing;
using Kolosal.Tabular;

namespace Kolosal.Exploration;

/// <summary>A dataset's rows as the numbers that methods compute with, by the encoder that trained models use too.</summary>
/// <param name="Rows">Dense: no value is missing.</param>
/// <param name="Encoding">How each column became them.</param>
internal sealed record EncodedTable(FeatureRows Rows, ImmutableArray<ColumnEncoding> Encoding)
{
    /// <summary>More features than this are refused: covariances and distances of them say little and cost much.</summary>
    public const int MostFeatures = 2_000;

    /// <exception cref="TrainingException">No column can be used, or they make too many features.</exception>
    public static EncodedTable Of(Frame table, AnalysisPlan plan)
    {
        var chosen = table.SelectColumns(plan.Columns);
        // Whoever names a column means it, whatever its role is.
        chosen = chosen.WithSchema(new TableSchema([.. chosen.Schema.Columns.Select(c => c with { Role = ColumnRole.Feature })]));
        var encoder = FeatureEncoderFitter.Fit(chosen, new PreprocessingOptions(FeatureEncoding.Dense, Scaler: plan.Scaling));
        if (encoder.Outputs.Length > MostFeatures)
            throw new TrainingException(
                $"The columns make {encoder.Outputs.Length} features, and at most {MostFeatures} are looked at; name fewer columns.");
        var rows = new FeatureRows(encoder.Encode(chosen), encoder.Outputs, chosen.Rows);
        return new(rows, [.. plan.Columns.Select(name => Describe(name, chosen[name], encoder)),
            .. plan.LeftOut.Select(other => new ColumnEncoding(other.Column, "left_out", 0, table[other.Column].Missing.Count, other.Reason))]);
    }

    private static ColumnEncoding Describe(string name, Column column, FeatureEncoder encoder)
    {
        int missing = column.Missing.Count;
        if (encoder.Columns.FirstOrDefault(c => c.Column == name) is not { } used)
            return new(name, "left_out", 0, missing, encoder.Dropped.First(d => d.Column == name).Reason);
        var (word, remark) = used switch
        {
            OneHotEncoder one => ("one_hot", missing > 0 ? "Missing is a category of its own."
                : one.Rare ? "Rare categories share a feature." : null),
            DatePartsEncoder => ("date_parts", missing > 0 ? "Where it is missing, its parts take their medians." : null),
            _ => ("number", missing > 0 ? "Missing values take the median, and another feature marks them." : null),
        };
        return new(name, word, used.Outputs.Length, missing, remark);
    }
}
