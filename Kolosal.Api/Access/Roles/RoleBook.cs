using System.Collections.Concurrent;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Access;

/// <summary>What the roles of a workspace's own grant, for callers whose tokens name them.</summary>
internal interface IRoleBook
{
    /// <returns>Those of the names that are such roles and hold.</returns>
    ValueTask<ImmutableArray<NarrowedRole>> FindAsync(string workspace, IReadOnlyList<string> names);
}

/// <summary>What a role's grain said is believed for as long as what a key's grain said, so that the usual request asks nobody.</summary>
internal sealed class RoleBook(IGrainFactory grains, ICatalogue catalogue, IOptionsMonitor<AccessOptions> options, TimeProvider clock) : IRoleBook
{
    /// <summary>Roles remembered at most; beyond it all are asked for again.</summary>
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<(string Workspace, string Name), (long AskedAt, NarrowedRole? Role)> known = new();

    public async ValueTask<ImmutableArray<NarrowedRole>> FindAsync(string workspace, IReadOnlyList<string> names)
    {
        ImmutableArray<NarrowedRole> found = [];
        foreach (string name in names)
            if (RoleIds.IsName(name) && await OneAsync(workspace, name) is { } role) found = found.Add(role);
        return found;
    }

    /// <summary>Forgets a role, so that this process learns of its change at once.</summary>
    public void Forget(string workspace, string id) => known.TryRemove((workspace, RoleIds.NameOf(id)), out _);

    private async ValueTask<NarrowedRole?> OneAsync(string workspace, string name)
    {
        if (known.TryGetValue((workspace, name), out var entry)
            && clock.GetElapsedTime(entry.AskedAt).TotalSeconds < options.CurrentValue.BelieveSeconds) return entry.Role;
        long at = clock.GetTimestamp();

        // The table first: an identity provider's groups are names of many things that are no roles here, and must not make activations.
        bool listed = await catalogue.FindAsync(workspace, CatalogueKinds.Role, RoleIds.Of(name), CancellationToken.None) is not null;
        var role = listed ? await grains.Role(workspace, RoleIds.Of(name)).LookUpAsync() : null;
        if (known.Count > Most) known.Clear();
        known[(workspace, name)] = (at, role);
        return role;
    }
}
