using System.ComponentModel.DataAnnotations;

namespace Kolosal.Experiments;

/// <summary>Section <c>Kolosal:Experiments</c>.</summary>
public sealed class ExperimentsOptions
{
    public const string Section = "Kolosal:Experiments";

    /// <summary>Memory a process keeps for tables between trials, in MiB; a table larger than this is kept alone. Default: 512.</summary>
    [Range(1, 1_048_576)]
    public int FrameCacheMegabytes { get; set; } = 512;

    /// <summary>Runs of one workspace that are given training slots at the same time; the others wait in the order they came. Default: 8.</summary>
    [Range(1, 10_000)]
    public int RunningRunsPerWorkspace { get; set; } = 8;

    /// <summary>Training slots that all runs of one workspace may have at the same time. 0 for as many as there are. Default: 0.</summary>
    [Range(0, 1_000_000)]
    public int SlotsPerWorkspace { get; set; }

    /// <summary>Runs of one workspace that may wait for their first slot; one more is refused with 429. Default: 100.</summary>
    [Range(1, 1_000_000)]
    public int QueuedRunsPerWorkspace { get; set; } = 100;

    /// <summary>Bytes that a model file may have which is imported, in MiB; a larger one is refused with 413. Default: 256.</summary>
    [Range(1, 2_000)]
    public int ImportMegabytes { get; set; } = 256;

    internal WorkspaceLimits ToLimits() =>
        new(RunningRunsPerWorkspace, SlotsPerWorkspace == 0 ? int.MaxValue : SlotsPerWorkspace, QueuedRunsPerWorkspace);
}
