using System.ComponentModel.DataAnnotations;

namespace Kolosal.Quality;

/// <summary>Section <c>Kolosal:Quality</c>.</summary>
public sealed class QualityOptions
{
    public const string Section = "Kolosal:Quality";

    /// <summary>Cases of one version of a golden dataset; 1 to 100,000. Default: 10,000.</summary>
    [Range(1, 100_000)]
    public int MostCases { get; set; } = 10_000;

    /// <summary>Golden datasets run at the same time on one silo; 1 to 64. Default: 1, since a run loads the whole model.</summary>
    [Range(1, 64)]
    public int ConcurrentRuns { get; set; } = 1;
}
