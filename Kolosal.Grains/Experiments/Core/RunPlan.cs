using System.Text.Json;
using System.Text.Json.Serialization;
using Kolosal.Learning;
using Kolosal.Learning.Preprocessing.History;
using Kolosal.Learning.Search;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>How a trial is scored on the development rows.</summary>
public enum ValidationRule
{
    /// <summary>Cross-validated: every development row is scored once by a pipeline that has not seen it.</summary>
    Folds,

    /// <summary>One part is held out; for data so large that a fifth of it settles the score.</summary>
    HoldOut,
}

/// <summary>How rows are dealt into parts.</summary>
public enum SplitRule
{
    /// <summary>Classes keep their shares; within a class, by lot.</summary>
    Stratified,

    /// <summary>By lot.</summary>
    Random,

    /// <summary>Rows of one group stay together; groups by lot.</summary>
    Grouped,

    /// <summary>The latest rows are held out.</summary>
    Chronological,
}

/// <summary>How the delivered model is made of trials.</summary>
public enum EnsembleRule
{
    /// <summary>The best trial alone.</summary>
    None,

    /// <summary>A weighted mean of trials, by greedy selection.</summary>
    Greedy,

    /// <summary>A linear model over what the trials say.</summary>
    Stacking,

    /// <summary>Whichever of the others scores best on held-out rows that it was not made with.</summary>
    Auto,

    /// <summary>The plain mean of every trial.</summary>
    Voting,
}

/// <summary>How an output may change with a column.</summary>
public enum MonotoneDirection
{
    Increasing,
    Decreasing,
}

/// <summary>How probabilities are calibrated.</summary>
public enum CalibrationRule
{
    /// <summary>As they come from the model.</summary>
    None,
    Temperature,
    Platt,
    Beta,
    Isotonic,

    /// <summary>A matrix over the log probabilities of all classes.</summary>
    Dirichlet,
}

/// <summary>A column that a run does not learn from.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Reason">One sentence.</param>
public sealed record UnusedColumn(string Column, string Reason);

/// <summary>What decisions have to keep between the groups of protected attributes.</summary>
/// <param name="Columns">The protected attributes.</param>
/// <param name="MinDisparateImpact">The least ratio of selection rates, worst group by best, in (0, 1].</param>
/// <param name="Reweighing">Whether training rows are weighed so that groups and classes are independent.</param>
public sealed record FairnessRule(ImmutableArray<string> Columns, double MinDisparateImpact, bool Reweighing = false);

