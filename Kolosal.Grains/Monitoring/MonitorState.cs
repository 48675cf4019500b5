using Kolosal.Events;
using Kolosal.LogConsumers;
using Kolosal.Models;

namespace Kolosal.Monitoring;

/// <summary>What every window monitor keeps beside its counts; its size does not depend on the traffic. A crash loses nothing.</summary>
[GenerateSerializer, Alias("kolosal.monitor-state`2")]
public abstract class MonitorState<TSettings, TReport> : LogConsumerState
    where TSettings : class
{
    private const int ReportsKept = 20;

    /// <summary>The version that the current window counts; 0 before the first request. A window never mixes versions.</summary>
    [Id(0)] public int Version { get; set; }

    /// <summary>Windows closed so far; with the key it names a window for ever.</summary>
    [Id(1)] public long Windows { get; set; }

    /// <summary>When the first request of the current window was answered; null while it is empty.</summary>
    [Id(2)] public DateTimeOffset? WindowBeganAt { get; set; }

    /// <summary>Null until somebody configures the monitor; then the options' defaults hold.</summary>
    [Id(3)] public TSettings? Settings { get; set; }

    /// <summary>Training's distributions of the version being counted; null before the first request.</summary>
    [Id(4)] public MonitoringReference? Reference { get; set; }

    [Id(5)] public long RowsInWindow { get; set; }

    [Id(6)] public long RowsCounted { get; set; }

    [Id(7)] public long Alarms { get; set; }

    /// <summary>Newest first.</summary>
    [Id(8)] public List<TReport> Reports { get; set; } = [];

    [Id(9)] public UnmonitoredRequests? Unmonitored { get; set; }

    /// <summary>Takes up a version; its window begins empty.</summary>
    public void Begin(int version, MonitoringReference reference)
    {
        (Version, Reference) = (version, reference);
        Empty();
    }

    /// <summary>Notes that a request's rows are in the open window.</summary>
    public void Add(ServedRequest request)
    {
        WindowBeganAt ??= request.At;
        RowsInWindow += request.Rows;
        RowsCounted += request.Rows;
    }

    /// <summary>Notes a request that there is nothing to compare with.</summary>
    public void Pass(ServedRequest request, string reason) => Unmonitored = new(
        (Unmonitored?.Requests ?? 0) + 1, (Unmonitored?.Rows ?? 0) + request.Rows, request.Version, reason, request.At);

    /// <summary>Files a window's verdict and begins the next window.</summary>
    public void Close(TReport report, bool alarmed)
    {
        Windows++;
        if (alarmed) Alarms++;
        Reports.Insert(0, report);
        if (Reports.Count > ReportsKept) Reports.RemoveAt(ReportsKept);
        Empty();
    }

    /// <summary>Empties the open window.</summary>
    public void Empty()
    {
        RowsInWindow = 0;
        WindowBeganAt = null;
    }
}
