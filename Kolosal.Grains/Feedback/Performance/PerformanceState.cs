using Kolosal.Events;
using Kolosal.LogConsumers;
using Kolosal.Models;

namespace Kolosal.Feedback;

/// <summary>Scores by version in constant memory. A crash loses nothing: cursors and counts are one write.</summary>
[GenerateSerializer, Alias("kolosal.performance-state")]
internal sealed class PerformanceState : LogConsumerState
{
    private const int VersionsKept = 5, ReportsKept = 20;

    /// <summary>Null until somebody configures the monitor; then the options' defaults hold.</summary>
    [Id(0)] public PerformanceSettings? Settings { get; set; }

    [Id(1)] public List<VersionTally> Versions { get; set; } = [];

    /// <summary>Versions whose counts were let go.</summary>
    [Id(2)] public List<int> Forgotten { get; set; } = [];

    /// <summary>Newest first.</summary>
    [Id(3)] public List<PerformanceReport> Reports { get; set; } = [];

    /// <summary>Newest first.</summary>
    [Id(4)] public List<PerformanceEstimate> Estimates { get; set; } = [];

    [Id(5)] public Dictionary<string, GradeCounts> Grades { get; set; } = [];

    [Id(6)] public long Windows { get; set; }

    [Id(7)] public long Alarms { get; set; }

    [Id(8)] public long Outcomes { get; set; }

    [Id(9)] public long Corrections { get; set; }

    /// <summary>Of the record counted last.</summary>
    [Id(10)] public int Version { get; set; }

    [Id(11)] public UnmonitoredRequests? Unmonitored { get; set; }

    [Id(12)] public long Uses { get; set; }

    /// <summary>The counts of a version; null when it has none.</summary>
    public VersionTally? Find(int version)
    {
        var found = Versions.Find(tally => tally.Version == version);
        if (found is not null) (Version, found.LastUse) = (version, ++Uses);
        return found;
    }

    /// <summary>Takes up a version, in place of the one that was not used for longest.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="reference">Its classes.</param>
    /// <param name="evaluation">What it scored before it served.</param>
    /// <param name="at">When the record was written that made it be taken up.</param>
    public VersionTally Begin(int number, MonitoringReference reference, ModelEvaluation evaluation, DateTimeOffset at)
    {
        Versions.RemoveAll(tally => tally.Version == number);
        if (Versions.Count == VersionsKept)
        {
            var oldest = Versions.MinBy(tally => tally.LastUse)!;
            Versions.Remove(oldest);
            if (!Forgotten.Contains(oldest.Version)) Forgotten.Add(oldest.Version);
        }

        Versions.Add(VersionTally.Of(number, reference, evaluation, Forgotten.Contains(number) ? at : DateTimeOffset.MinValue));
        return Find(number)!;
    }

    /// <summary>Notes a record that there is nothing to judge by.</summary>
    public void Pass(ServedRequest record, string reason) => Unmonitored = new(
        (Unmonitored?.Requests ?? 0) + 1, (Unmonitored?.Rows ?? 0) + record.Rows + (record.Outcomes?.Length ?? 0), record.Version, reason, record.At);

    public void Close(PerformanceReport report)
    {
        Windows++;
        if (report.IncidentId is not null) Alarms++;
        Reports.Insert(0, report);
        if (Reports.Count > ReportsKept) Reports.RemoveAt(ReportsKept);
        foreach (var estimated in report.Estimated)
        {
            if (estimated is not { Value: { } expected, Low: { } low, High: { } high }
                || report.Scores.FirstOrDefault(score => score.Metric == estimated.Metric)?.Value is not { } realised) continue;
            if (!Grades.TryGetValue(estimated.Metric, out var grade)) Grades.Add(estimated.Metric, grade = new());
            grade.Windows++;
            if (realised >= low && realised <= high) grade.Covered++;
            grade.Error += realised - expected;
        }
    }

    public void Close(PerformanceEstimate estimate)
    {
        if (!Exists) CreatedAt = estimate.ClosedAt;
        UpdatedAt = estimate.ClosedAt;
        Estimates.Insert(0, estimate);
        if (Estimates.Count > ReportsKept) Estimates.RemoveAt(ReportsKept);
    }
}

/// <summary>How a metric's estimates did.</summary>
[GenerateSerializer, Alias("kolosal.grade-counts")]
internal sealed class GradeCounts
{
    [Id(0)] public long Windows { get; set; }

    [Id(1)] public long Covered { get; set; }

    /// <summary>Sum of realised minus estimated.</summary>
    [Id(2)] public double Error { get; set; }
}
