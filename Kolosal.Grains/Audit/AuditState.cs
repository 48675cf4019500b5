namespace Kolosal.Audit;

/// <summary>The last signed checkpoint, apart from its log. A crash loses nothing: what lies behind it is read from the log.</summary>
[GenerateSerializer, Alias("kolosal.audit-state")]
internal sealed class AuditState
{
    [Id(0)] public AuditCheckpoint? Checkpoint { get; set; }
}
