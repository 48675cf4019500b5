namespace Kolosal.Backup;

/// <summary>What retention looks at of a completed backup whose content is there.</summary>
/// <param name="Id">Names it.</param>
/// <param name="BaseId">The backup it stands on; null for a full one.</param>
/// <param name="SnapshotAt">The moment that it shows.</param>
public sealed record KeptBackup(string Id, string? BaseId, DateTimeOffset SnapshotAt);

/// <summary>Which backups stand on which, and which may go.</summary>
public static class BackupChains
{
    /// <summary>The backups that may be removed, in an order in which none goes before what stands on it.</summary>
    /// <remarks>A full backup goes with everything that stands on it, and not before all of it is old: a newer one that needs an older one would be
    /// worth nothing without it.</remarks>
    /// <param name="kept">Completed backups whose content is there.</param>
    /// <param name="keepFrom">What shows a moment at or behind this is young.</param>
    /// <param name="keepFulls">So many of the latest full backups stay whatever their age; at least 1.</param>
    public static IReadOnlyList<string> ToRemove(IReadOnlyCollection<KeptBackup> kept, DateTimeOffset keepFrom, int keepFulls)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keepFulls, 1);
        var byId = kept.ToDictionary(backup => backup.Id, StringComparer.Ordinal);
        var chains = kept.GroupBy(backup => Root(backup, byId), StringComparer.Ordinal)
            .Select(chain => (Root: chain.Key, Members: chain.OrderByDescending(one => one.SnapshotAt).ThenByDescending(one => one.Id).ToArray()))
            .ToArray();
        string[] safe = [.. chains.Where(chain => byId.TryGetValue(chain.Root, out var root) && root.BaseId is null)
            .OrderByDescending(chain => byId[chain.Root].SnapshotAt).ThenByDescending(chain => chain.Root, StringComparer.Ordinal)
            .Take(keepFulls).Select(chain => chain.Root)];
        return [.. chains.Where(chain => !safe.Contains(chain.Root) && chain.Members.All(one => one.SnapshotAt < keepFrom))
            .OrderBy(chain => chain.Root, StringComparer.Ordinal).SelectMany(chain => chain.Members).Select(one => one.Id)];
    }

    /// <summary>The end of the line of bases: a full backup, or the first that is not there.</summary>
    private static string Root(KeptBackup backup, Dictionary<string, KeptBackup> byId)
    {
        var at = backup;

        // A line is never longer than there are backups; one that comes back to itself was not written by the platform.
        for (int steps = 0; at.BaseId is { } below && steps < byId.Count; steps++)
        {
            if (!byId.TryGetValue(below, out var next)) return below;
            at = next;
        }

        return at.Id;
    }
}
