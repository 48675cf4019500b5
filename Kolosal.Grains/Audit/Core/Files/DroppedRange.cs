namespace Kolosal.Audit;

/// <summary>What an export says of the entries before its first one that were dropped: a signed checkpoint of exactly those, and the tree that the
/// others grow on.</summary>
/// <param name="Note">The tombstone: a signed note of as many entries as were dropped, with the hash of the last of them and the root of their tree.
/// </param>
/// <param name="Frontier">Roots of the perfect subtrees that their tree consists of, the largest first (<see cref="TreeFrontier"/>).</param>
public sealed record DroppedRange(string Note, ImmutableArray<byte[]> Frontier)
{
    /// <summary>The tree of the dropped entries.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="FormatException">The frontier is that of another number of entries.</exception>
    public TreeFrontier Tree(long count) => TreeFrontier.FromBytes(count, [.. Frontier.SelectMany(hash => hash)]);

    /// <summary>Whether the tombstone is that key's, of so many entries, of this hash and this tree.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public string? Fault(long count, string before, string key, NoteKey? trusted, Ed25519Check check)
    {
        if (AuditVerdict.SignatureFault(Note, key, trusted, check, out _, out var stated) is { } fault) return $"Of the dropped entries: {fault}";
        try
        {
            return stated!.Size == count && stated.ChainHead == before && stated.Root.AsSpan().SequenceEqual(Tree(count).Root()) ? null
                : $"The tombstone is not of the {count} entries before the first one.";
        }
        catch (FormatException malformed)
        {
            return malformed.Message;
        }
    }
}
