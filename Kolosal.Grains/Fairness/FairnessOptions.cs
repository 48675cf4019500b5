using System.ComponentModel.DataAnnotations;

namespace Kolosal.Fairness;

/// <summary>Section <c>Kolosal:Fairness</c>: what a monitor judges by until it is configured, and what scans may take.</summary>
public sealed class FairnessOptions : IValidatableObject
{
    public const string Section = "Kolosal:Fairness";

    public const int MinWindowRows = 50;
    public const int MaxWindowRows = 1_000_000;
    public const int MinGroupRows = 5;
    public const int MaxGroupRows = 100_000;
    public const double MinFalseAlarm = 0.0001;
    public const double MaxFalseAlarm = 0.2;

    /// <summary>Decisions in a window. Default: 500.</summary>
    [Range(MinWindowRows, MaxWindowRows)]
    public int WindowRows { get; set; } = 500;

    /// <summary>Outcomes in a window. Default: 500.</summary>
    [Range(MinWindowRows, MaxWindowRows)]
    public int OutcomeWindowRows { get; set; } = 500;

    /// <summary>Smaller groups are shown and not judged. Default: 30.</summary>
    [Range(MinGroupRows, MaxGroupRows)]
    public int MinimumGroupRows { get; set; } = 30;

    /// <summary>Smallest disparate impact that passes. Default: 0.8, the four-fifths rule.</summary>
    [Range(0.0, 1.0)]
    public double MinimumImpactRatio { get; set; } = 0.8;

    /// <summary>Largest difference of rates of outcomes that passes. Default: 0.1.</summary>
    [Range(0.0, 1.0)]
    public double MaximumDifference { get; set; } = 0.1;

    /// <summary>Probability that a window of a model that keeps every limit is called unfair. Default: 0.01.</summary>
    [Range(MinFalseAlarm, MaxFalseAlarm)]
    public double FalseAlarm { get; set; } = 0.01;

    /// <summary>Windows in violation, among those looked back on, before an incident is raised; at most <see cref="OfLastWindows"/>. Default: 3.
    /// </summary>
    [Range(1, SustainedPolicy.MostWindows)]
    public int SustainedWindows { get; set; } = 3;

    /// <summary>Windows looked back on. Default: 3.</summary>
    [Range(1, SustainedPolicy.MostWindows)]
    public int OfLastWindows { get; set; } = 3;

    /// <summary>Scans at the same time in a process; further ones wait. Default: 1.</summary>
    [Range(1, 64)]
    public int ConcurrentScans { get; set; } = 1;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SustainedWindows > OfLastWindows)
            yield return new($"Need SustainedWindows of at most OfLastWindows ({OfLastWindows}), got {SustainedWindows}.",
                [nameof(SustainedWindows)]);
    }

    internal FairnessSettings ToSettings() => new(
        WindowRows, MinimumGroupRows, MinimumImpactRatio, FalseAlarm, MaximumDifference, OutcomeWindowRows, SustainedWindows, OfLastWindows);
}
