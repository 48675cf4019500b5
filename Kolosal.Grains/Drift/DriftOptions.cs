using System.ComponentModel.DataAnnotations;

namespace Kolosal.Drift;

/// <summary>Section <c>Kolosal:Drift</c>: what a monitor judges by until it is configured.</summary>
public sealed class DriftOptions
{
    public const string Section = "Kolosal:Drift";

    public const int MinWindowRows = 50;
    public const int MaxWindowRows = 1_000_000;
    public const double MinFalseAlarm = 0.0001;
    public const double MaxFalseAlarm = 0.2;

    /// <summary>Rows in a window: more see smaller shifts, later. Default: 500.</summary>
    [Range(MinWindowRows, MaxWindowRows)]
    public int WindowRows { get; set; } = 500;

    /// <summary>Probability that a window without drift raises an alarm. Default: 0.01.</summary>
    [Range(MinFalseAlarm, MaxFalseAlarm)]
    public double FalseAlarm { get; set; } = 0.01;
}
