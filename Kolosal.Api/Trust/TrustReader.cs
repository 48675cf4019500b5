using System.Globalization;
using Kolosal.Access;
using Kolosal.Audit;
using Kolosal.Http;
using Kolosal.Security;
using Kolosal.Storage;

namespace Kolosal.Trust;

/// <summary>Counts what the lists hold; no record is woken but the trail and the desk of secrets.</summary>
internal sealed class TrustReader(ICatalogue catalogue, IGrainFactory grains, Caller caller, CancellationToken cancel)
{
    private const int DueWithinDays = 14;

    private static readonly string[] ModelStatuses =
        ["draft", "training", "evaluating", "approved", "staging", "active", "deprecated", "retired"];

    private readonly string workspace = caller.Workspace;

    public async Task<TrustOverview> ReadAsync(DateTimeOffset now)
    {
        bool readsAccess = caller.Principal.May(Permission.AccessRead);
        ImmutableArray<DueSecret> due = readsAccess ? await grains.SecretDesk(workspace).GetDueAsync(DueWithinDays) : [];
        return new(
            now, await grains.Audit(workspace).GetCheckpointAsync(), await IncidentsAsync(), await SecurityEventsAsync(),
            readsAccess ? await AccessAsync(now) : null,
            readsAccess ? new(due.Length, due.Count(secret => secret.Overdue)) : null,
            new(await ByAsync(CatalogueKinds.Model, "status", ModelStatuses),
                await CountAsync(CatalogueKinds.DriftDetection, Is("status", "open"))
                    + await CountAsync(CatalogueKinds.DriftDetection, Is("status", "investigating"))),
            new(await CountAsync(CatalogueKinds.Dataset),
                await ByAsync(CatalogueKinds.DataClassification, "sensitivity", ["public", "internal", "confidential", "restricted"]),
                await CountAsync(CatalogueKinds.Erasure)));
    }

    private async Task<TrustIncidents> IncidentsAsync()
    {
        long open = 0;
        var bySeverity = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        foreach (string severity in (string[])["sev1", "sev2", "sev3", "sev4"])
        {
            long found = 0;
            foreach (string status in (string[])["open", "investigating", "mitigated"])
                found += await CountAsync(CatalogueKinds.Incident, Is("status", status), Is("severity", severity));
            bySeverity[severity] = found;
            open += found;
        }
        return new(open, await CountAsync(CatalogueKinds.Incident, Is("status", "open")), bySeverity.ToImmutable());
    }

    private async Task<TrustSecurityEvents> SecurityEventsAsync()
    {
        var bySeverity = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        foreach (string severity in (string[])["low", "medium", "high", "critical"])
            bySeverity[severity] = await CountAsync(CatalogueKinds.SecurityEvent, Is("status", "open"), Is("severity", severity))
                + await CountAsync(CatalogueKinds.SecurityEvent, Is("status", "investigating"), Is("severity", severity));
        return new(bySeverity.Values.Sum(), bySeverity.ToImmutable());
    }

    private async Task<TrustAccess> AccessAsync(DateTimeOffset now)
    {
        var revoked = new CatalogueFilter("revoked_at", FilterOperator.AtLeast, "0");
        long keys = await CountAsync(CatalogueKinds.ApiKey) - await CountAsync(CatalogueKinds.ApiKey, revoked);
        var overdue = new CatalogueFilter("due_at", FilterOperator.AtMost, now.ToString("O", CultureInfo.InvariantCulture));
        return new(
            await CountAsync(CatalogueKinds.Principal), keys, await CountAsync(CatalogueKinds.AccessReview, Is("status", "pending")),
            await CountAsync(CatalogueKinds.AccessReview, Is("status", "pending"), overdue));
    }

    private async Task<ImmutableSortedDictionary<string, long>> ByAsync(string kind, string field, string[] values)
    {
        var counts = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        foreach (string value in values) counts[value] = await CountAsync(kind, Is(field, value));
        return counts.ToImmutable();
    }

    private static CatalogueFilter Is(string field, string value) => new(field, FilterOperator.Equal, value);

    private async Task<long> CountAsync(string kind, params CatalogueFilter[] filters)
    {
        var query = new CatalogueQuery(workspace, kind, [.. filters], Limit: 1);
        return (await catalogue.QueryAsync(query, cancel)).Total;
    }
}
