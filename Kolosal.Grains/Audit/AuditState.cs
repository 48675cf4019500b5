namespace Kolosal.Audit;

/// <summary>The last signed checkpoint, apart from its log. A crash loses nothing: what lies behind it is read from the log.</summary>
[GenerateSerializer, Alias("kolosal.audit-state")]
internal sealed class AuditState
{
    [Id(0)] public AuditCheckpoint? Checkpoint { get; set; }

    /// <summary>What it takes to let the tree of the checkpoint's entries grow (<see cref="TreeFrontier"/>); null where no note was signed
    /// yet.</summary>
    [Id(1)] public byte[]? Frontier { get; set; }

    /// <summary>The tombstone of the entries that were dropped; null while all are there.</summary>
    [Id(2)] public AuditDropped? Dropped { get; set; }

    /// <summary>The frontier of the tree of the dropped entries.</summary>
    [Id(3)] public byte[]? DroppedFrontier { get; set; }

    /// <summary>Where the leaf hashes of the dropped entries are, oldest first and without a gap.</summary>
    [Id(4)] public List<DroppedPart> DroppedLeaves { get; set; } = [];

    /// <summary>Why nothing may be dropped.</summary>
    [Id(5)] public AuditHold? Hold { get; set; }

    /// <summary>Where the chain begins that can be read: number of its first entry, the hash before it, the tree before it.</summary>
    public (long First, string Before, TreeFrontier Tree) Start() => Dropped is { } dropped
        ? (dropped.Before, dropped.Head, TreeFrontier.FromBytes(dropped.Before, DroppedFrontier)) : (0, HashChain.Genesis, new TreeFrontier());

    public void Drop(AuditDropped dropped, byte[] frontier, DroppedPart leaves)
    {
        (Dropped, DroppedFrontier) = (dropped, frontier);
        DroppedLeaves = [.. DroppedLeaves, leaves];
    }
}

/// <summary>Leaf hashes of some dropped entries.</summary>
/// <param name="From">Number of the first.</param>
/// <param name="To">The one behind the last.</param>
/// <param name="Leaves">32 bytes an entry.</param>
[GenerateSerializer, Immutable, Alias("kolosal.audit-dropped-part")]
internal sealed record DroppedPart(long From, long To, BlobRef Leaves);
