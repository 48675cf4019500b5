using Kolosal.Tabular;

namespace Kolosal.Exploration;

/// <summary>What an analysis came to.</summary>
/// <param name="Figures">Single numbers, in the order in which they are shown.</param>
/// <param name="Encoding">How columns became numbers; empty for forecasts.</param>
/// <param name="Tables">Everything else, whole.</param>
/// <param name="Notes">What a reader should know.</param>
public sealed record AnalysisOutcome(
    ImmutableArray<Figure> Figures, ImmutableArray<ColumnEncoding> Encoding, ImmutableArray<OutcomeTable> Tables, ImmutableArray<string> Notes);

/// <param name="Name">snake_case.</param>
/// <param name="Value">Finite; null when it is not defined.</param>
/// <param name="Reason">Why there is no value; null otherwise.</param>
public sealed record Figure(string Name, double? Value, string? Reason = null)
{
    /// <summary>A number that may have come out undefined.</summary>
    public static Figure Of(string name, double value, string reason) =>
        double.IsFinite(value) ? new(name, value) : new(name, null, reason);
}

/// <summary>How a column became numbers.</summary>
/// <param name="Column">The column.</param>
/// <param name="EncodedAs"><c>number</c>, <c>one_hot</c>, <c>date_parts</c>, or <c>left_out</c>.</param>
/// <param name="Features">How many numbers it became.</param>
/// <param name="Missing">Rows without a value.</param>
/// <param name="Remark">What stands in for missing values, or why the column is left out; null when there is nothing to say.</param>
public sealed record ColumnEncoding(string Column, string EncodedAs, int Features, int Missing, string? Remark);

/// <param name="Name">snake_case; <c>rows</c> is the table with a row for each row of the dataset.</param>
/// <param name="Rows">Names and values.</param>
public sealed record OutcomeTable(string Name, Frame Rows);
