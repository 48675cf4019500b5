using Kolosal.Storage;

namespace Kolosal.Chaos;

/// <summary>Lists that are late or refuse while a fault says so. Those of tests and of the audit trail are spared, as their state is.</summary>
internal sealed class FaultyCatalogue(ICatalogue inner, FaultInjector faults) : ICatalogue
{
    public async Task UpsertAsync(CatalogueEntry entry, CancellationToken cancel)
    {
        await StrikeAsync(entry.Workspace, entry.Kind, entry.Id, cancel);
        await inner.UpsertAsync(entry, cancel);
    }

    public async Task RemoveAsync(string workspace, string kind, string id, CancellationToken cancel)
    {
        await StrikeAsync(workspace, kind, id, cancel);
        await inner.RemoveAsync(workspace, kind, id, cancel);
    }

    public async Task<CatalogueEntry?> FindAsync(string workspace, string kind, string id, CancellationToken cancel)
    {
        await StrikeAsync(workspace, kind, id, cancel);
        return await inner.FindAsync(workspace, kind, id, cancel);
    }

    public async Task<CataloguePage> QueryAsync(CatalogueQuery query, CancellationToken cancel)
    {
        await StrikeAsync(query.Workspace, query.Kind, null, cancel);
        return await inner.QueryAsync(query, cancel);
    }

    private Task StrikeAsync(string workspace, string kind, string? id, CancellationToken cancel) =>
        kind is CatalogueKinds.ChaosTest or CatalogueKinds.AuditEvent or CatalogueKinds.AuditTile ? Task.CompletedTask
            : StorageFaults.StrikeAsync(faults, workspace, id, cancel);
}
