using System.ComponentModel.DataAnnotations;

namespace Kolosal.Fairness;

/// <summary>Section <c>Kolosal:Fairness</c>: what a monitor judges by until it is configured.</summary>
public sealed class FairnessOptions
{
    public const string Section = "Kolosal:Fairness";

    public const int MinWindowRows = 50;
    public const int MaxWindowRows = 1_000_000;
    public const int MinGroupRows = 5;
    public const int MaxGroupRows = 100_000;
    public const double MinFalseAlarm = 0.0001;
    public const double MaxFalseAlarm = 0.2;

    /// <summary>Rows in a window. Default: 500.</summary>
    [Range(MinWindowRows, MaxWindowRows)]
    public int WindowRows { get; set; } = 500;

    /// <summary>Smaller groups are shown and not judged. Default: 30.</summary>
    [Range(MinGroupRows, MaxGroupRows)]
    public int MinimumGroupRows { get; set; } = 30;

    /// <summary>Smallest disparate impact that passes. Default: 0.8, the four-fifths rule.</summary>
    [Range(0.0, 1.0)]
    public double MinimumImpactRatio { get; set; } = 0.8;

    /// <summary>Probability that a window of equal treatment raises an alarm. Default: 0.01.</summary>
    [Range(MinFalseAlarm, MaxFalseAlarm)]
    public double FalseAlarm { get; set; } = 0.01;
}
