using System.Text.Json.Serialization;

namespace Kolosal.Experiments;

/// <summary>What to search for. Everything left out has a default that is written into the plan.</summary>
/// <param name="DatasetId">The dataset, <c>ds_…</c>, of the run's own workspace.</param>
/// <param name="Target">The column to predict.</param>
/// <param name="Task"><c>binary</c>, <c>multiclass</c>, <c>regression</c>, <c>quantile</c>, <c>count</c>, <c>ordinal</c> or <c>ranking</c>; null
/// lets the target decide between the first three.</param>
/// <param name="Metric">Name in the metric catalogue; null takes the task's usual one.</param>
/// <param name="TimeBudgetSeconds">The whole run ends within it, give or take 5 %; null for no limit in time.</param>
/// <param name="MaxTrials">1 to 2000 trials; null takes 40, or no limit but 2000 when a time budget is given.</param>
/// <param name="Folds">2 to 20 folds of cross-validation; null takes 5.</param>
/// <param name="Trainers">Names in the trainer catalogue, in the order they are tried; empty takes all that support the task.</param>
/// <param name="Sampler">The name of a sampler; null takes <c>tpe</c>.</param>
/// <param name="Seed">The only source of randomness; null takes 0.</param>
/// <param name="ModelName">The model that the winner becomes a version of; null makes one of the dataset and target.</param>
/// <param name="Parallelism">1 to 64 trials in flight. Also how far behind a suggestion
/// looks, so it is part of what decides the winner; null takes 4.</param>
/// <param name="Parameters">JSON object of hyper-parameters for the first trial of the single trainer named; null takes its defaults.</param>
/// <param name="Ensemble"><c>none</c>, <c>greedy</c>, <c>stacking</c>, <c>voting</c> or <c>auto</c>; null takes <c>auto</c>.</param>
/// <param name="TestShare">0.05 to 0.5 of the rows are kept for the last evaluation; null takes 0.1, or 0.2 of fewer than 500 rows.</param>
/// <param name="InferLimitMicroseconds">What scoring one row with the delivered model may take; null for no limit.</param>
/// <param name="Monotone"><c>increasing</c> or <c>decreasing</c> by column of numbers: the output may only change so with it. Null for none.</param>
/// <param name="Fairness">What the delivered decisions have to keep; null for nothing.</param>
/// <param name="Pruner">Which candidates go on: <c>asha</c>, <c>successive_halving</c>, <c>hyperband</c>, <c>median</c>, <c>percentile</c>,
/// <c>wilcoxon</c> or <c>none</c>; null takes <c>asha</c>, and all candidates of few rows in full.</param>
/// <param name="WarmStart">Whether the search begins with what earlier completed runs of this workspace found on similar tables. The result then
/// depends on which there are; the plan records them. Null takes false.</param>
/// <param name="Quantile">The level of the task <c>quantile</c>, 0.01 to 0.99: the share of rows that should lie below the prediction; null takes
/// 0.5 there.</param>
/// <param name="ClassOrder">The classes of the task <c>ordinal</c>, lowest first; null where they are numbers.</param>
/// <param name="InteractionConstraints">Groups of columns that act together only within a group; columns that no group names are one more. Null
/// for no limit.</param>
/// <param name="Selection"><c>none</c> or <c>boruta</c>: how features are selected in every fold; null takes <c>none</c>.</param>
/// <param name="Calibration"><c>auto</c>, <c>none</c>, <c>temperature</c>, <c>platt</c>, <c>beta</c>, <c>isotonic</c> or <c>dirichlet</c>; null
/// takes <c>auto</c>, whichever has the least held-out log loss.</param>
/// <param name="History">Lags and windows that become inputs of the model; the dataset needs a column with the role time, and one with the role
/// group where it holds several series. Null for none.</param>
[GenerateSerializer, Immutable, Alias("kolosal.run-request")]
[method: JsonConstructor]
public sealed record RunRequest(
    string DatasetId, string Target, string? Task, string? Metric, double? TimeBudgetSeconds, int? MaxTrials, int? Folds,
    ImmutableArray<string> Trainers, string? Sampler, long? Seed, string? ModelName, int? Parallelism, string? Parameters,
    string? Ensemble = null, double? TestShare = null, double? InferLimitMicroseconds = null,
    ImmutableSortedDictionary<string, string>? Monotone = null, FairnessConstraint? Fairness = null, string? Pruner = null, bool? WarmStart = null,
    double? Quantile = null, ImmutableArray<string>? ClassOrder = null, ImmutableArray<ImmutableArray<string>>? InteractionConstraints = null,
    string? Selection = null, string? Calibration = null, HistoryRequest? History = null)
{
    /// <summary>Nothing but the defaults.</summary>
    public static RunRequest For(string datasetId, string target) =>
        new(datasetId, target, null, null, null, null, null, [], null, null, null, null, null);

    /// <summary>One trainer, tried once.</summary>
    public static RunRequest ForTrainer(string datasetId, string target, string trainer, string? parameters) =>
        For(datasetId, target) with { Trainers = [trainer], MaxTrials = 1, Parallelism = 1, Parameters = parameters, Ensemble = "none" };

    /// <summary>Several trainers, each tried once with its defaults.</summary>
    public static RunRequest ForComparison(string datasetId, string target, ImmutableArray<string> trainers) =>
        For(datasetId, target) with { Trainers = trainers, MaxTrials = Math.Max(1, trainers.Distinct().Count()), Ensemble = "none" };

    /// <summary>Several trainers, each tried once with its defaults, and one model made of them.</summary>
    public static RunRequest ForEnsemble(string datasetId, string target, ImmutableArray<string> trainers, string ensemble) =>
        ForComparison(datasetId, target, trainers) with { Ensemble = ensemble };
}

/// <summary>What of the rows before a row, in the order of time and of its own group, is told with it.</summary>
/// <param name="Columns">Columns of numbers; null takes the target alone.</param>
/// <param name="Lags">k of <c>{column}_lag_{k}</c>, the value k rows before; null takes 1, or none where there are windows.</param>
/// <param name="Windows">w of <c>{column}_{statistic}_{w}</c>, of the w rows before; null for none.</param>
/// <param name="Statistics"><c>mean</c>, <c>min</c>, <c>max</c>, <c>sd</c>; null takes all.</param>
[GenerateSerializer, Immutable, Alias("kolosal.history-request")]
public sealed record HistoryRequest(
    ImmutableArray<string>? Columns, ImmutableArray<int>? Lags, ImmutableArray<int>? Windows, ImmutableArray<string>? Statistics);

/// <summary>A limit on how unevenly favourable decisions may fall.</summary>
/// <param name="ProtectedAttributes">The columns whose groups are compared; empty takes those that the dataset declares protected.</param>
/// <param name="MinDisparateImpact">Least ratio of selection rates between groups, above 0, at most 1.</param>
/// <param name="Reweighing">Whether training rows are weighed so that the groups and the classes are independent (Kamiran and Calders 2012).</param>
[GenerateSerializer, Immutable, Alias("kolosal.fairness-constraint")]
public sealed record FairnessConstraint(ImmutableArray<string> ProtectedAttributes, double MinDisparateImpact, bool Reweighing = false);
