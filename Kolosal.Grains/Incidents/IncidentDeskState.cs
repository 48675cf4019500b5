namespace Kolosal.Incidents;

/// <summary>Which incident is open for what, and the last number given out per year.</summary>
[GenerateSerializer, Alias("kolosal.incident-desk-state")]
internal sealed class IncidentDeskState
{
    /// <summary>Incident id by <c>subject|type</c>.</summary>
    [Id(0)] public Dictionary<string, string> Open { get; set; } = [];

    [Id(1)] public Dictionary<int, int> LastNumber { get; set; } = [];

    /// <summary>Gives out the next number of the year, without gaps.</summary>
    public string Allot(string matter, int year)
    {
        int number = LastNumber[year] = LastNumber.GetValueOrDefault(year) + 1;
        return Open[matter] = $"INC-{year:D4}-{number:D6}";
    }
}
