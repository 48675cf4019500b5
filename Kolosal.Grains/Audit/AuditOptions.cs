using System.ComponentModel.DataAnnotations;

namespace Kolosal.Audit;

/// <summary>Section <c>Kolosal:Audit</c>.</summary>
public sealed class AuditOptions
{
    public const string Section = "Kolosal:Audit";

    /// <summary>
    /// Most entries that stand behind the last signed checkpoint once their change is acknowledged: with 1 none does, so that nothing can be
    /// cut off the end unseen. More save a signature and a write each. What is left is signed when the chain's grain leaves memory, as at a
    /// stop. 1 to 100,000. Default: 1.
    /// </summary>
    [Range(1, 100_000)]
    public int CheckpointEvery { get; set; } = 1;

    /// <summary>
    /// Days after which entries are dropped, by whole segments of the log and unless the workspace's trail is under a hold. Their hashes stay, so
    /// that what is left still verifies. 30 to 36,500. Default: none, so that everything is kept.
    /// </summary>
    [Range(30, 36_500)]
    public int? RetentionDays { get; set; }
}
