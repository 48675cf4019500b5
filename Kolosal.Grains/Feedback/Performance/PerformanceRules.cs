namespace Kolosal.Feedback;

/// <summary>What a performance monitor can be told to judge by.</summary>
internal static class PerformanceRules
{
    /// <summary>The metrics that are measured live.</summary>
    public static readonly ImmutableArray<string> Metrics =
        ["accuracy", "balanced_accuracy", "roc_auc", "roc_auc_ovr", "log_loss", "brier", "ece", "rmse", "mae", "r2"];

    /// <returns>Null when the settings are in order.</returns>
    public static Refusal? Refuse(PerformanceSettings settings) => settings switch
    {
        { WindowOutcomes: < PerformanceOptions.MinWindowOutcomes or > PerformanceOptions.MaxWindowOutcomes } => Refusal.Invalid(
            "performance.window-outcomes", $"Need a window of {PerformanceOptions.MinWindowOutcomes} to {PerformanceOptions.MaxWindowOutcomes} "
                + $"outcomes, got {settings.WindowOutcomes}."),
        { EstimateRows: < PerformanceOptions.MinEstimateRows or > PerformanceOptions.MaxEstimateRows } => Refusal.Invalid(
            "performance.estimate-rows", $"Need a window of {PerformanceOptions.MinEstimateRows} to {PerformanceOptions.MaxEstimateRows} rows "
                + $"for the estimate, got {settings.EstimateRows}."),
        { Metric: { } metric } when !Metrics.Contains(metric) => Refusal.Invalid(
            "performance.metric", $"Need one of the metrics that are measured live ({string.Join(", ", Metrics)}), got '{metric}'."),
        { Metric: null, Threshold: not null } => Refusal.Invalid(
            "performance.metric", "Need the name of the metric that the threshold is about, got none."),
        { Threshold: { } threshold } when !double.IsFinite(threshold) => Refusal.Invalid(
            "performance.threshold", "Need a finite number as the worst score that is accepted."),
        { FalseAlarm: not (>= PerformanceOptions.MinFalseAlarm and <= PerformanceOptions.MaxFalseAlarm) } => Refusal.Invalid(
            "performance.false-alarm", $"Need a false-alarm rate of {PerformanceOptions.MinFalseAlarm} to {PerformanceOptions.MaxFalseAlarm}, "
                + $"got {settings.FalseAlarm}."),
        _ => null,
    };
}
