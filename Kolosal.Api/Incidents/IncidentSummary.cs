using System.Globalization;
using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Incidents;

/// <summary>How a workspace fares with its incidents.</summary>
/// <param name="From">Incidents that were opened since.</param>
/// <param name="Opened">How many they are.</param>
/// <param name="Open">Incidents that are open now, whenever they were opened.</param>
/// <param name="OpenBySeverity">Those by severity.</param>
/// <param name="Reopenings">How often one of the period was opened again.</param>
/// <param name="ReportsDue">Open or not, incidents that an authority must still be told of.</param>
/// <param name="ReportsOverdue">Those whose deadline has passed.</param>
/// <param name="Times">Times to detect, acknowledge and resolve over the period's incidents, all together.</param>
/// <param name="TimesByType">The same by type.</param>
internal sealed record IncidentSummary(
    DateTimeOffset From, int Opened, int Open, ImmutableSortedDictionary<string, int> OpenBySeverity, int Reopenings, int ReportsDue,
    int ReportsOverdue, IncidentTimes Times, ImmutableSortedDictionary<string, IncidentTimes> TimesByType)
{
    private const int Page = 500;

    /// <summary>Reads the workspace's incidents as the catalogue lists them.</summary>
    public static async Task<IncidentSummary> ReadAsync(
        ICatalogue catalogue, string workspace, DateTimeOffset from, DateTimeOffset now, CancellationToken cancel)
    {
        var all = new Dictionary<string, Incident>(StringComparer.Ordinal);
        await AddAsync(new("created_at", FilterOperator.AtLeast, from.ToString("O", CultureInfo.InvariantCulture)));
        Incident[] period = [.. all.Values];
        foreach (string status in (string[])["open", "investigating", "mitigated"]) await AddAsync(new("status", FilterOperator.Equal, status));
        Incident[] open = [.. all.Values.Where(incident => incident.Status is not (IncidentStatus.Resolved or IncidentStatus.Postmortem))];
        Incident[] due = [.. all.Values.Where(incident => incident.Reporting is { ReportedAt: null })];
        return new(
            from, period.Length, open.Length, Count(open), period.Sum(incident => incident.Reopenings), due.Length,
            due.Count(incident => incident.Reporting!.Deadline < now), IncidentTimes.Of(period),
            period.GroupBy(incident => WireJson.Word(incident.Type)).ToImmutableSortedDictionary(type => type.Key, type =>
                IncidentTimes.Of([.. type])));

        async Task AddAsync(CatalogueFilter filter)
        {
            for (int page = 1; ; page++)
            {
                var found = await catalogue.QueryAsync(new(workspace, CatalogueKinds.Incident, [filter], "created_at", page, Page), cancel);
                foreach (var entry in found.Items) all[entry.Id] = JsonSerializer.Deserialize<Incident>(entry.Document, WireJson.Options)!;
                if (found.Items.Length < Page) return;
            }
        }
    }

    private static ImmutableSortedDictionary<string, int> Count(Incident[] open) => Enum.GetValues<IncidentSeverity>()
        .ToImmutableSortedDictionary(severity => WireJson.Word(severity), severity => open.Count(incident => incident.Severity == severity));
}

/// <param name="Mttd">From the beginning of the trouble to its first signal.</param>
/// <param name="Mtta">From the first signal until somebody took it up.</param>
/// <param name="Mttr">From the first signal to the resolution.</param>
internal sealed record IncidentTimes(DurationSummary Mttd, DurationSummary Mtta, DurationSummary Mttr)
{
    public static IncidentTimes Of(Incident[] incidents) => new(
        DurationSummary.Of(incidents.Select(incident => incident.MttdSeconds)),
        DurationSummary.Of(incidents.Select(incident => incident.MttaSeconds).OfType<double>()),
        DurationSummary.Of(incidents.Select(incident => incident.MttrSeconds).OfType<double>()));
}
