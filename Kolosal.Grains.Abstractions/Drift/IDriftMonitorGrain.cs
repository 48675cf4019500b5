using Kolosal.Access;
using Kolosal.Events;
using Orleans.Concurrency;

namespace Kolosal.Drift;

/// <summary>Watches one model's inputs and decisions for drift from what training saw. Key <c>workspace/model</c>.</summary>
[Alias("kolosal.drift.IDriftMonitorGrain")]
public interface IDriftMonitorGrain : IGrainWithStringKey
{
    /// <summary>The monitor's standing: open window, last reports. Refused with <c>drift.no-traffic</c> before the first request.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.MonitoringRead)]
    Task<Result<DriftMonitor>> GetAsync();

    /// <summary>Changes window and false-alarm rate; the open window starts again.</summary>
    [Alias("Configure"), RequiresPermission(Permission.MonitoringWrite)]
    Task<Result<DriftMonitor>> ConfigureAsync(DriftSettings settings);
}

/// <param name="WindowRows">Rows in a window, 50 to 1,000,000.</param>
/// <param name="FalseAlarm">Probability that a window without drift raises an alarm, over all that is tested; and that a stream without drift
/// ever raises an early one. 0.0001 to 0.2.</param>
/// <param name="WindowMinutes">A window also ends when its first request is so old, if it has 50 rows by then; 1 to 43,200. Null: by rows
/// alone.</param>
/// <param name="Test">How a column is compared with training: <c>psi_ks</c>, or the name of a test of <c>POST /drift/detect</c>.</param>
/// <param name="EarlyAlarm">Whether a window is closed before it is full when bets against "no drift" have won (an anytime-valid e-process).
/// </param>
/// <param name="Detectors">Online detectors over the stream of the model's errors: <c>adwin</c>, <c>ddm</c>, <c>eddm</c>, <c>hddm_a</c>,
/// <c>hddm_w</c>, <c>page_hinkley</c>. A change that one reports in a window is an alarm. Null or empty: none, the bets alone.</param>
[GenerateSerializer, Immutable, Alias("kolosal.drift-settings")]
public sealed record DriftSettings(
    int WindowRows, double FalseAlarm, int? WindowMinutes = null, string Test = "psi_ks", bool EarlyAlarm = true,
    ImmutableArray<string>? Detectors = null)
{
    /// <summary>The detectors, none for null.</summary>
    public ImmutableArray<string> Chosen() => Detectors is { IsDefault: false } chosen ? chosen : [];

    /// <inheritdoc/>
    public bool Equals(DriftSettings? other) => other is not null
        && (WindowRows, FalseAlarm, WindowMinutes, Test, EarlyAlarm)
            .Equals((other.WindowRows, other.FalseAlarm, other.WindowMinutes, other.Test, other.EarlyAlarm))
        && Chosen().SequenceEqual(other.Chosen());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(WindowRows, FalseAlarm, WindowMinutes, Test, EarlyAlarm);
}

/// <summary>A drift monitor as it is read and listed.</summary>
/// <param name="ModelId">The model's name.</param>
/// <param name="Version">The version that the open window counts.</param>
/// <param name="Settings">What it judges by.</param>
/// <param name="RowsCounted">Rows counted since the monitor exists, over all versions.</param>
/// <param name="RowsInWindow">Rows in the open window.</param>
/// <param name="Windows">Windows closed.</param>
/// <param name="Alarms">Windows that raised an alarm.</param>
/// <param name="Last">The last window's report; null before the first.</param>
/// <param name="Reports">The latest reports, newest first.</param>
/// <param name="Held">What it waits for; null while it keeps up. Only a read of the monitor shows it, lists do not.</param>
/// <param name="Unmonitored">Requests that it passed over for good; null when there are none.</param>
/// <param name="Outcomes">What became known of predictions, and whether labels or errors drifted; null before the first outcome, and where the
/// version's reference knows no errors.</param>
/// <param name="Early">How the bets of the early alarm stand; null where they are off.</param>
[GenerateSerializer, Immutable, Alias("kolosal.drift-monitor")]
public sealed record DriftMonitor(
    string ModelId, int Version, DriftSettings Settings, long RowsCounted, long RowsInWindow, long Windows, long Alarms,
    DriftReport? Last, ImmutableArray<DriftReport> Reports, MonitorHold? Held = null, UnmonitoredRequests? Unmonitored = null,
    OutcomeMonitor? Outcomes = null, EarlyStanding? Early = null);

