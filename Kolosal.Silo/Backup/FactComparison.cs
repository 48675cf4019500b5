using System.Globalization;

namespace Kolosal.Backup;

/// <summary>Holds what the running system had against what a restored copy has.</summary>
internal static class FactComparison
{
    public static IEnumerable<RestoreComparison> Of(BackupFacts expected, BackupFacts found)
    {
        yield return Number("grain states", expected.States, found.States);
        yield return Number("catalogue entries", expected.CatalogueEntries, found.CatalogueEntries);
        yield return Number("reminders", expected.Reminders, found.Reminders);
        yield return Number("blobs", expected.Blobs, found.Blobs);
        var logs = found.Logs.ToDictionary(log => log.Name, log => log.Next, StringComparer.Ordinal);
        foreach (var log in expected.Logs) yield return Number($"log {log.Name}", log.Next, logs.GetValueOrDefault(log.Name, -1));
        foreach (var log in found.Logs.Where(log => expected.Logs.All(one => one.Name != log.Name)))
            yield return Number($"log {log.Name}", 0, log.Next);
        var chains = found.Chains.ToDictionary(chain => chain.Workspace, StringComparer.Ordinal);
        foreach (var chain in expected.Chains)
            foreach (var one in Chain("audit", chain, chains.GetValueOrDefault(chain.Workspace))) yield return one;
    }

    /// <param name="what">Which comparison it is.</param>
    /// <param name="expected">As it was.</param>
    /// <param name="found">As it is; null when it is not there.</param>
    public static IEnumerable<RestoreComparison> Chain(string what, BackedUpChain expected, BackedUpChain? found)
    {
        bool readable = AuditFacts.IsReadable(expected);
        yield return Number($"{what} {expected.Workspace} entries", expected.Entries, found?.Entries ?? -1);
        yield return new($"{what} {expected.Workspace} head", expected.Head, found?.Head ?? "", readable && expected.Head == found?.Head);
        yield return new($"{what} {expected.Workspace} Merkle root", expected.Root, found?.Root ?? "", readable && expected.Root == found?.Root);
    }

    private static RestoreComparison Number(string what, long expected, long found) => new(
        what, expected.ToString(CultureInfo.InvariantCulture), found.ToString(CultureInfo.InvariantCulture), expected == found);
}
