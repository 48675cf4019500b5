using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kolosal.Explanations;

/// <summary>Rows to be explained: those given, or those of logged predictions, or those of a dataset.</summary>
/// <param name="ModelId"><c>name</c>, <c>name:version</c> or <c>name@alias</c>; of predictions the version that answered is meant.</param>
/// <param name="Rows">Objects by column name, or arrays in column order, as predictions take them.</param>
/// <param name="PredictionId">One logged prediction.</param>
/// <param name="PredictionIds">Several, of one version.</param>
/// <param name="DatasetId">A dataset with the model's input columns.</param>
/// <param name="Class">The class that is explained. Default: the second of two, the predicted one of more.</param>
/// <param name="Intervals">Whether intervals and a stability score are computed. Default: for up to 16 rows.</param>
/// <param name="Level">Of the intervals. Default: 0.95.</param>
/// <param name="Top">Columns listed of each row, the weightiest. Default: all.</param>
/// <param name="Evaluations">Rows that the model scores at most for one explained row where no exact method fits.</param>
/// <param name="Async">Whether to answer 202 and explain beside the request, as many rows take. Default: no.</param>
internal sealed record LocalRequest(
    [property: JsonRequired] string ModelId, JsonElement[]? Rows = null, string? PredictionId = null, string[]? PredictionIds = null,
    string? DatasetId = null, string? Class = null, bool? Intervals = null, double Level = 0.95, [property: Range(1, 100_000)] int? Top = null,
    [property: Range(100, 1_000_000)] int? Evaluations = null, bool Async = false) : IExplanationBody
{
    string IExplanationBody.Kind => ExplanationKinds.Local;

    public ExplanationTerms ToTerms() => new() { Class = Class, Intervals = Intervals, Level = Level, Top = Top, Evaluations = Evaluations };
}

/// <summary>Rows whose adverse decisions are given reasons.</summary>
/// <param name="ModelId">See <see cref="LocalRequest"/>; its dictionary is that of the model's name.</param>
/// <param name="Rows">See <see cref="LocalRequest"/>.</param>
/// <param name="PredictionId">See <see cref="LocalRequest"/>.</param>
/// <param name="PredictionIds">See <see cref="LocalRequest"/>.</param>
/// <param name="DatasetId">See <see cref="LocalRequest"/>.</param>
/// <param name="Reasons">Reasons at most, 1 to 20. Default: 4.</param>
/// <param name="Evaluations">See <see cref="LocalRequest"/>.</param>
/// <param name="Seed">Of the resampling that measures agreement. Default: 0.</param>
/// <param name="Async">See <see cref="LocalRequest"/>.</param>
internal sealed record ReasonsRequest(
    [property: JsonRequired] string ModelId, JsonElement[]? Rows = null, string? PredictionId = null, string[]? PredictionIds = null,
    string? DatasetId = null, [property: Range(1, 20)] int Reasons = 4, [property: Range(100, 1_000_000)] int? Evaluations = null,
    [property: Range(0, int.MaxValue)] int Seed = 0, bool Async = false) : IExplanationBody
{
    string IExplanationBody.Kind => ExplanationKinds.Reasons;

    public ExplanationTerms ToTerms() => new() { Reasons = Reasons, Evaluations = Evaluations, Seed = (ulong)Seed };
}

/// <summary>Rows to be followed down the trees.</summary>
/// <param name="ModelId">See <see cref="LocalRequest"/>.</param>
/// <param name="Rows">See <see cref="LocalRequest"/>.</param>
/// <param name="PredictionId">See <see cref="LocalRequest"/>.</param>
/// <param name="PredictionIds">See <see cref="LocalRequest"/>.</param>
/// <param name="DatasetId">See <see cref="LocalRequest"/>.</param>
/// <param name="Trees">Trees shown of each row, those that add most, 1 to 1,000. Default: 5.</param>
/// <param name="Class">Of a model without trees: the class whose probability the tree shown in their place imitates.</param>
/// <param name="Async">See <see cref="LocalRequest"/>.</param>
internal sealed record DecisionPathRequest(
    [property: JsonRequired] string ModelId, JsonElement[]? Rows = null, string? PredictionId = null, string[]? PredictionIds = null,
    string? DatasetId = null, [property: Range(1, 1000)] int Trees = 5, string? Class = null, bool Async = false) : IExplanationBody
{
    string IExplanationBody.Kind => ExplanationKinds.DecisionPath;

    public ExplanationTerms ToTerms() => new() { Trees = Trees, Class = Class };
}