/// <summary>How the bets against "no drift" stand.</summary>
/// <param name="Capital">What a capital of 1 has become.</param>
/// <param name="Needed">What it takes for an alarm.</param>
/// <param name="FalseAlarm">Probability that a stream without drift ever gets there.</param>
/// <param name="Blocks">Looks since the bets began.</param>
/// <param name="RowsPerBlock">Rows between two looks: the least sample.</param>
/// <param name="Muted">After an alarm they wait for a whole window without drift.</param>
[GenerateSerializer, Immutable, Alias("kolosal.early-standing")]
public sealed record EarlyStanding(double Capital, double Needed, double FalseAlarm, long Blocks, int RowsPerBlock, bool Muted);

/// <summary>Drift of what turned out to be true.</summary>
/// <param name="RowsCounted">Outcomes counted; a corrected outcome counts once, as first reported.</param>
/// <param name="RowsInWindow">In the open window.</param>
/// <param name="Windows">Windows closed.</param>
/// <param name="Alarms">Of them those that raised an alarm.</param>
/// <param name="Last">The last window's report; null before the first.</param>
/// <param name="Reports">The latest reports, newest first.</param>
[GenerateSerializer, Immutable, Alias("kolosal.outcome-monitor")]
public sealed record OutcomeMonitor(
    long RowsCounted, long RowsInWindow, long Windows, long Alarms, OutcomeReport? Last, ImmutableArray<OutcomeReport> Reports);

/// <summary>The verdict over one window of outcomes.</summary>
/// <param name="WindowId">Names the window for ever.</param>
/// <param name="Version">The model version it judged.</param>
/// <param name="BeganAt">First record.</param>
/// <param name="ClosedAt">Last record.</param>
/// <param name="Rows">Outcomes judged.</param>
/// <param name="Drifted">Labels or errors drifted.</param>
/// <param name="IncidentId">The incident it raised or joined.</param>
/// <param name="ClosedBy"><c>rows</c>, <c>minutes</c> or <c>early_alarm</c>.</param>
/// <param name="Findings">Labels, errors, and each chosen detector.</param>
[GenerateSerializer, Immutable, Alias("kolosal.outcome-report")]
public sealed record OutcomeReport(
    string WindowId, int Version, DateTimeOffset BeganAt, DateTimeOffset ClosedAt, long Rows, bool Drifted, string? IncidentId, string ClosedBy,
    ImmutableArray<DriftFinding> Findings);

/// <summary>The verdict over one window.</summary>
/// <param name="WindowId">Names the window for ever.</param>
/// <param name="Version">The model version it judged.</param>
/// <param name="BeganAt">First request.</param>
/// <param name="ClosedAt">Last request.</param>
/// <param name="Rows">Rows judged.</param>
/// <param name="Drifted">At least one column or the decisions drifted.</param>
/// <param name="IncidentId">The incident it raised or joined.</param>
/// <param name="Columns">Every input column, the most drifted first.</param>
/// <param name="Decisions">The predicted classes or values.</param>
/// <param name="ClosedBy"><c>rows</c>, <c>minutes</c> or <c>early_alarm</c>; after an early alarm only what the bets found counts as drifted.
/// </param>
/// <param name="Severity">The gravest finding's; null without drift.</param>
/// <param name="Findings">What was tested beside the inputs' distributions (joint drift, scores, decisions), and every input that drifted.</param>
/// <param name="Causes">The inputs that explain it, ranked; empty without drift.</param>
/// <param name="JointReason">Why there is no joint verdict; null where there is one.</param>
/// <param name="FalseAlarm">Probability of an alarm without drift that the window was judged by.</param>
[GenerateSerializer, Immutable, Alias("kolosal.drift-report")]
public sealed record DriftReport(
    string WindowId, int Version, DateTimeOffset BeganAt, DateTimeOffset ClosedAt, long Rows, bool Drifted, string? IncidentId,
    ImmutableArray<ColumnDrift> Columns, ColumnDrift Decisions, string ClosedBy = "rows", string? Severity = null,
    ImmutableArray<DriftFinding>? Findings = null, ImmutableArray<DriftCause>? Causes = null, string? JointReason = null, double? FalseAlarm = null);

