using System.ComponentModel.DataAnnotations;

namespace Kolosal.Experiments;

/// <summary>Section <c>Kolosal:Experiments</c>.</summary>
public sealed class ExperimentsOptions
{
    public const string Section = "Kolosal:Experiments";

    /// <summary>Memory a process keeps for tables between trials, in MiB; a table larger than this is kept alone. Default: 512.</summary>
    [Range(1, 1_048_576)]
    public int FrameCacheMegabytes { get; set; } = 512;
}
