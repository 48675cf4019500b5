using System.Text.Json;
using Kolosal.Datasets;

namespace Kolosal.Exploration;

/// <summary>What an analysis remembers. A crash loses the computation in flight, which is begun again and ends the same.</summary>
[GenerateSerializer, Alias("kolosal.analysis-record")]
public sealed class AnalysisRecord : RecordState
{
    /// <summary>What was asked for; a repeated start is recognised by it.</summary>
    [Id(0)] public AnalysisRequest? Request { get; set; }

    /// <summary>Where the rows lie and what they mean, as it was when the plan was made.</summary>
    [Id(1)] public DatasetContent? Data { get; set; }

    /// <summary>The plan, a JSON document.</summary>
    [Id(2)] public string Plan { get; set; } = "";

    [Id(3)] public string Method { get; set; } = "";

    [Id(4)] public AnalysisStatus Status { get; set; }

    [Id(5)] public AnalysisResult? Result { get; set; }

    /// <summary>Why it failed.</summary>
    [Id(6)] public string? Reason { get; set; }

    [Id(7)] public List<AnalysisEvent> Events { get; set; } = [];

    /// <summary>Computations that brought nothing because their slot, process or store went away.</summary>
    [Id(8)] public int Losses { get; set; }

    /// <summary>Whole percent of the steps that are done.</summary>
    [Id(9)] public int Percent { get; set; }

    public long LastEvent => Events.Count;

    /// <summary>Whether there is anything to be seen of it.</summary>
    public bool IsPresent => Exists && Status != AnalysisStatus.Deleted;

    public bool IsActive => Exists && Status is AnalysisStatus.Queued or AnalysisStatus.Running;

    public bool IsFor(AnalysisRequest request) => JsonSerializer.Serialize(Request) == JsonSerializer.Serialize(request);

    public void Accept(AnalysisRequest request, DatasetContent data, AnalysisPlan plan, DateTimeOffset at)
    {
        (Request, Data, Plan, Method, Status) = (request, data, plan.ToJson(), plan.Method, AnalysisStatus.Queued);
        Note(at, $"Accepted: {plan.Method} on {data.Rows} rows of {plan.Columns.Length} columns.");
    }

    public void Run(DateTimeOffset at)
    {
        if (Status == AnalysisStatus.Running) return;
        Status = AnalysisStatus.Running;
        Note(at, "Running.");
    }

    /// <summary>How far the computation has come; whether that is news.</summary>
    public bool Advance(double share, DateTimeOffset at)
    {
        int percent = (int)(100 * Math.Clamp(share, 0, 1));
        if (Status != AnalysisStatus.Running || percent <= Percent) return false;
        Percent = percent;
        Note(at, $"{percent} % of the series are done.");
        return true;
    }

    /// <summary>It waits for another slot.</summary>
    public void Lose(string reason, DateTimeOffset at)
    {
        (Status, Losses, Percent) = (AnalysisStatus.Queued, Losses + 1, 0);
        Note(at, $"Begun again: {reason}");
    }

    public void Complete(AnalysisResult result, DateTimeOffset at)
    {
        (Status, Result, Percent) = (AnalysisStatus.Completed, result, 100);
        Note(at, "Completed.");
    }

    public void Fail(string reason, DateTimeOffset at)
    {
        (Status, Reason) = (AnalysisStatus.Failed, reason);
        Note(at, $"Failed: {reason}");
    }

    public void Delete(DateTimeOffset at)
    {
        (Status, Result) = (AnalysisStatus.Deleted, null);
        Note(at, "Deleted.");
    }

    public void Cancel(DateTimeOffset at)
    {
        Status = AnalysisStatus.Cancelled;
        Note(at, "Cancelled.");
    }

    private void Note(DateTimeOffset at, string message) =>
        Events.Add(new(LastEvent + 1, at, Status, Percent, message));
}
