using System.Text.Json;
using Kolosal.Http;
using Kolosal.Models;
using Kolosal.Storage;

namespace Kolosal.Monitoring;

/// <summary>Puts the overview together from what models, monitors and incidents list.</summary>
/// <remarks>
/// The page is by name, and what belongs to its models lies between its first and its last name: one read a kind, however many models there
/// are, and no grain is woken.
/// </remarks>
internal sealed class DashboardReader(ICatalogue catalogue, string workspace)
{
    /// <summary>Entries of one read; a page of filtered models may span more names than it holds.</summary>
    private const int Batch = 500;

    private static readonly string[] OpenStatuses = ["open", "investigating", "mitigated"];

    public async Task<MonitoringDashboard> ReadAsync(ListRequest list, DateTimeOffset now, CancellationToken cancel)
    {
        if (list.Sort is not (null or "id" or "name")) throw ListRequest.Bad("sort", "The overview is sorted by name; leave it out.");
        string? after = list.Filters.FirstOrDefault(filter => filter.Field == "after")?.Value;
        if (after is not null && list.Page > 1) throw ListRequest.Bad("after", "Give after or page, not both.");
        var filters = ListFilters.Check<ModelListing>([.. list.Filters.Where(filter => filter.Field != "after")]);
        var (models, total, more) = await ModelsAsync(filters, after, list.Page, list.Limit, cancel);
        var summary = await SummaryAsync(cancel);
        if (models.IsEmpty) return new([], total, list.Page, list.Limit, null, summary, now);

        string first = models[0].Id, last = models[^1].Id;
        var service = await MonitorsAsync(CatalogueKinds.SloMonitor, first, last, ListedMonitors.Service, cancel);
        var drift = await MonitorsAsync(CatalogueKinds.DriftMonitor, first, last, ListedMonitors.Drift, cancel);
        var fairness = await MonitorsAsync(CatalogueKinds.FairnessMonitor, first, last, ListedMonitors.Fairness, cancel);
        var incidents = await IncidentsAsync(first, last, cancel);
        return new(
            [.. models.Select(entry => Overview(entry, service, drift, fairness, incidents))], total, list.Page, list.Limit, more ? last : null,
            summary, now);
    }

    private static ModelOverview Overview(
        CatalogueEntry entry, Dictionary<string, ServiceOverview?> service, Dictionary<string, DriftOverview?> drift,
        Dictionary<string, FairnessOverview?> fairness, ILookup<string, string> incidents)
    {
        var model = JsonSerializer.Deserialize<ModelListing>(entry.Document, WireJson.Options)!;
        string[] severities = [.. incidents[entry.Id].Order(StringComparer.Ordinal)];
        return new(
            entry.Id, model.Status, model.Active, model.Suspended, service.GetValueOrDefault(entry.Id), drift.GetValueOrDefault(entry.Id),
            fairness.GetValueOrDefault(entry.Id), severities.Length, severities.FirstOrDefault());
    }

    private async Task<(ImmutableArray<CatalogueEntry> Models, long Total, bool More)> ModelsAsync(
        ImmutableArray<CatalogueFilter> filters, string? after, int page, int limit, CancellationToken cancel)
    {
        if (after is null)
        {
            var found = await catalogue.QueryAsync(new(workspace, CatalogueKinds.Model, filters, "id", page, limit), cancel);
            return (found.Items, found.Total, (long)page * limit < found.Total);
        }

        // The comparison takes the name itself in; one more is asked for in its place.
        var behind = await catalogue.QueryAsync(
            new(workspace, CatalogueKinds.Model, filters.Add(new("id", FilterOperator.AtLeast, after)), "id", 1, Math.Min(limit + 1, Batch)), cancel);
        ImmutableArray<CatalogueEntry> items = [.. behind.Items.Where(entry => entry.Id != after).Take(limit)];
        long rest = behind.Total - (behind.Items.Any(entry => entry.Id == after) ? 1 : 0);
        var all = await catalogue.QueryAsync(new(workspace, CatalogueKinds.Model, filters, "id", 1, 1), cancel);
        return (items, all.Total, items.Length < rest);
    }

    private async Task<Dictionary<string, T?>> MonitorsAsync<T>(
        string kind, string first, string last, Func<JsonElement, T?> read, CancellationToken cancel)
        where T : class
    {
        var found = new Dictionary<string, T?>(StringComparer.Ordinal);
        await foreach (var entry in BetweenAsync(kind, "id", first, last, [], cancel))
        {
            using var document = JsonDocument.Parse(entry.Document);
            found[entry.Id] = read(document.RootElement);
        }
        return found;
    }

    /// <summary>The severities of open incidents by model.</summary>
    private async Task<ILookup<string, string>> IncidentsAsync(string first, string last, CancellationToken cancel)
    {
        var found = new List<(string Model, string Severity)>();
        foreach (string status in OpenStatuses)
            await foreach (var entry in BetweenAsync(
                CatalogueKinds.Incident, "model", first, last, [new("status", FilterOperator.Equal, status)], cancel))
            {
                using var document = JsonDocument.Parse(entry.Document);
                found.Add((ListedMonitors.Text(document.RootElement, "model")!, ListedMonitors.Text(document.RootElement, "severity")!));
            }
        return found.ToLookup(incident => incident.Model, incident => incident.Severity, StringComparer.Ordinal);
    }

    private async IAsyncEnumerable<CatalogueEntry> BetweenAsync(
        string kind, string field, string first, string last, ImmutableArray<CatalogueFilter> more,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        for (int page = 1; ; page++)
        {
            var found = await catalogue.QueryAsync(new(workspace, kind,
                [new(field, FilterOperator.AtLeast, first), new(field, FilterOperator.AtMost, last), .. more], "id", page, Batch), cancel);
            foreach (var entry in found.Items) yield return entry;
            if ((long)page * Batch >= found.Total) yield break;
        }
    }

    private async Task<MonitoringSummary> SummaryAsync(CancellationToken cancel)
    {
        long open = 0;
        foreach (string status in OpenStatuses) open += await CountAsync(CatalogueKinds.Incident, "status", status, cancel);
        return new(
            (await catalogue.QueryAsync(new(workspace, CatalogueKinds.Model, [], "id", 1, 1), cancel)).Total,
            await CountAsync(CatalogueKinds.SloMonitor, "status", "breached", cancel),
            await CountAsync(CatalogueKinds.SloMonitor, "status", "at_risk", cancel),
            await CountAsync(CatalogueKinds.DriftMonitor, "last.drifted", "true", cancel),
            await CountAsync(CatalogueKinds.FairnessMonitor, "last.unfair", "true", cancel), open);
    }

    private async Task<long> CountAsync(string kind, string field, string value, CancellationToken cancel) =>
        (await catalogue.QueryAsync(new(workspace, kind, [new(field, FilterOperator.Equal, value)], "id", 1, 1), cancel)).Total;
}
