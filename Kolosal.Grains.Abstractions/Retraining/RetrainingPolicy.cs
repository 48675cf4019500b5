using Kolosal.Incidents;

namespace Kolosal.Retraining;

/// <summary>When a model is trained again, from what, and what becomes of the result.</summary>
/// <param name="Enabled">Whether triggers start anything; a person can start it all the same.</param>
/// <param name="Triggers">What starts it by itself.</param>
/// <param name="CooldownHours">Hours, 0 to 8,760, from the start of one retraining before a trigger starts the next. An incident that is still
/// open then starts it then; a scheduled time that falls into it is passed over.</param>
/// <param name="DatasetId">The dataset to learn from; null for the newest one with the name of the champion's.</param>
/// <param name="Run">How the run searches.</param>
/// <param name="Shadow">How the challenger is held against the champion's logged requests.</param>
/// <param name="Test">What counts as better.</param>
/// <param name="ProposalDays">Days, 1 to 90, after which a proposal that nobody decided expires.</param>
/// <param name="AutoPromote">Whether a challenger that the test finds better is promoted without a person. It goes through the ordinary promotion,
/// with its checks, and the approver on record is the system.</param>
[GenerateSerializer, Immutable, Alias("kolosal.retraining-policy")]
public sealed record RetrainingPolicy(
    bool Enabled, RetrainingTriggers Triggers, double CooldownHours, string? DatasetId, RetrainingRun Run, RetrainingShadow Shadow,
    RetrainingTest Test, int ProposalDays, bool AutoPromote);

/// <summary>What starts a retraining.</summary>
/// <param name="DriftSeverity">A drift incident this grave or graver; null for none.</param>
/// <param name="FairnessSignals">A fairness incident of at least so many signals, 1 to 1,000: one window may be chance, several are not. Null for
/// none.</param>
/// <param name="Quality">A performance incident about what the model predicts, not about how fast it answers.</param>
/// <param name="Schedule">A cron expression of five fields (minute, hour, day of month, month, day of week); null for none.</param>
/// <param name="TimeZone">The IANA name of the time zone of the schedule, <c>Europe/Berlin</c>; null for UTC.</param>
[GenerateSerializer, Immutable, Alias("kolosal.retraining-triggers")]
public sealed record RetrainingTriggers(
    IncidentSeverity? DriftSeverity, int? FairnessSignals, bool Quality, string? Schedule, string? TimeZone);

/// <summary>Options of the run; what is null is as for any run. Target and task are the champion's.</summary>
/// <param name="TimeBudgetSeconds">Limit of the whole run.</param>
/// <param name="MaxTrials">1 to 2,000 trials.</param>
/// <param name="Folds">2 to 20.</param>
/// <param name="Trainers">Names in the trainer catalogue; empty for all.</param>
/// <param name="Sampler">The name of a sampler.</param>
/// <param name="Ensemble"><c>none</c>, <c>greedy</c>, <c>stacking</c>, <c>voting</c> or <c>auto</c>.</param>
/// <param name="Metric">What is optimised; null for what the champion was selected by.</param>
/// <param name="Seed">The only source of randomness; null for the champion's, so that both have the same untouched test part where they have the same
/// dataset.</param>
[GenerateSerializer, Immutable, Alias("kolosal.retraining-run")]
public sealed record RetrainingRun(
    double? TimeBudgetSeconds, int? MaxTrials, int? Folds, ImmutableArray<string> Trainers, string? Sampler, string? Ensemble, string? Metric,
    long? Seed);

/// <summary>How much of the champion's log the challenger scores, in the background.</summary>
/// <param name="Rows">At most so many of the latest rows, 0 to 1,000,000; 0 for no shadow.</param>
/// <param name="Minutes">How long new requests are followed after what was logged before, 0 to 10,080.</param>
[GenerateSerializer, Immutable, Alias("kolosal.retraining-shadow")]
public sealed record RetrainingShadow(int Rows, int Minutes);

/// <summary>The paired test of challenger against champion.</summary>
/// <param name="Alpha">Chance, 0.0001 to 0.2, of calling one of two equal models better.</param>
/// <param name="MinOutcomes">Outcomes, 20 to 1,000,000, from which on live outcomes decide; below, the held-out rows do.</param>
[GenerateSerializer, Immutable, Alias("kolosal.retraining-test")]
public sealed record RetrainingTest(double Alpha, int MinOutcomes);
