using System.ComponentModel.DataAnnotations;

namespace Kolosal.Privacy;

/// <summary>Section <c>Kolosal:Privacy</c>.</summary>
public sealed class PrivacyOptions
{
    public const string Section = "Kolosal:Privacy";

    /// <summary>Most rows that a scan, an anonymisation or an erasure takes into memory; a scan of more looks at the first so many and says so.
    /// Default: 5,000,000.</summary>
    [Range(1_000, 1_000_000_000)]
    public int MaximumRows { get; set; } = 5_000_000;

    /// <summary>Hours between two purges of what is due. Default: 24.</summary>
    [Range(1, 720)]
    public int PurgeHours { get; set; } = 24;
}
