using System.ComponentModel.DataAnnotations;

namespace Kolosal.Incidents;

/// <summary>Section <c>Kolosal:Incidents</c>.</summary>
public sealed class IncidentsOptions
{
    public const string Section = "Kolosal:Incidents";

    /// <summary>Hours from detection within which an authority must be told of a reportable incident, 1 to 720. Default: 72 (GDPR Art. 33).</summary>
    [Range(1, 720)]
    public int ReportingHours { get; set; } = 72;
}
