using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kolosal.Explanations;

/// <summary>What the bodies of explanations share.</summary>
internal interface IExplanationBody
{
    string ModelId { get; }

    string? DatasetId { get; }

    bool Async { get; }

    string Kind { get; }

    JsonElement[]? Rows => null;

    string? PredictionId => null;

    string[]? PredictionIds => null;

    ExplanationTerms ToTerms();
}

/// <summary>A question about what columns do.</summary>
/// <param name="ModelId"><c>name</c>, <c>name:version</c> or <c>name@alias</c>.</param>
/// <param name="Column">The column.</param>
/// <param name="SecondColumn">Another one, for what the two do together; with <c>pdp</c> and <c>ale</c> only.</param>
/// <param name="Method"><c>pdp</c> (the mean over rows), <c>ice</c> (rows' own curves), <c>centred_ice</c> or <c>ale</c> (accumulated local effects).
/// Default: <c>pdp</c>.</param>
/// <param name="Class">The class whose probability is looked at. Default: the second of two, the first of more.</param>
/// <param name="Points">Values of a number column at most, 2 to 200. Default: 20.</param>
/// <param name="Curves">Rows' own curves at most, 1 to 500. Default: 50.</param>
/// <param name="Rows">Rows averaged over, 10 to 20,000.</param>
/// <param name="Level">Of the intervals. Default: 0.95.</param>
/// <param name="DatasetId">Rows to average over. Default: rows that the version learnt from.</param>
/// <param name="Async">Whether to answer 202 and compute beside the request. Default: no.</param>
internal sealed record EffectRequest(
    [property: JsonRequired] string ModelId, [property: JsonRequired] string Column, string? SecondColumn = null,
        string Method = ExplanationTerms.Pdp,
    string? Class = null, [property: Range(2, 200)] int Points = 20, [property: Range(1, 500)] int Curves = 50,
    [property: Range(10, 20_000)] int? Rows = null, double Level = 0.95, string? DatasetId = null, bool Async = false) : IExplanationBody
{
    string IExplanationBody.Kind => ExplanationKinds.Effect;

    JsonElement[]? IExplanationBody.Rows => null;

    public ExplanationTerms ToTerms() => new()
    {
        Column = Column,
        SecondColumn = SecondColumn,
        Method = Method,
        Class = Class,
        Points = Points,
        Curves = Curves,
        Rows = Rows,
        Level = Level,
    };
}

/// <summary>A question about what a model needs.</summary>
/// <param name="ModelId">See <see cref="EffectRequest"/>.</param>
/// <param name="Metric">What performance is. Default: what the version was selected by.</param>
/// <param name="Repeats">Shuffles of every column, 2 to 100. Default: 10.</param>
/// <param name="Rows">Rows at most, 10 to 20,000.</param>
/// <param name="Top">Columns listed. Default: all.</param>
/// <param name="Level">Of the intervals. Default: 0.95.</param>
/// <param name="Seed">Of the shuffles. Default: 0.</param>
/// <param name="DatasetId">Rows that the version has not learnt from. Default: the rows held out when it was made.</param>
/// <param name="Async">See <see cref="EffectRequest"/>.</param>
internal sealed record ImportanceRequest(
    [property: JsonRequired] string ModelId, string? Metric = null, [property: Range(2, 100)] int Repeats = 10,
    [property: Range(10, 20_000)] int? Rows = null, [property: Range(1, 100_000)] int? Top = null, double Level = 0.95,
    [property: Range(0, int.MaxValue)] int Seed = 0, string? DatasetId = null, bool Async = false) : IExplanationBody
{
    string IExplanationBody.Kind => ExplanationKinds.Importance;

    JsonElement[]? IExplanationBody.Rows => null;

    public ExplanationTerms ToTerms() =>
        new() { Metric = Metric, Repeats = Repeats, Rows = Rows, Top = Top, Level = Level, Seed = (ulong)Seed };
}

/// <summary>A question about what a model goes by.</summary>
/// <param name="ModelId">See <see cref="EffectRequest"/>.</param>
/// <param name="Class">The class that is explained. Default: the second of two, the first of more.</param>
/// <param name="Rows">Rows explained, 10 to 20,000.</param>
/// <param name="Top">Columns listed. Default: all.</param>
/// <param name="Evaluations">Rows that the model scores at most for one explained row where no exact method fits.</param>
/// <param name="Level">Of the intervals. Default: 0.95.</param>
/// <param name="Seed">Of the resampling. Default: 0.</param>
/// <param name="DatasetId">Rows to explain. Default: rows that the version learnt from.</param>
/// <param name="Async">See <see cref="EffectRequest"/>.</param>
internal sealed record GlobalRequest(
    [property: JsonRequired] string ModelId, string? Class = null, [property: Range(10, 20_000)] int? Rows = null,
    [property: Range(1, 100_000)] int? Top = null, [property: Range(100, 1_000_000)] int? Evaluations = null, double Level = 0.95,
    [property: Range(0, int.MaxValue)] int Seed = 0, string? DatasetId = null, bool Async = false) : IExplanationBody
{
    string IExplanationBody.Kind => ExplanationKinds.Global;

    JsonElement[]? IExplanationBody.Rows => null;

    public ExplanationTerms ToTerms() =>
        new() { Class = Class, Rows = Rows, Top = Top, Evaluations = Evaluations, Level = Level, Seed = (ulong)Seed };
}
