using System.ComponentModel.DataAnnotations;

namespace Kolosal.Retraining;

/// <summary>Section <c>Kolosal:Retraining</c>.</summary>
public sealed class RetrainingOptions
{
    public const string Section = "Kolosal:Retraining";

    /// <summary>Milliseconds between two looks at a run or at scoring that is under way; 50 to 60,000. Default: 2,000.</summary>
    [Range(50, 60_000)]
    public int StepMilliseconds { get; set; } = 2_000;

    /// <summary>Logged requests that a shadow scores at a time, 1 to 10,000: between two of them it can be cancelled. Default: 1,000.</summary>
    [Range(1, 10_000)]
    public int ShadowRequests { get; set; } = 1_000;
}
