using System.ComponentModel.DataAnnotations;

namespace Kolosal.Audit;

/// <summary>Section <c>Kolosal:Audit</c>.</summary>
public sealed class AuditOptions
{
    public const string Section = "Kolosal:Audit";

    /// <summary>Entries between two signed checkpoints. Fewer prove truncation sooner and cost a signature each. Default: 256.</summary>
    [Range(1, 100_000)]
    public int CheckpointEvery { get; set; } = 256;
}
