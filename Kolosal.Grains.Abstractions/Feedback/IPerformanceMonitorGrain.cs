using Kolosal.Access;
using Kolosal.Events;
using Orleans.Concurrency;

namespace Kolosal.Feedback;

/// <summary>How good one model's predictions turn out to be, and, before outcomes come, are expected to be. Key <c>workspace/model</c>.</summary>
[Alias("kolosal.feedback.IPerformanceMonitorGrain")]
public interface IPerformanceMonitorGrain : IGrainWithStringKey
{
    /// <summary>Scores by version and window. Refused with <c>performance.no-traffic</c> before the first request.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.MonitoringRead)]
    Task<Result<PerformanceMonitor>> GetAsync();

    /// <summary>Changes windows and the threshold; open windows start again, totals stay.</summary>
    /// <returns>Refused with <c>performance.window-outcomes</c>, <c>performance.estimate-rows</c>, <c>performance.metric</c>,
    /// <c>performance.threshold</c>, <c>performance.false-alarm</c> and <c>models.not-found</c>.</returns>
    [Alias("Configure"), RequiresPermission(Permission.MonitoringWrite)]
    Task<Result<PerformanceMonitor>> ConfigureAsync(PerformanceSettings settings);
}

/// <param name="WindowOutcomes">First outcomes in a window, 50 to 10,000.</param>
/// <param name="EstimateRows">Predicted rows in a window of the estimate without outcomes, 50 to 1,000,000.</param>
/// <param name="Metric">Which live metric is judged; null for the version's primary one where it is measured live, else accuracy or rmse.</param>
/// <param name="Threshold">The worst that is accepted; null for the bad end of the 95 % interval that the version's evaluation gave the
/// metric.</param>
/// <param name="FalseAlarm">Probability that a window of a model as good as the threshold raises an alarm; 0.0001 to 0.2.</param>
[GenerateSerializer, Immutable, Alias("kolosal.performance-settings")]
public sealed record PerformanceSettings(
    int WindowOutcomes, int EstimateRows, string? Metric = null, double? Threshold = null, double FalseAlarm = 0.01);

/// <summary>A performance monitor as it is read and listed.</summary>
/// <param name="ModelId">The model's name.</param>
/// <param name="Version">The version that the last counted record is about.</param>
/// <param name="Settings">What it judges by.</param>
/// <param name="Outcomes">Rows whose outcome was counted, over all versions.</param>
/// <param name="Corrections">Outcomes that replaced another.</param>
/// <param name="Windows">Windows closed.</param>
/// <param name="Alarms">Windows that raised an alarm.</param>
/// <param name="Versions">The versions last used, at most five, newest number first.</param>
/// <param name="Reports">Windows of outcomes, newest first.</param>
/// <param name="Estimates">Windows of predictions with what is expected of them, newest first.</param>
/// <param name="Grades">How the estimates did where outcomes came.</param>
/// <param name="Held">What it waits for; null while it keeps up. Only a read of the monitor shows it.</param>
/// <param name="Unmonitored">Records that it passed over for good; null when there are none.</param>
[GenerateSerializer, Immutable, Alias("kolosal.performance-monitor")]
public sealed record PerformanceMonitor(
    string ModelId, int Version, PerformanceSettings Settings, long Outcomes, long Corrections, long Windows, long Alarms,
    ImmutableArray<VersionPerformance> Versions, ImmutableArray<PerformanceReport> Reports, ImmutableArray<PerformanceEstimate> Estimates,
    ImmutableArray<EstimateGrade> Grades, MonitorHold? Held = null, UnmonitoredRequests? Unmonitored = null);

/// <summary>One version since it was first counted.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Outcomes">Rows whose outcome is known.</param>
/// <param name="Corrections">Outcomes that replaced another.</param>
/// <param name="OutcomesInWindow">Of them in the open window.</param>
/// <param name="Metric">Which metric is judged; null where none can be.</param>
/// <param name="Threshold">The worst that is accepted; null where there is none to be had.</param>
/// <param name="Scores">Over all its outcomes.</param>
/// <param name="Reliability">Predicted against observed by bins of probability; empty for regression.</param>
/// <param name="CalibrationFloor">What <c>ece</c> would be on average if every probability were right; null for regression.</param>
/// <param name="AreaResolution">The most by which binning can move the area under the ROC curve; null without one.</param>
[GenerateSerializer, Immutable, Alias("kolosal.version-performance")]
public sealed record VersionPerformance(
    int Version, long Outcomes, long Corrections, long OutcomesInWindow, string? Metric, double? Threshold,
    ImmutableArray<PerformanceScore> Scores, ImmutableArray<ReliabilityBin> Reliability, double? CalibrationFloor, double? AreaResolution);

