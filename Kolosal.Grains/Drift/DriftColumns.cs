using Kolosal.Models;

namespace Kolosal.Drift;

/// <summary>The bins that a version's reference asks for: its input columns, then its decisions.</summary>
internal static class DriftColumns
{
    public static ColumnBins[] Of(MonitoringReference reference) => [.. reference.Inputs.Select(Of), Of(reference.Outputs)];

    private static ColumnBins Of(ColumnReference column) =>
        ColumnBins.Of(column.Name, [.. column.Edges], column.Categorical ? Math.Max(1, column.Categories.Length) : 0, column.Counts.AsSpan(),
            column.Missing);
}
