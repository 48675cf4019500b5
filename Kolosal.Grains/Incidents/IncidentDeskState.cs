namespace Kolosal.Incidents;

/// <summary>Which incident is open for what, and the last number given out per year.</summary>
/// <remarks>
/// Written before the incident is: a crash in between leaves an entry whose incident is not open yet, which the repeated command opens, or
/// which the next signal finds closed and replaces. Two incidents open for one matter it never leaves.
/// </remarks>
[GenerateSerializer, Alias("kolosal.incident-desk-state")]
internal sealed class IncidentDeskState
{
    /// <summary>Incident id by <see cref="Matter"/>.</summary>
    [Id(0)] public Dictionary<string, string> Open { get; set; } = [];

    [Id(1)] public Dictionary<int, int> LastNumber { get; set; } = [];

    /// <summary>New incidents, and how often the desk still has to tell of them; see <see cref="IncidentDeskGrain"/>.</summary>
    [Id(2)] public Dictionary<string, int> Untold { get; set; } = [];

    /// <summary>What at most one incident at a time is open for.</summary>
    public static string Matter(string subject, IncidentType type) => $"{subject}|{type}";

    /// <summary>Gives out the next number of the year, without gaps.</summary>
    public string Allot(string matter, int year)
    {
        int number = LastNumber[year] = LastNumber.GetValueOrDefault(year) + 1;
        string id = Open[matter] = $"INC-{year:D4}-{number:D6}";
        Untold[id] = 2;
        return id;
    }

    /// <summary>Notes that it was told of these once more.</summary>
    public void Told(IEnumerable<string> ids)
    {
        foreach (string id in ids)
            if (--Untold[id] == 0) Untold.Remove(id);
    }
}
