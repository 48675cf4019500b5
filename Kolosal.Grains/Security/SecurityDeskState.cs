namespace Kolosal.Security;

/// <summary>Which event is open for which source, and the last number given out per year.</summary>
/// <remarks>Written before the event is, so that a number whose event a crash kept from opening is opened by the repeated report.</remarks>
[GenerateSerializer, Alias("kolosal.security-desk-state")]
internal sealed class SecurityDeskState
{
    private const int MostWatchers = 100, MostOpen = 2_000, MostReported = 1_000;

    /// <summary>Event by type and source, and since when.</summary>
    [Id(0)] public Dictionary<string, OpenMatter> Open { get; set; } = [];

    [Id(1)] public Dictionary<int, int> LastNumber { get; set; } = [];

    /// <summary>The last batch taken, by process.</summary>
    [Id(2)] public Dictionary<string, long> Taken { get; set; } = [];

    /// <summary>Grave events, and how often the desk still has to tell of them.</summary>
    [Id(3)] public Dictionary<string, int> Untold { get; set; } = [];

    /// <summary>Event by the evidence id of people's reports, the latest.</summary>
    [Id(4)] public Dictionary<string, string> Reported { get; set; } = [];

    public bool HasTaken(SightingBatch batch) => Taken.GetValueOrDefault(batch.Watcher) >= batch.Number;

    public void Take(SightingBatch batch)
    {
        if (!Taken.ContainsKey(batch.Watcher) && Taken.Count >= MostWatchers) Taken.Remove(Taken.Keys.First());
        Taken[batch.Watcher] = batch.Number;
    }

    /// <summary>Gives out the next number of the year, without gaps.</summary>
    public string Allot(int year)
    {
        int number = LastNumber[year] = LastNumber.GetValueOrDefault(year) + 1;
        return $"SEC-{year:D4}-{number:D6}";
    }

    public void Remember(string matter, string id, DateTimeOffset since)
    {
        if (Open.Count >= MostOpen && !Open.ContainsKey(matter)) Open.Remove(Open.MinBy(known => known.Value.Since).Key);
        Open[matter] = new() { Id = id, Since = since };
    }

    public void RememberReport(string evidenceId, string id)
    {
        if (Reported.Count >= MostReported) Reported.Remove(Reported.Keys.First());
        Reported[evidenceId] = id;
    }

    /// <summary>Notes that it was told of these once more.</summary>
    public void Told(IEnumerable<string> ids)
    {
        foreach (string id in ids)
            if (--Untold[id] == 0) Untold.Remove(id);
    }
}

/// <summary>An event that takes what is seen again.</summary>
[GenerateSerializer, Alias("kolosal.open-matter")]
internal sealed class OpenMatter
{
    [Id(0)] public string Id { get; set; } = "";

    [Id(1)] public DateTimeOffset Since { get; set; }
}
