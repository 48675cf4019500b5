namespace Kolosal.Audit;

/// <summary>The last signed checkpoint, apart from its log. A crash loses nothing: what lies behind it is read from the log.</summary>
[GenerateSerializer, Alias("kolosal.audit-state")]
internal sealed class AuditState
{
    [Id(0)] public AuditCheckpoint? Checkpoint { get; set; }

    /// <summary>What it takes to let the tree of the checkpoint's entries grow (<see cref="TreeFrontier"/>); null where no note was signed
    /// yet.</summary>
    [Id(1)] public byte[]? Frontier { get; set; }
}