/// <summary>One thing that a window was tested for.</summary>
/// <param name="Type">Whose drift: of the data, of the predictions, or of the concept.</param>
/// <param name="Subject"><c>column</c>, <c>quality</c>, <c>correlation</c>, <c>reconstruction</c>, <c>decisions</c>, <c>scores</c>,
/// <c>labels</c> or <c>errors</c>.</param>
/// <param name="Name">The column, or the pair of columns.</param>
/// <param name="Test">The test's name.</param>
/// <param name="Statistic">On the test's scale.</param>
/// <param name="PValue">Probability of one as large without drift; of an e-process 1 / capital.</param>
/// <param name="Effect">How large the change is.</param>
/// <param name="EffectMeasure">In what.</param>
/// <param name="LeastEffect">A smaller one is not called drift however sure.</param>
/// <param name="MinimumRows">With fewer rows nothing is said.</param>
/// <param name="FalseAlarm">Nominal: over all findings of the window, or of the whole stream for an e-process; null where a detector promises
/// none.</param>
/// <param name="Drifted">Significant and large enough.</param>
/// <param name="Severity"><c>medium</c>, <c>high</c> or <c>critical</c>; null where nothing drifted.</param>
/// <param name="Note">What it looks like, for people: a sentinel, a turned sign, another unit; null for nothing to add.</param>
[GenerateSerializer, Immutable, Alias("kolosal.drift-finding")]
public sealed record DriftFinding(
    DriftType Type, string Subject, string Name, string Test, double Statistic, double PValue, double Effect, string EffectMeasure,
    double LeastEffect, int MinimumRows, double? FalseAlarm, bool Drifted, string? Severity, string? Note);

/// <summary>How much one input has to do with a window's drift.</summary>
/// <param name="Name">The input.</param>
/// <param name="Share">Its share of the inputs' divergence from training, 0 to 1.</param>
/// <param name="Importance">Its share in what the model needs, from training; null when not measured.</param>
/// <param name="WeightedShare">Its share when each input's divergence is weighted by importance: how far the model's attributions shift, as far
/// as importance tells; null when not measured.</param>
/// <param name="Segment">The bin or category that contributes most.</param>
/// <param name="ShareBefore">Its share of the rows in training.</param>
/// <param name="ShareNow">And in the window.</param>
/// <param name="Note">What the change looks like; null for nothing to add.</param>
[GenerateSerializer, Immutable, Alias("kolosal.drift-cause")]
public sealed record DriftCause(
    string Name, double Share, double? Importance, double? WeightedShare, string Segment, double ShareBefore, double ShareNow, string? Note);

/// <summary>What has drifted.</summary>
[GenerateSerializer, Alias("kolosal.drift-type")]
public enum DriftType { DataDrift, ConceptDrift, PredictionDrift }

/// <summary>One column's distance from training.</summary>
/// <param name="Name">The column.</param>
/// <param name="Psi">Population stability index over the training bins, a bin for missing and one for unseen values; nats.</param>
/// <param name="Ks">Kolmogorov-Smirnov distance at the training bins' edges (a lower bound of the exact one); null for categories.</param>
/// <param name="PValue">Probability of distances as large without drift; the smaller of the two tests', doubled.</param>
/// <param name="MissingShare">Share of rows without a value.</param>
/// <param name="UnseenShare">Share of rows whose category training did not see.</param>
/// <param name="Drifted">Significant at the false-discovery rate and of at least moderate size.</param>
[GenerateSerializer, Immutable, Alias("kolosal.column-drift")]
public sealed record ColumnDrift(string Name, double Psi, double? Ks, double PValue, double MissingShare, double UnseenShare, bool Drifted);

public static class DriftGrains
{
    public static IDriftMonitorGrain DriftMonitor(this IGrainFactory grains, ModelKey model) =>
        grains.GetGrain<IDriftMonitorGrain>(model.ToString());

    public static IDriftDetectionGrain DriftDetection(this IGrainFactory grains, string workspace, string id) =>
        grains.GetGrain<IDriftDetectionGrain>($"{workspace}/{id}");
}
