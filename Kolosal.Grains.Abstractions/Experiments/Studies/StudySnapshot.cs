using System.Text.Json.Serialization;

namespace Kolosal.Experiments;

/// <summary>A study as it stands.</summary>
/// <param name="StudyId"><c>study_…</c>.</param>
/// <param name="Trainer">The trainer searched; null for an algorithm of the caller's own.</param>
/// <param name="RunId">The run that searches; null when workers elsewhere do.</param>
/// <param name="DatasetId">Of the run; null without one.</param>
/// <param name="Target">Of the run; null without one.</param>
/// <param name="Directions">Of the objectives; empty for a run, whose metric has its own.</param>
/// <param name="Sampler">What proposes.</param>
/// <param name="Pruner">What gives trials up.</param>
/// <param name="MaxTrials">As many trials may be asked for.</param>
/// <param name="AskedTrials">Trials asked for.</param>
/// <param name="PendingTrials">Of these not told yet.</param>
/// <param name="Best">The best, or the whole front of several objectives; empty before the first.</param>
/// <param name="Trials">Every trial by number; lists show none, and those of a run are the run's.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it last changed.</param>
[GenerateSerializer, Immutable, Alias("kolosal.study-snapshot")]
public sealed record StudySnapshot(
    string StudyId, string? Trainer, string? RunId, string? DatasetId, string? Target, ImmutableArray<string> Directions, string Sampler,
    string Pruner, int MaxTrials, int AskedTrials, int PendingTrials, ImmutableArray<StudyTrialReport> Best, ImmutableArray<StudyTrialReport> Trials,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <param name="Trial">Its number, from 0.</param>
/// <param name="Parameters">What is tried, a JSON object.</param>
/// <param name="State"><c>running</c>, <c>complete</c>, <c>pruned</c> or <c>failed</c>.</param>
/// <param name="Values">One an objective once complete; empty otherwise.</param>
/// <param name="Steps">What was reported on the way.</param>
/// <param name="Reason">Why it failed; null otherwise.</param>
[GenerateSerializer, Immutable, Alias("kolosal.study-trial-report")]
public sealed record StudyTrialReport(
    int Trial, [property: JsonConverter(typeof(JsonTextConverter))] string Parameters, string State, ImmutableArray<double> Values,
    ImmutableArray<StudyStepReport> Steps, string? Reason);

/// <param name="Step">From 1.</param>
/// <param name="Value">In the objective's direction.</param>
[GenerateSerializer, Immutable, Alias("kolosal.study-step-report")]
public sealed record StudyStepReport(int Step, double Value);

/// <summary>What a worker is answered.</summary>
/// <param name="Trial">The trial as it now is.</param>
/// <param name="Prune">The trial is better given up; who does so tells it as pruned.</param>
[GenerateSerializer, Immutable, Alias("kolosal.study-answer")]
public sealed record StudyAnswer(StudyTrialReport Trial, bool Prune);

/// <summary>The best that a study found.</summary>
/// <param name="Trainer">Null for an algorithm of the caller's own.</param>
/// <param name="Parameters">A JSON object.</param>
/// <param name="DatasetId">Where it was found; null when workers elsewhere searched.</param>
/// <param name="Target">Likewise.</param>
/// <param name="Run">The run's request; null when workers elsewhere searched.</param>
[GenerateSerializer, Immutable, Alias("kolosal.study-best")]
public sealed record StudyBest(string? Trainer, string Parameters, string? DatasetId, string? Target, RunRequest? Run);
