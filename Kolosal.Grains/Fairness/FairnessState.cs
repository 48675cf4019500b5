using Kolosal.Events;
using Kolosal.LogConsumers;
using Kolosal.Models;

namespace Kolosal.Fairness;

/// <summary>The open window as two counts per group, and the latest verdicts.</summary>
[GenerateSerializer, Alias("kolosal.fairness-state")]
internal sealed class FairnessState : MonitorState
{
    private const int ReportsKept = 20;

    [Id(0)] public FairnessSettings? Settings { get; set; }

    [Id(1)] public MonitoringReference? Reference { get; set; }

    /// <summary>Rows by attribute and group.</summary>
    [Id(2)] public long[][] Rows { get; set; } = [];

    /// <summary>Rows with the favourable decision by attribute and group.</summary>
    [Id(3)] public long[][] Selected { get; set; } = [];

    [Id(4)] public long RowsInWindow { get; set; }

    [Id(5)] public long RowsCounted { get; set; }

    [Id(6)] public long Alarms { get; set; }

    /// <summary>Newest first.</summary>
    [Id(7)] public List<FairnessReport> Reports { get; set; } = [];

    public void Restart(MonitoringReference reference)
    {
        (Reference, Version) = (reference, reference.Version);
        Empty(FairnessGroups.Of(reference));
    }

    public void Count(ServedRequest request, IReadOnlyList<ProtectedGroups> attributes, int favourable)
    {
        WindowBeganAt ??= request.At;
        int inputs = request.Inputs.Length / request.Rows;
        for (int row = 0; row < request.Rows; row++)
            for (int a = 0; a < attributes.Count; a++)
            {
                int group = attributes[a].GroupOf(request.Inputs[row * inputs + attributes[a].Column]);
                Rows[a][group]++;
                if (request.Decisions[row] == favourable) Selected[a][group]++;
            }
        RowsInWindow += request.Rows;
        RowsCounted += request.Rows;
    }

    public void Close(FairnessReport report, IReadOnlyList<ProtectedGroups> attributes)
    {
        Windows++;
        if (report.Unfair) Alarms++;
        Reports.Insert(0, report);
        if (Reports.Count > ReportsKept) Reports.RemoveAt(ReportsKept);
        Empty(attributes);
    }

    private void Empty(IReadOnlyList<ProtectedGroups> attributes)
    {
        Rows = [.. attributes.Select(attribute => new long[attribute.Labels.Count])];
        Selected = [.. attributes.Select(attribute => new long[attribute.Labels.Count])];
        RowsInWindow = 0;
        WindowBeganAt = null;
    }
}
