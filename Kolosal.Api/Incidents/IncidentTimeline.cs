using System.Globalization;
using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Incidents;

/// <summary>What happened to an incident and, from its beginning to its end, to the model it concerns, by the audit trail.</summary>
/// <param name="IncidentId">The incident.</param>
/// <param name="Entries">Oldest first.</param>
/// <param name="Truncated">The trail had more than is shown; its oldest are.</param>
internal sealed record IncidentTimeline(string IncidentId, ImmutableArray<IncidentTimelineEntry> Entries, bool Truncated)
{
    private const int Most = 500;

    /// <summary>Puts the incident's own entries and those of the trail in order.</summary>
    public static async Task<IncidentTimeline> ReadAsync(ICatalogue catalogue, string workspace, Incident incident, CancellationToken cancel)
    {
        var own = incident.Timeline.Select(entry => new IncidentTimelineEntry(entry.At, "incident", entry.Actor, entry.What, null, entry.EvidenceId));
        var (audited, cut) = await AuditedAsync([new("subject", FilterOperator.Equal, $"incidents/{incident.Id}")]);
        bool more = cut;
        if (incident.Model is { } model)
        {
            var (about, rest) = await AuditedAsync([
                new("model", FilterOperator.Equal, model), new("at", FilterOperator.AtLeast, Text(incident.BeganAt)),
                .. incident.ResolvedAt is { } end ? [new CatalogueFilter("at", FilterOperator.AtMost, Text(end))]
                    : ImmutableArray<CatalogueFilter>.Empty,
            ]);

            // Of the incident's own actions the first query has all.
            audited = [.. audited, .. about.Where(entry => entry.Subject?.StartsWith("incidents/", StringComparison.Ordinal) != true)];
            more |= rest;
        }

        return new(incident.Id, [.. own.Concat(audited).OrderBy(entry => entry.At)], more);

        async Task<(ImmutableArray<IncidentTimelineEntry> Entries, bool Cut)> AuditedAsync(ImmutableArray<CatalogueFilter> filters)
        {
            var found = await catalogue.QueryAsync(new(workspace, CatalogueKinds.AuditEvent, filters, "at", 1, Most), cancel);
            return ([.. found.Items.Select(Read)], found.Total > Most);
        }
    }

    private static IncidentTimelineEntry Read(CatalogueEntry entry)
    {
        using var document = JsonDocument.Parse(entry.Document);
        var root = document.RootElement;
        return new(
            root.GetProperty("at").GetDateTimeOffset(), "audit", root.GetProperty("actor").GetString()!, root.GetProperty("action").GetString()!,
            root.GetProperty("subject").GetString(), null);
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}

/// <param name="At">When.</param>
/// <param name="Source"><c>incident</c>, its own entry, or <c>audit</c>, the trail's.</param>
/// <param name="Actor">Who.</param>
/// <param name="What">In words, or the audited action.</param>
/// <param name="Subject">Of the trail: what it happened to.</param>
/// <param name="EvidenceId">Of the incident: the signal behind it.</param>
internal sealed record IncidentTimelineEntry(DateTimeOffset At, string Source, string Actor, string What, string? Subject, string? EvidenceId);
