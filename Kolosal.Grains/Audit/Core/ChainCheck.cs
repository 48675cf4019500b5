namespace Kolosal.Audit;

/// <summary>Walks a chain entry by entry and says where it first breaks.</summary>
public sealed class ChainCheck
{
    private string previous = HashChain.Genesis;

    /// <summary>Entries walked so far.</summary>
    public long Entries { get; private set; }

    /// <summary>Hash of the last entry walked.</summary>
    public string Head => previous;

    /// <summary>Sequence number at which the chain first breaks; null while it holds.</summary>
    public long? BrokenAt { get; private set; }

    /// <returns>False from the first entry on that does not follow from the ones before it.</returns>
    public bool Add(ChainedEntry entry)
    {
        if (BrokenAt is not null) return false;
        if (entry.Sequence != Entries || HashChain.Next(previous, entry.Text) != entry.Hash)
        {
            BrokenAt = Entries;
            return false;
        }
        previous = entry.Hash;
        Entries++;
        return true;
    }
}