/// <summary>One metric with its 95 % interval.</summary>
/// <param name="Metric">Name in the metric catalogue.</param>
/// <param name="Value">The score; null where it is not defined.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="HigherIsBetter">The metric's direction.</param>
/// <param name="Reason">Why there is no value; null when there is one.</param>
[GenerateSerializer, Immutable, Alias("kolosal.performance-score")]
public sealed record PerformanceScore(string Metric, double? Value, double? Low, double? High, bool HigherIsBetter, string? Reason = null);

/// <param name="From">The bin's lower edge, excluded but for 0.</param>
/// <param name="To">Its upper edge.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Predicted">Their mean probability.</param>
/// <param name="Observed">The share for which it came true.</param>
/// <param name="Low">Lower end of the share's 95 % interval.</param>
/// <param name="High">Upper end.</param>
[GenerateSerializer, Immutable, Alias("kolosal.reliability-bin")]
public sealed record ReliabilityBin(double From, double To, long Rows, double Predicted, double Observed, double Low, double High);

/// <summary>The verdict over one window of outcomes.</summary>
/// <param name="WindowId">Names the window for ever.</param>
/// <param name="Version">The version it judged.</param>
/// <param name="BeganAt">When its first outcome was reported.</param>
/// <param name="ClosedAt">When its last outcome was reported.</param>
/// <param name="Outcomes">Rows in it.</param>
/// <param name="Metric">Which metric was judged; null where none could be.</param>
/// <param name="Threshold">The worst that was accepted.</param>
/// <param name="Below">It was worse than that, and not by chance.</param>
/// <param name="IncidentId">The incident it raised or joined.</param>
/// <param name="Scores">What the outcomes showed.</param>
/// <param name="Estimated">What the probabilities of the same rows had let expect; empty where nothing can be.</param>
[GenerateSerializer, Immutable, Alias("kolosal.performance-report")]
public sealed record PerformanceReport(
    string WindowId, int Version, DateTimeOffset BeganAt, DateTimeOffset ClosedAt, long Outcomes, string? Metric, double? Threshold, bool Below,
    string? IncidentId, ImmutableArray<PerformanceScore> Scores, ImmutableArray<PerformanceScore> Estimated);

/// <summary>What is expected of a window of predictions before any outcome is known.</summary>
/// <param name="Version">The version that predicted.</param>
/// <param name="BeganAt">Its first request.</param>
/// <param name="ClosedAt">Its last request.</param>
/// <param name="Rows">Predicted rows.</param>
/// <param name="Scores">Each with the interval in which the realised score lies 95 times in 100, if probabilities are calibrated.</param>
[GenerateSerializer, Immutable, Alias("kolosal.performance-estimate")]
public sealed record PerformanceEstimate(
    int Version, DateTimeOffset BeganAt, DateTimeOffset ClosedAt, long Rows, ImmutableArray<PerformanceScore> Scores);

/// <summary>How a metric's estimates did in the windows where outcomes came.</summary>
/// <param name="Metric">Which.</param>
/// <param name="Windows">Windows in which both were defined.</param>
/// <param name="Covered">Of them, those whose realised score lay in the estimate's 95 % interval.</param>
/// <param name="Coverage">Covered over windows.</param>
/// <param name="MeanError">Realised minus estimated, averaged over windows.</param>
[GenerateSerializer, Immutable, Alias("kolosal.estimate-grade")]
public sealed record EstimateGrade(string Metric, long Windows, long Covered, double Coverage, double MeanError);

public static class PerformanceGrains
{
    public static IPerformanceMonitorGrain PerformanceMonitor(this IGrainFactory grains, ModelKey model) =>
        grains.GetGrain<IPerformanceMonitorGrain>(model.ToString());
}
