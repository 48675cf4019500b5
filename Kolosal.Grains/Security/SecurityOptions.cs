using System.ComponentModel.DataAnnotations;

namespace Kolosal.Security;

/// <summary>Section <c>Kolosal:Security</c>.</summary>
public sealed class SecurityOptions
{
    public const string Section = "Kolosal:Security";

    /// <summary>Minutes over which sightings count together as a burst. 1 to 60. Default: 5.</summary>
    [Range(1, 60)]
    public int BurstMinutes { get; set; } = 5;

    /// <summary>Sightings of one source in that time that are a burst, which opens an incident. 2 to 100,000. Default: 20.</summary>
    [Range(2, 100_000)]
    public int BurstOfOneSource { get; set; } = 20;

    /// <summary>Sightings of all sources of a workspace in that time that are a burst. 2 to 1,000,000. Default: 100.</summary>
    [Range(2, 1_000_000)]
    public int BurstOfAllSources { get; set; } = 100;

    /// <summary>Hours for which one source's sightings of one type are one event, while that is not closed. 1 to 168. Default: 24.</summary>
    [Range(1, 168)]
    public int FoldHours { get; set; } = 24;

    /// <summary>Hours within which an authority must be told of a breach (GDPR Art. 33(1): 72). 1 to 720. Default: 72.</summary>
    [Range(1, 720)]
    public int ReportingHours { get; set; } = 72;

    /// <summary>Milliseconds between two reports of what the doors of a process have seen. 50 to 60,000. Default: 1000.</summary>
    [Range(50, 60_000)]
    public int TellEveryMilliseconds { get; set; } = 1_000;
}
