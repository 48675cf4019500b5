using System.Text.Json.Serialization;

namespace Kolosal.Experiments;

/// <summary>The life of a run.</summary>
[GenerateSerializer, Alias("kolosal.run-state")]
public enum RunStatus
{
    /// <summary>Accepted; waits for the first training slot.</summary>
    Queued,

    Running,

    /// <summary>The winner is registered.</summary>
    Completed,

    /// <summary>It ended without a model; the reason is in the snapshot. May be resumed.</summary>
    Failed,

    /// <summary>Somebody stopped it. May be resumed.</summary>
    Cancelled,

    /// <summary>Somebody let it rest: it keeps its dataset, uses no slot, and its time budget does not run. May be resumed.</summary>
    Paused,
}

/// <summary>What a run is doing right now.</summary>
[GenerateSerializer, Alias("kolosal.run-phase")]
public enum RunPhase
{
    /// <summary>Trials are cross-validated.</summary>
    Search,

    /// <summary>The winner is fitted on everything but the test part, evaluated on the test part, packed.</summary>
    Refit,

    /// <summary>The package is signed and made a version.</summary>
    Registration,

    /// <summary>Nothing more will happen by itself.</summary>
    Ended,
}

/// <summary>A run as it stands.</summary>
/// <param name="RunId"><c>run_…</c>.</param>
/// <param name="State">Where in its life it is.</param>
/// <param name="Phase">What it does.</param>
/// <param name="DatasetId">The dataset.</param>
/// <param name="Target">The column to predict.</param>
/// <param name="Task"><c>binary</c>, <c>multiclass</c>, <c>regression</c>, <c>quantile</c>, <c>count</c>, <c>ordinal</c> or <c>ranking</c>.</param>
/// <param name="Metric">What the search optimises.</param>
/// <param name="Percent">0 to 100, from finished trials or used budget, whichever is further along; 100 only when completed.</param>
/// <param name="EtaSeconds">Time to the end at the pace so far; null before the first trial is finished and after the end.</param>
/// <param name="BestScore">Best cross-validated score so far, in the metric's unit; null before the first.</param>
/// <param name="BestTrainer">The trainer that reached it.</param>
/// <param name="FinishedTrials">Trials with a score.</param>
/// <param name="FailedTrials">Trials without one.</param>
/// <param name="RunningTrials">Trials on a slot or waiting for one.</param>
/// <param name="MaxTrials">The limit of the plan.</param>
/// <param name="ElapsedSeconds">Time the run has been at work; time in the queue, and between a stop and its resumption, does not
/// count.</param>
/// <param name="ModelName">The model the winner becomes a version of.</param>
/// <param name="ModelVersion">The version's number; null until registered.</param>
/// <param name="PackageSha256">The winner's package; null until made.</param>
/// <param name="Evaluation">Scores on the untouched test part; null until made.</param>
/// <param name="Reason">Why it failed; null otherwise.</param>
/// <param name="Plan">The plan, a JSON document: all that decides the winner.</param>
/// <param name="CreatedAt">When the run was accepted.</param>
/// <param name="UpdatedAt">When it last changed state.</param>
/// <param name="LastEvent">Sequence number of its latest event.</param>
/// <param name="Notes">What somebody who reads its scores should know: classes that a part of the rows lacks, figures that are not defined.</param>
/// <param name="LostCalls">Trials, refit and registration whose slot, process or store went away, since the run began or was resumed.</param>
/// <param name="Members">What the model is made of, heaviest first; empty until made.</param>
/// <param name="ModelScore">The metric of what the model's trials said of the rows they were judged by; null until made.</param>
/// <param name="QueuePosition">Its place among the runs of its workspace that wait for their first slot, from 1; null when it does not wait, and
/// until the slot ledger has been asked.</param>
/// <param name="PrunedTrials">Trials that were given up between their folds.</param>
/// <param name="Shape">What the table is like, as far as runs are compared by it; null in runs of old.</param>
/// <param name="WarmStart">The settings that the search began with because earlier runs found them; empty without, null in runs of old.</param>
[GenerateSerializer, Immutable, Alias("kolosal.run-snapshot")]
public sealed record RunSnapshot(
    string RunId, RunStatus State, RunPhase Phase, string DatasetId, string Target, string Task, string Metric, double Percent, double? EtaSeconds,
    double? BestScore, string? BestTrainer, int FinishedTrials, int FailedTrials, int RunningTrials, int MaxTrials, double ElapsedSeconds,
    string ModelName, int? ModelVersion, string? PackageSha256, Models.ModelEvaluation? Evaluation, string? Reason,
    [property: JsonConverter(typeof(JsonTextConverter))] string Plan,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long LastEvent, ImmutableArray<string> Notes, ImmutableArray<LostCall> LostCalls,
    ImmutableArray<ModelMember> Members, double? ModelScore, int? QueuePosition = null, int PrunedTrials = 0, TableShape? Shape = null,
    ImmutableArray<WarmStartCandidate>? WarmStart = null);

/// <summary>A call of a run that brought nothing, which is not what was computed: it is made again after a pause, a bounded number of times.
/// </summary>
/// <param name="Phase">What the run was at.</param>
/// <param name="Trial">The trial; for refit and registration the winner.</param>
/// <param name="Times">How often it was lost, from 1.</param>
/// <param name="LastAt">The last time.</param>
/// <param name="Reason">What went away, the last time.</param>
/// <param name="EndedBefore">Trials that had ended when it was lost first.</param>
[GenerateSerializer, Immutable, Alias("kolosal.lost-call")]
public sealed record LostCall(RunPhase Phase, int Trial, int Times, DateTimeOffset LastAt, string Reason, int EndedBefore);

/// <summary>Something that happened in a run.</summary>
/// <param name="Sequence">From 1, without gaps; the last 500 are kept.</param>
/// <param name="At">When.</param>
/// <param name="State">The run's state after it.</param>
/// <param name="Percent">0 to 100.</param>
/// <param name="EtaSeconds">Time to the end; null when unknown.</param>
/// <param name="BestScore">Best score so far; null before the first.</param>
/// <param name="Trial">The trial it concerns; null when none.</param>
/// <param name="Message">One line for a log.</param>
[GenerateSerializer, Immutable, Alias("kolosal.run-event")]
public sealed record RunEvent(
    long Sequence, DateTimeOffset At, RunStatus State, double Percent, double? EtaSeconds, double? BestScore, int? Trial, string Message);
