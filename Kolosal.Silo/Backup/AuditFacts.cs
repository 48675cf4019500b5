using System.Runtime.CompilerServices;
using Kolosal.Audit;
using Kolosal.Storage;

namespace Kolosal.Backup;

/// <summary>Head and Merkle root of a chain's first entries.</summary>
internal static class AuditFacts
{
    /// <summary>What stands for the root of a chain that cannot be read; it equals nothing, not even itself.</summary>
    private const string Unreadable = "unreadable: ";

    /// <param name="entries">The chain from its first entry on.</param>
    /// <param name="workspace">Whose.</param>
    /// <param name="count">So many entries count.</param>
    public static async Task<BackedUpChain> ReadAsync(IAsyncEnumerable<ChainedEntry> entries, string workspace, long count)
    {
        var (check, tree) = ((ChainCheck?)null, new TreeFrontier());
        long first = 0;
        try
        {
            if (count > 0)
            {
                await foreach (var entry in entries)
                {
                    // Of a chain whose beginning was dropped the first entry that is left is taken as it stands; the others must follow.
                    if (check is null && entry.Sequence > 0) (check, first) = (new ChainCheck(entry.Sequence, entry), entry.Sequence);
                    else if (!(check ??= new ChainCheck()).Add(entry)) return Broken($"entry {check.BrokenAt} does not follow.");
                    tree.Add(entry.LeafHash());
                    if (first + tree.Size == count) break;
                }
            }
        }
        catch (Exception damaged) when (damaged is LogCorruptException or LogIncompleteException or FormatException)
        {
            return Broken(damaged.Message);
        }

        return first + tree.Size < count ? Broken($"it ends at {first + tree.Size} entries.")
            : new(workspace, count, check?.Head ?? HashChain.Genesis, count == 0 ? "" : Convert.ToHexStringLower(tree.Root()));

        BackedUpChain Broken(string why) => new(workspace, count, "", Unreadable + why);
    }

    public static bool IsReadable(BackedUpChain chain) => !chain.Root.StartsWith(Unreadable, StringComparison.Ordinal);
}
