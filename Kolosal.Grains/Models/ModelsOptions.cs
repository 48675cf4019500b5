using System.ComponentModel.DataAnnotations;

namespace Kolosal.Models;

/// <summary>Section <c>Kolosal:Models</c>.</summary>
public sealed class ModelsOptions
{
    public const string Section = "Kolosal:Models";

    /// <summary>How old a passing validation may be when a version is promoted, in hours; 1 to 8,760. Default: 168 (a week).</summary>
    [Range(1, 8_760)]
    public int ValidationMaxAgeHours { get; set; } = 168;

    /// <summary>Days from a model's archiving or deletion to that of its packages; 0 to 36,500, 0 keeps them. Default: 365.</summary>
    [Range(0, 36_500)]
    public int RetentionDays { get; set; } = 365;

    /// <summary>Packages checked at the same time on one silo; 1 to 64. Default: 1, since a check loads the whole model.</summary>
    [Range(1, 64)]
    public int ConcurrentChecks { get; set; } = 1;
}
