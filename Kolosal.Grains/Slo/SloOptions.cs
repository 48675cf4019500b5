using System.ComponentModel.DataAnnotations;

namespace Kolosal.Slo;

/// <summary>Section <c>Kolosal:Slo</c>: the promises that hold for every model until others are defined.</summary>
public sealed class SloOptions
{
    public const string Section = "Kolosal:Slo";

    public const double MinTarget = 0.5;
    public const double MaxTarget = 0.99999;
    public const int MaxWindowDays = 90;
    public const double MaxMilliseconds = 600_000;
    public const double MaxAgeHours = 100_000;

    /// <summary>Share of requests that do not fail by our fault. Default: 0.995.</summary>
    [Range(MinTarget, MaxTarget)]
    public double Availability { get; set; } = 0.995;

    /// <summary>Share of requests answered within <see cref="LatencyMilliseconds"/>. Default: 0.95.</summary>
    [Range(MinTarget, MaxTarget)]
    public double LatencyShare { get; set; } = 0.95;

    /// <summary>Slower answers are bad. Default: 200.</summary>
    [Range(0.1, MaxMilliseconds)]
    public double LatencyMilliseconds { get; set; } = 200;

    /// <summary>Days a budget is about. Default: 30.</summary>
    [Range(1, MaxWindowDays)]
    public int WindowDays { get; set; } = 30;

    /// <summary>Decisions in a window of a fairness objective; each window is one event, good or bad. Default: 500.</summary>
    [Range(60, 100_000)]
    public int FairnessWindowRows { get; set; } = 500;

    /// <summary>While a model is used, lists and dashboards show figures of at most so many seconds ago; each refresh is two writes. Default: 15.
    /// </summary>
    [Range(1, 3_600)]
    public int ListSeconds { get; set; } = 15;
}
