using Kolosal.Events;
using Kolosal.Monitoring;
using Kolosal.Tabular;

namespace Kolosal.Drift;

/// <summary>The open window as counts per bin, beside what every monitor keeps.</summary>
[GenerateSerializer, Alias("kolosal.drift-state")]
internal sealed class DriftState : MonitorState<DriftSettings, DriftReport>
{
    /// <summary>Rows per column and bin; the decisions are the last column.</summary>
    [Id(2)] public long[][] Window { get; set; } = [];

    /// <summary>Adds a request's rows to the open window.</summary>
    /// <param name="request">Answered.</param>
    /// <param name="columns">The reference's columns, the decisions' last.</param>
    public void Count(ServedRequest request, IReadOnlyList<ColumnDistribution> columns)
    {
        int inputs = columns.Count - 1;
        for (int column = 0; column < inputs; column++) Count(request.Inputs.AsSpan(column), inputs, columns[column], Window[column]);
        for (int row = 0; row < request.Rows; row++)
        {
            double decision = request.Decisions.Length > 0 ? request.Decisions[row] : request.Outputs[row];
            Window[inputs][columns[inputs].BinOf(decision)]++;
        }
    }

    /// <summary>Counts one column of row-major values. The edges below a value are counted rather than searched for: they are a handful, and
    /// there is no branch to mispredict.</summary>
    private static void Count(ReadOnlySpan<double> values, int stride, ColumnDistribution column, long[] counts)
    {
        const int Handful = 32;
        if (column.Categorical || column.Edges.Length > Handful)
        {
            for (int at = 0; at < values.Length; at += stride) counts[column.BinOf(values[at])]++;
            return;
        }

        var edges = column.Edges.AsSpan();
        int missing = column.MissingBin;
        for (int at = 0; at < values.Length; at += stride)
        {
            double value = values[at];
            int bin = 0;
            foreach (double edge in edges) bin += edge < value ? 1 : 0;
            counts[double.IsNaN(value) ? missing : bin]++;
        }
    }

    public bool Fits(IReadOnlyList<ColumnDistribution> columns) =>
        Window.Select(counts => counts.Length).SequenceEqual(columns.Select(column => column.Bins));

    public void EmptyCounts(IReadOnlyList<ColumnDistribution> columns) => Window = [.. columns.Select(column => new long[column.Bins])];
}
