using System.ComponentModel.DataAnnotations;

namespace Kolosal.Feedback;

/// <summary>Section <c>Kolosal:Performance</c>: what a monitor judges by until it is configured.</summary>
public sealed class PerformanceOptions
{
    public const string Section = "Kolosal:Performance";

    public const int MinWindowOutcomes = 50, MaxWindowOutcomes = 10_000, MinEstimateRows = 50, MaxEstimateRows = 1_000_000;
    public const double MinFalseAlarm = 0.0001, MaxFalseAlarm = 0.2;

    /// <summary>First outcomes in a window. Default: 500.</summary>
    [Range(MinWindowOutcomes, MaxWindowOutcomes)]
    public int WindowOutcomes { get; set; } = 500;

    /// <summary>Predicted rows in a window of the estimate without outcomes. Default: 1,000.</summary>
    [Range(MinEstimateRows, MaxEstimateRows)]
    public int EstimateRows { get; set; } = 1_000;

    /// <summary>Probability that a window of a model as good as the threshold raises an alarm. Default: 0.01.</summary>
    [Range(MinFalseAlarm, MaxFalseAlarm)]
    public double FalseAlarm { get; set; } = 0.01;
}
