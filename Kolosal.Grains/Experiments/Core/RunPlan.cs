using System.Text.Json;
using Kolosal.Learning;
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
/// <param name="Sampler"><c>tpe</c> or <c>random</c>.</param>
/// <param name="Trainers">In the order in which their defaults are tried.</param>
/// <param name="Rows">Rows with a target; the plan fits no other data.</param>
/// <param name="TimeBudgetSeconds">The run ends within this time at work; null for no limit.</param>
/// <param name="FirstParameters">Hyper-parameters of trial 0 in place of its trainer's defaults; null for the defaults.</param>
public sealed record RunPlan(
    LearningProblem Problem, string Metric, ulong Seed, SplitRule Split, double TestShare, ValidationRule Validation, int Folds, int Lag,
    int MaxTrials,
    string Sampler, ImmutableArray<string> Trainers, int Rows, double? TimeBudgetSeconds = null, HyperParameters? FirstParameters = null)
{
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
}
