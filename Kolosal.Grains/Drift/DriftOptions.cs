using System.ComponentModel.DataAnnotations;

namespace Kolosal.Drift;

/// <summary>Section <c>Kolosal:Drift</c>: what a monitor judges by until it is configured.</summary>
public sealed class DriftOptions
{
    public const string Section = "Kolosal:Drift";

    public const int SmallestWindow = 50;
    public const int LargestWindow = 1_000_000;
    public const double SmallestFalseAlarm = 0.0001;
    public const double LargestFalseAlarm = 0.2;

    /// <summary>Rows in a window: more see smaller shifts, later. Default: 500.</summary>
    [Range(SmallestWindow, LargestWindow)]
    public int WindowRows { get; set; } = 500;

    /// <summary>Probability that a window without drift raises an alarm. Default: 0.01.</summary>
    [Range(SmallestFalseAlarm, LargestFalseAlarm)]
    public double FalseAlarm { get; set; } = 0.01;
}
