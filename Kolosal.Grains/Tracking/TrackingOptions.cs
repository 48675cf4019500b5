using System.ComponentModel.DataAnnotations;

namespace Kolosal.Tracking;

/// <summary>Section <c>Kolosal:Tracking</c>.</summary>
public sealed class TrackingOptions
{
    public const string Section = "Kolosal:Tracking";

    /// <summary>Largest artifact, in bytes; a larger one is refused with 413. 1 KiB to 64 GiB. Default: 1 GiB.</summary>
    [Range(1024L, 64L << 30)]
    public long MaximumArtifactBytes { get; set; } = 1L << 30;

    /// <summary>
    /// Entries that one search looks at; a search over more is refused and asks to be narrowed by experiment. 1,000 to 1,000,000. Default: 50,000.
    /// </summary>
    [Range(1000, 1_000_000)]
    public int SearchedEntries { get; set; } = 50_000;
}
