using Kolosal.Events;
using Kolosal.LogConsumers;
using Kolosal.Models;

namespace Kolosal.Drift;

/// <summary>The open window as counts per bin, and the latest verdicts: its size depends on the columns, not on the traffic.</summary>
[GenerateSerializer, Alias("kolosal.drift-state")]
internal sealed class DriftState : MonitorState
{
    private const int ReportsKept = 20;

    [Id(0)] public DriftSettings? Settings { get; set; }

    /// <summary>Training's distributions of the version being counted; null before the first request.</summary>
    [Id(1)] public MonitoringReference? Reference { get; set; }

    /// <summary>Rows per column and bin; the decisions are the last column.</summary>
    [Id(2)] public long[][] Window { get; set; } = [];

    [Id(3)] public long RowsInWindow { get; set; }

    [Id(4)] public long RowsCounted { get; set; }

    [Id(5)] public long Alarms { get; set; }

    /// <summary>Newest first.</summary>
    [Id(6)] public List<DriftReport> Reports { get; set; } = [];

    /// <summary>Begins an empty window against a version's training data.</summary>
    public void Restart(MonitoringReference reference)
    {
        (Reference, Version) = (reference, reference.Version);
        Empty(DriftColumns.Of(reference));
    }

    /// <summary>Adds a request's rows to the open window.</summary>
    public void Count(ServedRequest request, IReadOnlyList<ColumnBins> columns)
    {
        WindowBeganAt ??= request.At;
        int inputs = columns.Count - 1;
        for (int row = 0; row < request.Rows; row++)
        {
            for (int column = 0; column < inputs; column++)
                Window[column][columns[column].BinOf(request.Inputs[row * inputs + column])]++;
            double decision = request.Decisions.Length > 0 ? request.Decisions[row] : request.Outputs[row];
            Window[inputs][columns[inputs].BinOf(decision)]++;
        }
        RowsInWindow += request.Rows;
        RowsCounted += request.Rows;
    }

    /// <summary>Files a window's verdict and begins the next window.</summary>
    public void Close(DriftReport report, IReadOnlyList<ColumnBins> columns)
    {
        Windows++;
        if (report.Drifted) Alarms++;
        Reports.Insert(0, report);
        if (Reports.Count > ReportsKept) Reports.RemoveAt(ReportsKept);
        Empty(columns);
    }

    private void Empty(IReadOnlyList<ColumnBins> columns)
    {
        Window = [.. columns.Select(column => new long[column.Bins])];
        RowsInWindow = 0;
        WindowBeganAt = null;
    }
}
