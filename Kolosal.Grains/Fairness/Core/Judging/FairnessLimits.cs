namespace Kolosal.Fairness;

/// <summary>What groups are judged by.</summary>
/// <param name="MinimumGroupRows">Groups with fewer rows to divide by are shown and not judged.</param>
/// <param name="MinimumImpactRatio">Smallest disparate impact that passes, 0 to 1.</param>
/// <param name="FalseAlarm">Probability that a window of a model that keeps every limit names anything.</param>
/// <param name="MaximumDifference">Largest difference of true and false positive rates, of predictive values and of calibration gaps that passes, 0
/// to 1.</param>
public sealed record FairnessLimits(int MinimumGroupRows, double MinimumImpactRatio, double FalseAlarm, double MaximumDifference = 0.1);
