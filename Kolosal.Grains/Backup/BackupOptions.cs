using System.ComponentModel.DataAnnotations;

namespace Kolosal.Backup;

/// <summary>Section <c>Kolosal:Backup</c>; where backups go stands in the host's own options of the same section.</summary>
public sealed class BackupOptions
{
    public const string Section = "Kolosal:Backup";

    /// <summary>Milliseconds between two looks at a backup, restore or drill that runs, 20 to 60,000. Default: 500.</summary>
    [Range(20, 60_000)]
    public int LookMilliseconds { get; set; } = 500;

    /// <summary>Latest rows of each model's log that a drill scores again, 1 to 100,000. Default: 200.</summary>
    [Range(1, 100_000)]
    public int GoldenRows { get; set; } = 200;
}
