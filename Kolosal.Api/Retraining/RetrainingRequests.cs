using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Kolosal.Incidents;

namespace Kolosal.Retraining;

/// <param name="Triggers">What starts a retraining by itself; nothing when left out.</param>
/// <param name="Enabled">Whether triggers start anything.</param>
/// <param name="CooldownHours">0 to 8,760 hours from one start to the next by a trigger.</param>
/// <param name="DatasetId">What to learn from; the newest dataset with the name of the champion's when left out.</param>
/// <param name="Run">How the run searches.</param>
/// <param name="Shadow">How much of the champion's log the challenger scores.</param>
/// <param name="Test">What counts as better.</param>
/// <param name="ProposalDays">1 to 90 days until a proposal expires.</param>
/// <param name="AutoPromote">Promotes a challenger that the test finds better without a person.</param>
internal sealed record SetRetrainingPolicyRequest(
    RetrainingTriggersRequest? Triggers = null, bool Enabled = true, [property: Range(0, 8_760)] double CooldownHours = 24,
    string? DatasetId = null, RetrainingRunRequest? Run = null, RetrainingShadowRequest? Shadow = null, RetrainingTestRequest? Test = null,
    [property: Range(1, 90)] int ProposalDays = 7, bool AutoPromote = false)
{
    public RetrainingPolicy ToPolicy() => new(
        Enabled, (Triggers ?? new()).ToTriggers(), CooldownHours, DatasetId, (Run ?? new()).ToRun(), (Shadow ?? new()).ToShadow(),
        (Test ?? new()).ToTest(), ProposalDays, AutoPromote);
}

/// <param name="DriftSeverity">sev1 (worst) to sev4: drift incidents this grave or graver.</param>
/// <param name="FairnessSignals">1 to 1,000: fairness incidents of at least so many signals.</param>
/// <param name="Quality">Performance incidents about what is predicted.</param>
/// <param name="Schedule">Cron: minute, hour, day of month, month, day of week.</param>
/// <param name="TimeZone">IANA name, of the schedule; UTC when left out.</param>
internal sealed record RetrainingTriggersRequest(
    IncidentSeverity? DriftSeverity = null, [property: Range(1, 1_000)] int? FairnessSignals = null, bool Quality = false,
    string? Schedule = null, string? TimeZone = null)
{
    public RetrainingTriggers ToTriggers() => new(DriftSeverity, FairnessSignals, Quality, Schedule, TimeZone);
}

/// <param name="TimeBudgetS">Seconds for the whole run.</param>
/// <param name="MaxTrials">1 to 2,000 trials.</param>
/// <param name="Folds">2 to 20.</param>
/// <param name="Trainers">Names from the catalogue; all when left out.</param>
/// <param name="Sampler">One of those that /api/hyperopt/config lists.</param>
/// <param name="Ensemble">none, greedy, stacking, voting or auto.</param>
/// <param name="Metric">What is optimised; what the champion was selected by when left out.</param>
/// <param name="Seed">The champion's when left out.</param>
internal sealed record RetrainingRunRequest(
    double? TimeBudgetS = null, [property: Range(1, 2_000)] int? MaxTrials = null, [property: Range(2, 20)] int? Folds = null,
    ImmutableArray<string>? Trainers = null, string? Sampler = null, string? Ensemble = null, string? Metric = null, long? Seed = null)
{
    public RetrainingRun ToRun() => new(TimeBudgetS, MaxTrials, Folds, Trainers ?? [], Sampler, Ensemble, Metric, Seed);
}

/// <param name="Rows">0 to 1,000,000 recent rows.</param>
/// <param name="Minutes">0 to 10,080: how long new requests are followed.</param>
internal sealed record RetrainingShadowRequest(
    [property: Range(0, 1_000_000)] int Rows = 20_000, [property: Range(0, 10_080)] int Minutes = 0)
{
    public RetrainingShadow ToShadow() => new(Rows, Minutes);
}

/// <param name="Alpha">0.0001 to 0.2: chance of calling one of two equal models better.</param>
/// <param name="MinOutcomes">20 to 1,000,000 outcomes from which on they decide.</param>
internal sealed record RetrainingTestRequest(
    [property: Range(0.0001, 0.2)] double Alpha = 0.05, [property: Range(20, 1_000_000)] int MinOutcomes = 200)
{
    public RetrainingTest ToTest() => new(Alpha, MinOutcomes);
}

/// <param name="Note">Why.</param>
internal sealed record StartRetrainingRequest([property: DataType(DataType.MultilineText), MaxLength(2_000)] string? Note = null);

/// <param name="Note">Why, in the words of who decides.</param>
internal sealed record DecideRetrainingRequest(
    [property: JsonRequired, DataType(DataType.MultilineText), Length(1, 2_000)] string Note);

/// <param name="Note">Why.</param>
internal sealed record CancelRetrainingRequest([property: DataType(DataType.MultilineText), MaxLength(2_000)] string? Note = null);