/// <summary>Rows that another outcome is sought for.</summary>
/// <param name="ModelId">See <see cref="LocalRequest"/>.</param>
/// <param name="Rows">See <see cref="LocalRequest"/>.</param>
/// <param name="PredictionId">See <see cref="LocalRequest"/>.</param>
/// <param name="PredictionIds">See <see cref="LocalRequest"/>.</param>
/// <param name="DatasetId">See <see cref="LocalRequest"/>.</param>
/// <param name="Class">The class that is wanted; needed of a classifier.</param>
/// <param name="Probability">Its least probability. Default: just enough to be decided.</param>
/// <param name="Minimum">Of a number: the smallest that is wanted.</param>
/// <param name="Maximum">Of a number: the largest.</param>
/// <param name="Rules">What may change, by column. Columns without a rule may, protected attributes and free text may not.</param>
/// <param name="OneHot">Groups of 0-or-1 columns, exactly one of which is 1.</param>
/// <param name="Count">How many different ones, 1 to 20. Default: 3.</param>
/// <param name="MaxChanges">Columns changed at most. Default: 5.</param>
/// <param name="TimeLimitMs">Milliseconds that the search of one row may take, 1 to 60,000. Default: 50.</param>
/// <param name="Evaluations">Rows scored at most. Default: what the time limit allows, up to 4,000.</param>
/// <param name="Async">See <see cref="LocalRequest"/>.</param>
internal sealed record CounterfactualRequest(
    [property: JsonRequired] string ModelId, JsonElement[]? Rows = null, string? PredictionId = null, string[]? PredictionIds = null,
    string? DatasetId = null, string? Class = null, double? Probability = null, double? Minimum = null, double? Maximum = null,
    Dictionary<string, ChangeRule>? Rules = null, string[][]? OneHot = null, [property: Range(1, 20)] int Count = 3,
    [property: Range(1, 1000)] int MaxChanges = 5, [property: Range(1, 60_000)] int TimeLimitMs = 50,
    [property: Range(100, 1_000_000)] int? Evaluations = null, bool Async = false) : IExplanationBody
{
    string IExplanationBody.Kind => ExplanationKinds.Counterfactual;

    public ExplanationTerms ToTerms() => new()
    {
        Class = Class,
        Probability = Probability,
        Minimum = Minimum,
        Maximum = Maximum,
        Rules = (Rules ?? []).ToImmutableDictionary(rule => rule.Key, rule => rule.Value.ToTerms()),
        OneHot = [.. (OneHot ?? []).Select(group => group.ToImmutableArray())],
        Count = Count,
        MaxChanges = MaxChanges,
        TimeLimitMs = TimeLimitMs,
        Evaluations = Evaluations,
    };
}

/// <summary>What may be done about one column.</summary>
/// <param name="Immutable">It stays as it is.</param>
/// <param name="Direction"><c>up</c> or <c>down</c> where it may only grow or shrink.</param>
/// <param name="Minimum">The smallest number to change to. Default: the smallest usual one.</param>
/// <param name="Maximum">The largest.</param>
/// <param name="Step">Numbers are changed to multiples of this.</param>
/// <param name="Allowed">The categories to change to. Default: all.</param>
/// <param name="Weight">What a change costs beside others, above 0. Default: 1.</param>
internal sealed record ChangeRule(
    bool Immutable = false, string? Direction = null, double? Minimum = null, double? Maximum = null, double? Step = null, string[]? Allowed = null,
    double? Weight = null)
{
    public ChangeTerms ToTerms() => new(Immutable, Direction, Minimum, Maximum, Step, Allowed is null ? null : [.. Allowed], Weight);
}
