namespace Kolosal.Audit;

/// <summary>The last signed checkpoint; the chain itself lives in the audit log, so a crash loses nothing of it.</summary>
[GenerateSerializer, Alias("kolosal.audit-state")]
internal sealed class AuditState
{
    [Id(0)] public AuditCheckpoint? Checkpoint { get; set; }
}
