namespace Kolosal.Compliance.Controls;

/// <summary>The answers of a month. A crash loses nothing that the audit trail has.</summary>
[GenerateSerializer, Alias("kolosal.control-history-state")]
internal sealed class ControlHistoryState
{
    /// <summary>When the questions were asked, in order.</summary>
    [Id(0)] public List<DateTimeOffset> Times { get; set; } = [];

    /// <summary>The answers by question, in order.</summary>
    [Id(1)] public Dictionary<string, List<StoredRun>> Runs { get; set; } = [];

    /// <returns>False when that evaluation is known.</returns>
    public bool Add(DateTimeOffset at, IEnumerable<HistoryEntry> entries)
    {
        if (Times.Count > 0 && Times[^1] >= at) return false;
        Times.Add(at);
        int index = Times.Count - 1;
        foreach (var entry in entries)
        {
            if (!Runs.TryGetValue(entry.Query, out var runs)) Runs.Add(entry.Query, runs = []);
            if (runs.Count > 0 && runs[^1].Goes(on: index, entry)) runs[^1].Last = index;
            else runs.Add(new() { Body = entry.Body, First = index, Last = index, TimeToLive = entry.TimeToLive, Counted = entry.Counted });
        }
        return true;
    }

    /// <summary>The answer that counted at a time, and when it had been given last; null when there was none in this month.</summary>
    public HistoryAnswer? AsOf(string query, DateTimeOffset at)
    {
        int index = Times.BinarySearch(at);
        if (index < 0) index = ~index - 1;
        if (index < 0 || !Runs.TryGetValue(query, out var runs)) return null;
        if (runs.FindLast(run => run.First <= index && run.Counted) is not { } found) return null;
        var observed = Times[Math.Min(index, found.Last)];
        return new(query, found.Body, observed, observed + found.TimeToLive);
    }
}

/// <summary>One answer for consecutive evaluations.</summary>
[GenerateSerializer, Alias("kolosal.stored-run")]
internal sealed class StoredRun
{
    [Id(0)] public string Body { get; set; } = "";

    /// <summary>Index into the times.</summary>
    [Id(1)] public int First { get; set; }

    [Id(2)] public int Last { get; set; }
    [Id(3)] public TimeSpan TimeToLive { get; set; }

    /// <summary>False for a first red that was not confirmed yet.</summary>
    [Id(4)] public bool Counted { get; set; }

    public bool Goes(int on, HistoryEntry entry) =>
        Last == on - 1 && Counted == entry.Counted && TimeToLive == entry.TimeToLive && Body == entry.Body;
}
