using System.ComponentModel.DataAnnotations;

namespace Kolosal.Explanations;

/// <summary>Section <c>Kolosal:Explanations</c>.</summary>
public sealed class ExplanationsOptions
{
    public const string Section = "Kolosal:Explanations";

    /// <summary>Explanations that a silo computes at the same time for callers who wait; as many threads. Default: 2.</summary>
    [Range(1, 64)]
    public int Concurrent { get; set; } = 2;

    /// <summary>Explanations that a silo computes at the same time beside all requests. Default: 1.</summary>
    [Range(1, 64)]
    public int ConcurrentLong { get; set; } = 1;

    /// <summary>Versions whose explainers a silo keeps; those used longest ago make room. Default: 8.</summary>
    [Range(1, 1000)]
    public int CachedVersions { get; set; } = 8;

    /// <summary>Usual rows that a row is held against. Default: 25.</summary>
    [Range(2, 1000)]
    public int BackgroundRows { get; set; } = 25;

    /// <summary>Usual rows that give effects, scales and sums over rows. Default: 300.</summary>
    [Range(10, 20_000)]
    public int SampleRows { get; set; } = 300;

    /// <summary>Held-out rows of a version that are kept in memory, drawn by lot where there are more. Default: 20,000.</summary>
    [Range(100, 1_000_000)]
    public int HeldOutRows { get; set; } = 20_000;

    /// <summary>Rows that the model scores at most for one explained row where no exact method fits. Default: 8,192.</summary>
    [Range(100, 1_000_000)]
    public int Evaluations { get; set; } = 8192;

    /// <summary>Rows of one request that are explained while the caller waits. Default: 64.</summary>
    [Range(1, 10_000)]
    public int RowsAtOnce { get; set; } = 64;

    /// <summary>Rows of one request that are explained beside it. Default: 10,000.</summary>
    [Range(1, 1_000_000)]
    public int RowsLong { get; set; } = 10_000;
}
