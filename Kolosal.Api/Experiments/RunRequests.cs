using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kolosal.Http;

namespace Kolosal.Experiments;

/// <param name="DatasetId">The dataset, <c>ds_…</c>.</param>
/// <param name="Target">The column to predict.</param>
/// <param name="Task">binary, multiclass, regression, quantile, count, ordinal or ranking; the target decides between the first three when left
/// out.</param>
/// <param name="Metric">What is optimised; by default roc_auc, log_loss, rmse, pinball, poisson_deviance, quadratic_kappa or ndcg_10.</param>
/// <param name="TimeBudgetS">Seconds for the whole run.</param>
/// <param name="MaxTrials">1 to 2000; 40 by default, unlimited with a time budget.</param>
/// <param name="Folds">2 to 20; 5 by default.</param>
/// <param name="Trainers">Names from the catalogue, at least one; all when left out.</param>
/// <param name="Sampler">One of those that /api/hyperopt/config lists; tpe when left out.</param>
/// <param name="Seed">0 by default; the same seed, data and options give the same model.</param>
/// <param name="ModelName">The model that gets a new version.</param>
/// <param name="Parallelism">Trials in flight, 1 to 64; 4 by default. Part of what decides the winner.</param>
/// <param name="Ensemble">none, greedy, stacking, voting or auto; auto by default.</param>
/// <param name="TestShare">0.05 to 0.5 of the rows are kept for the last evaluation; 0.1 by default, 0.2 of fewer than 500 rows.</param>
/// <param name="InferLimitUs">Microseconds that scoring one row with the delivered model may take.</param>
/// <param name="Monotone">increasing or decreasing by column of numbers.</param>
/// <param name="FairnessConstraint">What the delivered decisions have to keep between groups.</param>
/// <param name="Pruner">asha, successive_halving, hyperband, median, percentile, wilcoxon or none; asha when left out, and then every candidate of
/// few rows is judged in full.</param>
/// <param name="WarmStart">Begin with what earlier completed runs of this workspace found on similar tables. false by default: then the result
/// follows from data, options and seed alone.</param>
/// <param name="Quantile">0.01 to 0.99: the share of rows that should lie below the prediction; makes the task quantile.</param>
/// <param name="ClassOrder">Every class, lowest first; makes the task ordinal.</param>
/// <param name="InteractionConstraints">Groups of columns that act together only within a group.</param>
/// <param name="Selection">none or boruta; none by default.</param>
/// <param name="Calibration">auto, none, temperature, platt, beta, isotonic or dirichlet; auto by default.</param>
/// <param name="History">Lags and windows that become inputs of the model.</param>
internal sealed record AutomlRequest(
    [property: JsonRequired] string DatasetId,
    [property: JsonRequired, DataType(DataType.MultilineText), Length(1, BodyShapes.LongestText)] string Target,
    string? Task = null, string? Metric = null, double? TimeBudgetS = null,
    int? MaxTrials = null, int? Folds = null, [property: MinLength(1)] ImmutableArray<string>? Trainers = null, string? Sampler = null,
    long? Seed = null, string? ModelName = null, int? Parallelism = null, string? Ensemble = null, double? TestShare = null,
    double? InferLimitUs = null, Dictionary<string, string>? Monotone = null, FairnessConstraintRequest? FairnessConstraint = null,
    string? Pruner = null, bool? WarmStart = null, double? Quantile = null, [property: MinLength(3)] ImmutableArray<string>? ClassOrder = null,
    [property: MinLength(1)] ImmutableArray<ImmutableArray<string>>? InteractionConstraints = null, string? Selection = null,
    string? Calibration = null, HistoryOptionsRequest? History = null)
{
    public RunRequest ToRun() =>
        new(DatasetId, Target, Task, Metric, TimeBudgetS, MaxTrials, Folds, Trainers ?? [], Sampler, Seed, ModelName, Parallelism, null, Ensemble,
            TestShare, InferLimitUs, Monotone?.ToImmutableSortedDictionary(StringComparer.Ordinal), FairnessConstraint?.ToConstraint(), Pruner,
            WarmStart, Quantile, ClassOrder, InteractionConstraints, Selection, Calibration, History?.ToHistory());
}

/// <param name="DatasetId">The dataset, <c>ds_…</c>.</param>
/// <param name="Target">The column to predict.</param>
/// <param name="Trainer">Name from the catalogue.</param>
/// <param name="Parameters">Hyper-parameters by name, numbers or words; those left out take their defaults.</param>
/// <param name="Task">binary, multiclass, regression, quantile, count, ordinal or ranking; the target decides between the first three when left
/// out.</param>
/// <param name="Metric">What is reported; by default roc_auc, log_loss, rmse, pinball, poisson_deviance, quadratic_kappa or ndcg_10.</param>
/// <param name="Folds">2 to 20; 5 by default.</param>
/// <param name="Seed">0 by default.</param>
/// <param name="ModelName">The model that gets a new version.</param>
/// <param name="Quantile">0.01 to 0.99: the share of rows that should lie below the prediction; makes the task quantile.</param>
/// <param name="ClassOrder">Every class, lowest first; makes the task ordinal.</param>
/// <param name="Selection">none or boruta; none by default.</param>
/// <param name="Calibration">auto, none, temperature, platt, beta, isotonic or dirichlet; auto by default.</param>
/// <param name="History">Lags and windows that become inputs of the model.</param>
internal sealed record TrainRequest(
    [property: JsonRequired] string DatasetId,
    [property: JsonRequired, DataType(DataType.MultilineText), Length(1, BodyShapes.LongestText)] string Target,
    [property: JsonRequired] string Trainer,
    Dictionary<string, JsonElement>? Parameters = null,
    string? Task = null, string? Metric = null, int? Folds = null, long? Seed = null, string? ModelName = null,
    double? Quantile = null, [property: MinLength(3)] ImmutableArray<string>? ClassOrder = null, string? Selection = null,
    string? Calibration = null, HistoryOptionsRequest? History = null)
{
    public RunRequest ToRun() =>
        RunRequest.ForTrainer(DatasetId, Target, Trainer, Parameters is null ? null : JsonSerializer.Serialize(Parameters)) with
        {
            Task = Task,
            Metric = Metric,
            Folds = Folds,
            Seed = Seed,
            ModelName = ModelName,
            Quantile = Quantile,
            ClassOrder = ClassOrder,
            Selection = Selection,
            Calibration = Calibration,
            History = History?.ToHistory(),
        };
}

