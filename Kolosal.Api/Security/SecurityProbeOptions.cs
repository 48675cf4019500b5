using System.ComponentModel.DataAnnotations;

namespace Kolosal.Security;

/// <summary>Section <c>Kolosal:Security:Probe</c>: the self-check of security events.</summary>
internal sealed class SecurityProbeOptions
{
    public const string Section = "Kolosal:Security:Probe";

    /// <summary>Hours between two self-checks, each of which is one closed event. 1 to 168. Default: 24.</summary>
    [Range(1, 168)]
    public int EveryHours { get; set; } = 24;

    /// <summary>Seconds within which the event must be there. 5 to 600. Default: 60.</summary>
    [Range(5, 600)]
    public int WithinSeconds { get; set; } = 60;
}
