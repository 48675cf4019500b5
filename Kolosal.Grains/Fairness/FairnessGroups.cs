using Kolosal.Models;

namespace Kolosal.Fairness;

/// <summary>The protected attributes among a version's input columns.</summary>
internal static class FairnessGroups
{
    public static ProtectedGroups[] Of(MonitoringReference reference) =>
        [.. reference.Inputs.Select((column, index) => (column, index)).Where(c => c.column.Protected).Select(c => Of(c.column, c.index))];

    private static ProtectedGroups Of(ColumnReference column, int index) => column.Categorical
        ? ProtectedGroups.OfCategories(column.Name, index, column.Categories)
        : ProtectedGroups.OfNumbers(column.Name, index, column.Edges.AsSpan(), column.Counts.AsSpan());
}
