using System.ComponentModel.DataAnnotations;

namespace Kolosal.Hosting;

/// <summary>Section <c>Kolosal:TrainingPool</c>.</summary>
public sealed class TrainingPoolOptions
{
    public const string Section = "Kolosal:TrainingPool";

    /// <summary>Training threads, and so training slots, of this process; more only share
    /// the same cores. 0 takes the number of cores. Default: 0.</summary>
    [Range(0, 1024)]
    public int Threads { get; set; }

    /// <summary>Share of the memory available to the process that training may plan with; the rest is for serving. Default: 0.6.</summary>
    [Range(0.05, 0.95)]
    public double MemoryShare { get; set; } = 0.6;
}
