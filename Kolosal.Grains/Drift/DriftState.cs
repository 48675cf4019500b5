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
        for (int row = 0; row < request.Rows; row++)
        {
            for (int column = 0; column < inputs; column++)
                Window[column][columns[column].BinOf(request.Inputs[row * inputs + column])]++;
            double decision = request.Decisions.Length > 0 ? request.Decisions[row] : request.Outputs[row];
            Window[inputs][columns[inputs].BinOf(decision)]++;
        }
    }

    public bool Fits(IReadOnlyList<ColumnDistribution> columns) =>
        Window.Select(counts => counts.Length).SequenceEqual(columns.Select(column => column.Bins));

    public void EmptyCounts(IReadOnlyList<ColumnDistribution> columns) => Window = [.. columns.Select(column => new long[column.Bins])];
}
