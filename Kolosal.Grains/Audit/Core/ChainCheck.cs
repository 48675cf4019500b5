namespace Kolosal.Audit;

/// <summary>Walks a chain entry by entry and says where it first breaks.</summary>
public sealed class ChainCheck
{
    private string previous = HashChain.Genesis;

    public ChainCheck()
    {
    }

    /// <summary>Begins behind an entry that is taken as it stands.</summary>
    /// <param name="sequence">The number that the entry must have; the chain breaks there when it has another.</param>
    /// <param name="anchor">The entry.</param>
    public ChainCheck(long sequence, ChainedEntry anchor)
    {
        Entries = sequence;
        if (anchor.Sequence != sequence)
        {
            BrokenAt = sequence;
            return;
        }
        (previous, Entries) = (anchor.Hash, sequence + 1);
    }

    /// <summary>Begins behind entries that are not there, whose number and last hash something else vouches for.</summary>
    /// <param name="entries">How many stand before the first one to come.</param>
    /// <param name="head">Hash of the last of them.</param>
    public ChainCheck(long entries, string head) => (Entries, previous) = (entries, head);

    /// <summary>Entries walked so far, those before the anchor included.</summary>
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