/// <summary>Everything that decides a run's winner, fixed before the first trial; with the data it is the winner's birth certificate.</summary>
/// <param name="Problem">Target, task, classes.</param>
/// <param name="Metric">What trials are ordered by.</param>
/// <param name="Seed">The only source of randomness.</param>
/// <param name="Split">How the test part, and folds or validation part, are dealt.</param>
/// <param name="TestShare">Share of the rows that nothing but the final evaluation sees.</param>
/// <param name="Validation">How trials are scored.</param>
/// <param name="Folds">Folds of the cross-validation, or 1 / share of the validation part.</param>
/// <param name="Lag">Suggestion n looks at the results of trials up to n − lag; also the most trials in flight.</param>
/// <param name="MaxTrials">The search ends after this many.</param>
/// <param name="Sampler">Its name.</param>
/// <param name="Trainers">In the order in which their defaults are tried.</param>
/// <param name="Rows">Rows with a target; the plan fits no other data.</param>
/// <param name="TimeBudgetSeconds">The run ends within this time at work; null for no limit.</param>
/// <param name="FirstParameters">Hyper-parameters of trial 0 in place of its trainer's defaults; null for the defaults.</param>
/// <param name="Rungs">What candidates climb, cheapest first; null for the full rung alone.</param>
/// <param name="Portfolio">What is tried first, in this order; null for the defaults of every trainer.</param>
/// <param name="Ensemble">How the delivered model is made of trials.</param>
/// <param name="Choices">Which choices of preprocessing are part of the search; null for none.</param>
/// <param name="LeftOut">Columns that the run does not learn from, with the reasons; null for none.</param>
/// <param name="InferLimitMicroseconds">What scoring one row with the delivered model may take; null for no limit.</param>
/// <param name="Monotone">Columns with which the output may only rise or only fall; null for none.</param>
/// <param name="Fairness">What the delivered decisions have to keep; null for nothing.</param>
/// <param name="DuplicatesTogether">Whether equal rows stay on one side of every split; null for not.</param>
/// <param name="Findings">What the checks of the data found and what was done about it; null in plans of old.</param>
/// <param name="Shape">What the development rows are like, as far as runs are compared by it; null in plans of old.</param>
/// <param name="Pruner">Which candidates climb, by the name of a pruner (<see cref="RunPruners"/>); null in plans of old, as <c>asha</c>.</param>
/// <param name="Interactions">Groups of columns that act together only within a group; null for no limit.</param>
/// <param name="Steps">Which steps and losses are part of the search; null for none.</param>
/// <param name="History">Lags and windows that are inputs of the model beside the columns; null for none.</param>
/// <param name="Calibration">The map that probabilities are calibrated by; null where held-out log loss chooses.</param>
public sealed record RunPlan(
    LearningProblem Problem, string Metric, ulong Seed, SplitRule Split, double TestShare, ValidationRule Validation, int Folds, int Lag,
    int MaxTrials,
    string Sampler, ImmutableArray<string> Trainers, int Rows, double? TimeBudgetSeconds = null, HyperParameters? FirstParameters = null,
    ImmutableArray<Fidelity>? Rungs = null, ImmutableArray<Candidate>? Portfolio = null, EnsembleRule Ensemble = EnsembleRule.None,
    PreprocessingChoices? Choices = null, ImmutableArray<UnusedColumn>? LeftOut = null, double? InferLimitMicroseconds = null,
    ImmutableSortedDictionary<string, MonotoneDirection>? Monotone = null, FairnessRule? Fairness = null,
    bool? DuplicatesTogether = null, ImmutableArray<string>? Findings = null, DataShape? Shape = null, string? Pruner = null,
    ImmutableArray<ImmutableArray<string>>? Interactions = null, StepChoices? Steps = null, HistoryOptions? History = null,
    CalibrationRule? Calibration = null)
{
    /// <summary>The number of the full rung.</summary>
    [JsonIgnore]
    public int TopRung => Rungs is { Length: > 0 } rungs ? rungs.Length - 1 : 0;

    /// <summary>What a trial of a rung sees.</summary>
    public Fidelity RungAt(int rung) => Rungs is { Length: > 0 } rungs ? rungs[rung] : Fidelity.Full;

    /// <summary>The seed of one purpose of the plan; purposes never share one.</summary>
    /// <param name="purpose">What it is for.</param>
    /// <param name="number">The trial or fold, from 0.</param>
    public ulong SeedFor(SeedPurpose purpose, int number = 0) =>
        Statistics.SeededRandom.Derive(Statistics.SeededRandom.Derive(Seed, (ulong)purpose), (ulong)number);

    public string ToJson() => JsonSerializer.Serialize(this, TabularJson.Options);

    /// <exception cref="JsonException">Not a plan.</exception>
    public static RunPlan Parse(string json) =>
        JsonSerializer.Deserialize<RunPlan>(json, TabularJson.Options) ?? throw new JsonException("A plan is a JSON object, got null.");
}

/// <summary>What a derived seed is for. Stored plans depend on the numbers.</summary>
public enum SeedPurpose : ulong
{
    TestPart = 1,
    ValidationParts = 2,
    Suggestion = 3,
    Fit = 4,
    Intervals = 5,
    Calibration = 6,
    RungRows = 7,
    Ensemble = 8,
}
