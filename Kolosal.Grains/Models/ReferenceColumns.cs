using Kolosal.Tabular;

namespace Kolosal.Models;

/// <summary>Distributions on their way through the contract's messages, which carry them and have no rule of their own.</summary>
internal static class ReferenceColumns
{
    public static ColumnReference ToReference(this ColumnDistribution column, bool isProtected = false) => new(
        column.Name, column.Categorical, isProtected, column.Categories, column.Edges, column.Counts, column.Missing, column.Minimum, column.Maximum);

    /// <summary>The input columns' distributions, in the order of <c>ServedRequest.Inputs</c>.</summary>
    /// <exception cref="ArgumentException">A column's bins and counts do not fit each other.</exception>
    public static ImmutableArray<ColumnDistribution> InputDistributions(this MonitoringReference reference)
    {
        long rows = reference.Inputs.Select(column => column.Counts.Sum() + column.Missing).DefaultIfEmpty(0).Max();
        return [.. reference.Inputs.Select(column => column.ToDistribution(rows))];
    }

    /// <summary>The distribution of the decisions, or of the predicted value.</summary>
    /// <exception cref="ArgumentException">Its bins and counts do not fit each other.</exception>
    public static ColumnDistribution OutputDistribution(this MonitoringReference reference) =>
        reference.Outputs.ToDistribution();

    /// <summary>One distribution by itself.</summary>
    /// <exception cref="ArgumentException">Its bins and counts do not fit each other.</exception>
    public static ColumnDistribution ToDistribution(this ColumnReference column) => column.ToDistribution(column.Counts.Sum() + column.Missing);

    /// <param name="column">As a version keeps it; those of old kept no count for free text.</param>
    /// <param name="rows">Rows of the training part.</param>
    private static ColumnDistribution ToDistribution(this ColumnReference column, long rows) => new(
        column.Name, column.Categorical, column.Categories, column.Edges,
        column.Categorical && column.Counts.IsEmpty && column.Categories.IsEmpty ? [rows - column.Missing] : column.Counts,
        column.Missing, column.Minimum, column.Maximum);
}
