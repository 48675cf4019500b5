using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>A profile with how far the columns go together.</summary>
/// <param name="Rows">Data rows.</param>
/// <param name="DuplicateRows">Rows that repeat an earlier row in every column.</param>
/// <param name="SampledRows">Rows that quantiles, outliers and correlations were taken from.</param>
/// <param name="Columns">The columns in file order.</param>
/// <param name="Correlations">Pearson's r between numeric columns; null when there are fewer than two.</param>
/// <param name="Associations">Pairs of columns, strongest first: Pearson, Spearman, Cramér's V, correlation ratio, mutual information.</param>
/// <param name="AssociatedRows">Rows that the associations were taken from, from the first.</param>
public sealed record TableAnalysis(
    long Rows, long DuplicateRows, long SampledRows, ImmutableArray<ColumnProfile> Columns, CorrelationMatrix? Correlations,
    ImmutableArray<ColumnAssociation> Associations, int AssociatedRows)
{
    /// <summary>Columns and rows that are set against each other: the pairs grow with the square.</summary>
    public const int MostColumns = 40, MostRows = 20_000;

    /// <summary>The profile and the associations of some rows.</summary>
    public static TableAnalysis Of(TableProfile profile, Frame rows, CancellationToken cancel) => new(
        profile.Rows, profile.DuplicateRows, profile.SampledRows, profile.Columns, profile.Correlations,
        [.. ColumnAssociations.Of(rows, MostColumns, cancel: cancel).OrderByDescending(pair => pair.Strength)], rows.Rows);
}
