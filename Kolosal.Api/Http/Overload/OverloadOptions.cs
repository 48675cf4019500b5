using System.ComponentModel.DataAnnotations;

namespace Kolosal.Http;

/// <summary>Section <c>Kolosal:Overload</c>: what this process takes on at once before it asks callers to come again.</summary>
internal sealed class OverloadOptions
{
    public const string Section = "Kolosal:Overload";

    /// <summary>Prediction requests under way, over all callers; more are answered 503. 1 to 1,000,000. Default: 4,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxPredictions { get; set; } = 4_000;

    /// <summary>Prediction requests under way of one principal; more are answered 429. 1 to 1,000,000. Default: 2,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxPredictionsPerPrincipal { get; set; } = 2_000;

    /// <summary>
    /// Share of <see cref="MaxPredictions"/> in percent, from which on telemetry (outcomes, tracked metrics, reads of monitors) is answered 503, so
    /// that what is left serves predictions. 1 to 100. Default: 50.
    /// </summary>
    [Range(1, 100)]
    public int ShedTelemetryPercent { get; set; } = 50;

    /// <summary>Seconds after which a caller is told to come again. 1 to 600. Default: 1.</summary>
    [Range(1, 600)]
    public int RetryAfterSeconds { get; set; } = 1;
}
