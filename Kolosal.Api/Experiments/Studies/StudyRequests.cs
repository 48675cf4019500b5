using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kolosal.Http;

namespace Kolosal.Experiments;

/// <summary>A search of one trainer on a dataset by this installation; or, without a dataset, a study for workers elsewhere.</summary>
/// <param name="Trainer">Name from the catalogue; left out when a space is given.</param>
/// <param name="DatasetId">The dataset, <c>ds_…</c>; left out when workers elsewhere search.</param>
/// <param name="Target">The column to predict; with a dataset.</param>
/// <param name="Space">Parameters of an algorithm that is not in the catalogue, each with name, type, default, and low and high, or choices.</param>
/// <param name="Directions">minimize or maximize, one an objective; one, minimize, by default.</param>
/// <param name="Sampler">A name from <c>GET /api/hyperopt/config</c>.</param>
/// <param name="Pruner">A name from <c>GET /api/hyperopt/config</c>; for workers elsewhere.</param>
/// <param name="MaxStep">The last step that a trial can report; 81 by default.</param>
/// <param name="MaxTrials">1 to 2000; 40 by default for a run without a time budget.</param>
/// <param name="First">Configurations to try first.</param>
/// <param name="Seed">0 by default.</param>
/// <param name="Task">binary, multiclass or regression; with a dataset.</param>
/// <param name="Metric">What is optimised; with a dataset.</param>
/// <param name="TimeBudgetS">Seconds for the whole run; with a dataset.</param>
/// <param name="Folds">2 to 20; with a dataset.</param>
/// <param name="ModelName">The model that gets a new version; with a dataset.</param>
/// <param name="Parallelism">Trials in flight; with a dataset.</param>
internal sealed record HyperoptRequest(
    string? Trainer = null, string? DatasetId = null,
    [property: DataType(DataType.MultilineText), Length(1, BodyShapes.LongestText)] string? Target = null, ImmutableArray<JsonElement>? Space = null,
    [property: MinLength(1)] ImmutableArray<string>? Directions = null, string? Sampler = null, string? Pruner = null, int? MaxStep = null,
    int? MaxTrials = null, ImmutableArray<Dictionary<string, JsonElement>>? First = null, long? Seed = null, string? Task = null,
    string? Metric = null, double? TimeBudgetS = null, int? Folds = null, string? ModelName = null, int? Parallelism = null)
{
    /// <returns>The study; or which option is for the other kind.</returns>
    public Result<StudyRequest> ToStudy()
    {
        var study = new StudyRequest(Trainer, Space is null ? null : JsonSerializer.Serialize(Space), Directions ?? [], Sampler, Pruner, MaxStep,
            MaxTrials, Seed, First is null ? null : JsonSerializer.Serialize(First), null);
        if (DatasetId is null)
            return Foreign(("target", Target), ("task", Task), ("metric", Metric), ("time_budget_s", TimeBudgetS), ("folds", Folds),
                ("model_name", ModelName), ("parallelism", Parallelism)) is { } option
                ? Refused(option, $"'{option}' belongs to a search of a dataset; name the dataset, or leave it out.") : study;
        if (Target is null) return Refused("target", "A search of a dataset needs the target, the column to predict.");
        if (Trainer is null) return Refused("trainer", "A search of a dataset needs the trainer; see GET /api/train/models.");
        if (Foreign(("space", Space), ("directions", Directions), ("pruner", Pruner), ("max_step", MaxStep), ("first", First)) is { } worker)
            return Refused(worker, $"'{worker}' is for workers elsewhere; leave it out, or leave the dataset out.");
        return study with
        {
            Run = RunRequest.For(DatasetId, Target) with
            {
                Task = Task,
                Metric = Metric,
                TimeBudgetSeconds = TimeBudgetS,
                MaxTrials = MaxTrials,
                Folds = Folds,
                Trainers = [Trainer],
                Sampler = Sampler,
                Seed = Seed,
                ModelName = ModelName,
                Parallelism = Parallelism,
            },
        };
    }

    private static string? Foreign(params ReadOnlySpan<(string Name, object? Value)> options)
    {
        foreach (var (name, value) in options) if (value is not null) return name;
        return null;
    }

    private static Refusal Refused(string option, string message) => new(RefusalKind.Invalid, "hyperopt.bad-option", message,
        ImmutableDictionary<string, string>.Empty.Add($"$.{option}", message));
}

/// <summary>What a worker tells of a trial: with a step, a value on the way; otherwise how it ended.</summary>
/// <param name="Trial">Its number.</param>
/// <param name="Value">The value of the one objective, or of the step.</param>
/// <param name="Values">The values of several objectives.</param>
/// <param name="Step">Epochs, trees, folds or rows so far, from 1; left out at the end.</param>
/// <param name="State">complete (by default), pruned or failed.</param>
/// <param name="Reason">Why it failed.</param>
internal sealed record TellRequest(
    [property: JsonRequired] int Trial, double? Value = null, ImmutableArray<double>? Values = null, int? Step = null, string? State = null,
    [property: DataType(DataType.MultilineText), Length(1, 2000)] string? Reason = null)
{
    public StudyTell ToTell() => new(Trial, Values ?? (Value is { } one ? [one] : []), Step, State, Reason);
}

/// <summary>Trains with the best that a study found.</summary>
/// <param name="StudyId">The study, <c>study_…</c>.</param>
/// <param name="DatasetId">The dataset; that of the study when left out.</param>
/// <param name="Target">The column to predict; that of the study when left out.</param>
/// <param name="Metric">What is reported.</param>
/// <param name="Folds">2 to 20; 5 by default.</param>
/// <param name="Seed">0 by default.</param>
/// <param name="ModelName">The model that gets a new version.</param>
internal sealed record ApplyRequest(
    [property: JsonRequired] string StudyId, string? DatasetId = null,
    [property: DataType(DataType.MultilineText), Length(1, BodyShapes.LongestText)] string? Target = null, string? Metric = null, int? Folds = null,
    long? Seed = null, string? ModelName = null)
{
    public Result<RunRequest> ToRun(StudyBest best)
    {
        if (best.Trainer is null)
            return Refusal.Unprocessable(
                "hyperopt.own-algorithm", "The study searched an algorithm of its own, which this installation cannot train.");
        if ((DatasetId ?? best.DatasetId) is not { } dataset || (Target ?? best.Target) is not { } target)
            return Refusal.Unprocessable("hyperopt.no-dataset", "Workers elsewhere searched, so name the dataset and the target to train on.");
        return RunRequest.ForTrainer(dataset, target, best.Trainer, best.Parameters) with
        {
            Task = best.Run?.Task,
            Metric = Metric ?? best.Run?.Metric,
            Folds = Folds ?? best.Run?.Folds,
            Seed = Seed ?? best.Run?.Seed,
            ModelName = ModelName ?? best.Run?.ModelName,
        };
    }
}