/// <param name="DatasetId">The dataset, <c>ds_…</c>.</param>
/// <param name="Target">The column to predict.</param>
/// <param name="Trainers">At least one; each is tried once, with its defaults, on the same folds.</param>
/// <param name="Task">As of a search; the target decides when left out.</param>
/// <param name="Metric">What is compared; by default roc_auc, log_loss or rmse.</param>
/// <param name="Folds">2 to 20; 5 by default.</param>
/// <param name="Seed">0 by default.</param>
/// <param name="ModelName">The model that the best becomes a version of.</param>
/// <param name="Quantile">As of a search; makes the task quantile.</param>
/// <param name="ClassOrder">As of a search; makes the task ordinal.</param>
internal sealed record CompareRequest(
    [property: JsonRequired] string DatasetId,
    [property: JsonRequired, DataType(DataType.MultilineText), Length(1, BodyShapes.LongestText)] string Target,
    [property: JsonRequired, MinLength(1)] ImmutableArray<string> Trainers,
    string? Task = null, string? Metric = null, int? Folds = null, long? Seed = null, string? ModelName = null,
    double? Quantile = null, [property: MinLength(3)] ImmutableArray<string>? ClassOrder = null)
{
    public RunRequest ToRun() =>
        RunRequest.ForComparison(DatasetId, Target, Trainers) with
        {
            Task = Task,
            Metric = Metric,
            Folds = Folds,
            Seed = Seed,
            ModelName = ModelName,
            Quantile = Quantile,
            ClassOrder = ClassOrder,
        };
}

/// <param name="DatasetId">The dataset, <c>ds_…</c>.</param>
/// <param name="Target">The column to predict.</param>
/// <param name="Trainers">At least two; each is tried once, with its defaults, on the same folds.</param>
/// <param name="Method">voting (the plain mean), greedy (weights by greedy selection), stacking or blending (a linear model over what they say);
/// greedy by default.</param>
/// <param name="Task">As of a search; the target decides when left out.</param>
/// <param name="Metric">What is made good; by default roc_auc, log_loss or rmse.</param>
/// <param name="Folds">2 to 20; 5 by default.</param>
/// <param name="Seed">0 by default.</param>
/// <param name="ModelName">The model that the ensemble becomes a version of.</param>
/// <param name="Quantile">As of a search; makes the task quantile.</param>
/// <param name="ClassOrder">As of a search; makes the task ordinal.</param>
internal sealed record EnsembleRequest(
    [property: JsonRequired] string DatasetId,
    [property: JsonRequired, DataType(DataType.MultilineText), Length(1, BodyShapes.LongestText)] string Target,
    [property: JsonRequired, MinLength(2)] ImmutableArray<string> Trainers,
    string? Method = null, string? Task = null, string? Metric = null, int? Folds = null, long? Seed = null, string? ModelName = null,
    double? Quantile = null, [property: MinLength(3)] ImmutableArray<string>? ClassOrder = null)
{
    public RunRequest ToRun() =>
        RunRequest.ForEnsemble(DatasetId, Target, Trainers, Method == "blending" ? "stacking" : Method ?? "greedy") with
        {
            Task = Task,
            Metric = Metric,
            Folds = Folds,
            Seed = Seed,
            ModelName = ModelName,
            Quantile = Quantile,
            ClassOrder = ClassOrder,
        };
}

/// <param name="Columns">Columns of numbers; the target alone when left out.</param>
/// <param name="Lags">Rows back, from 1; 1 when left out, none where there are windows.</param>
/// <param name="Windows">Rows of each window, from 2.</param>
/// <param name="Statistics">mean, min, max, sd; all when left out.</param>
internal sealed record HistoryOptionsRequest(
    [property: MinLength(1)] ImmutableArray<string>? Columns = null, ImmutableArray<int>? Lags = null, ImmutableArray<int>? Windows = null,
    [property: MinLength(1)] ImmutableArray<string>? Statistics = null)
{
    public HistoryRequest ToHistory() => new(Columns, Lags, Windows, Statistics);
}

/// <param name="MinDisparateImpact">Least ratio of selection rates between groups, above 0, at most 1.</param>
/// <param name="ProtectedAttributes">The columns whose groups are compared; those that the dataset declares protected when left out.</param>
/// <param name="Reweighing">Weighs training rows so that groups and classes are independent; false by default.</param>
internal sealed record FairnessConstraintRequest(
    [property: JsonRequired] double MinDisparateImpact, ImmutableArray<string>? ProtectedAttributes = null, bool Reweighing = false)
{
    public FairnessConstraint ToConstraint() => new(ProtectedAttributes ?? [], MinDisparateImpact, Reweighing);
}
