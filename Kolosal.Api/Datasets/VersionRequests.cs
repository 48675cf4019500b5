using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Kolosal.Http;
using Kolosal.Learning;
using Kolosal.Learning.Preprocessing;
using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>A version that goes through cleaning steps.</summary>
/// <param name="Steps">In order.</param>
/// <param name="Name">For people; the parent's when absent.</param>
internal sealed record CleanRequest([property: Length(1, CleanRequest.MostSteps)] CleaningStepRequest[] Steps, string? Name = null)
{
    internal const int MostSteps = 100;

    public ImmutableArray<CleaningStep> ToSteps() => [.. Steps.Select(step => step.ToStep())];
}

/// <summary>One cleaning step.</summary>
/// <param name="Name">What is done.</param>
/// <param name="Columns">Which columns.</param>
/// <param name="Method">How.</param>
/// <param name="Threshold">Of fences and shares.</param>
/// <param name="Value">What is put in or compared with, written as in the file.</param>
/// <param name="Values">Several of them.</param>
/// <param name="Into">What categories become.</param>
/// <param name="Type">Another type.</param>
/// <param name="Format">How its cells are written.</param>
/// <param name="Operator">How a filter compares.</param>
/// <param name="Flag">Whether a column is added that marks the cells.</param>
internal sealed record CleaningStepRequest(
    CleaningKind Name, [property: MaxLength(4096)] ImmutableArray<string>? Columns = null, string? Method = null, double? Threshold = null,
    [property: DataType(DataType.MultilineText), MaxLength(10_000)] string? Value = null,
    [property: MaxLength(10_000)] ImmutableArray<string>? Values = null, string? Into = null, ColumnType? Type = null, string? Format = null,
    string? Operator = null, bool Flag = false)
{
    public CleaningStep ToStep() => new(
        Name, Columns ?? [], Method, Threshold, Value, Values ?? [], Into, Type, Format, Operator, Flag);
}

/// <summary>A version that goes through preprocessing steps of the library.</summary>
/// <param name="Steps">In order.</param>
/// <param name="Name">For people; the parent's when absent.</param>
internal sealed record PreprocessRequest([property: Length(1, CleanRequest.MostSteps)] PreprocessingStepRequest[] Steps, string? Name = null)
{
    public ImmutableArray<TransformStep> ToSteps() => [.. Steps.Select((step, i) => step.ToStep($"$.steps[{i}]"))];
}

/// <summary>One preprocessing step.</summary>
/// <param name="Name">Its name in the library.</param>
/// <param name="Columns">The features it is applied to; those it suits when absent.</param>
/// <param name="Parameters">Its options; those left out take their defaults.</param>
internal sealed record PreprocessingStepRequest(
    string Name, [property: MaxLength(4096)] ImmutableArray<string>? Columns = null, Dictionary<string, JsonElement>? Parameters = null)
{
    public TransformStep ToStep(string path)
    {
        HyperParameters parameters;
        try
        {
            parameters = Parameters is null ? HyperParameters.Empty
                : JsonSerializer.Deserialize<HyperParameters>(JsonSerializer.Serialize(Parameters, Json.Options))!;
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException)
        {
            throw new ProblemException(new Problem(new Refusal(RefusalKind.Invalid, "datasets.bad-steps", "The options cannot be read.",
                ImmutableDictionary<string, string>.Empty.Add($"{path}.parameters", "Expected numbers and texts by name."))));
        }

        // A step that wants codes takes categories, one that wants numbers takes numbers, unless columns are named.
        var needs = Transforms.All.FirstOrDefault(known => known.Name == Name)?.Needs ?? TransformNeeds.Nothing;
        var kinds = (needs & TransformNeeds.Numbers) != 0 ? ColumnKinds.Numbers : ColumnKinds.All;
        return new(Name, parameters, Columns is { } names ? new ColumnChoice(ColumnKinds.All, names)
            : kinds == ColumnKinds.All ? null : new ColumnChoice(kinds));
    }
}

/// <summary>All that is expected of a dataset; none takes what was expected away.</summary>
/// <param name="Expectations">Them all.</param>
internal sealed record ExpectationsRequest([property: MaxLength(ExpectationChecks.Most)] ExpectationRequest[] Expectations)
{
    public ImmutableArray<DatasetExpectation> ToExpectations() => [.. Expectations.Select(expectation => expectation.ToExpectation())];
}

/// <summary>One expectation.</summary>
/// <param name="Kind">What sort.</param>
/// <param name="Column">The column it is about.</param>
/// <param name="Columns">Several, for a combination that is unique.</param>
/// <param name="Severity">What happens where it does not hold.</param>
/// <param name="Minimum">Of a range.</param>
/// <param name="Maximum">Of a range.</param>
/// <param name="Pattern">A regular expression that whole cells match.</param>
/// <param name="Values">The values there may be.</param>
/// <param name="DatasetId">The dataset with the values.</param>
/// <param name="ForeignColumn">Its column.</param>
/// <param name="Share">Share of the cells for which it must hold.</param>
internal sealed record ExpectationRequest(
    ExpectationKind Kind, string? Column = null, [property: MaxLength(50)] ImmutableArray<string>? Columns = null,
    ExpectationSeverity Severity = ExpectationSeverity.Error, double? Minimum = null, double? Maximum = null,
    [property: MaxLength(1_000)] string? Pattern = null, [property: MaxLength(10_000)] ImmutableArray<string>? Values = null,
    string? DatasetId = null, string? ForeignColumn = null, double Share = 1)
{
    public DatasetExpectation ToExpectation() => new(
        Kind, Columns ?? (Column is null ? [] : [Column]), Severity, Minimum, Maximum, Pattern, Values ?? [], DatasetId, ForeignColumn, Share);
}

/// <summary>What people say of a dataset; what is absent is not said.</summary>
internal sealed record DatasheetRequest(
    [property: DataType(DataType.MultilineText), MaxLength(20_000)] string? Motivation = null,
    [property: DataType(DataType.MultilineText), MaxLength(20_000)] string? Composition = null,
    [property: DataType(DataType.MultilineText), MaxLength(20_000)] string? Collection = null,
    [property: DataType(DataType.MultilineText), MaxLength(20_000)] string? Preparation = null,
    [property: DataType(DataType.MultilineText), MaxLength(20_000)] string? Uses = null,
    [property: DataType(DataType.MultilineText), MaxLength(20_000)] string? Distribution = null,
    [property: DataType(DataType.MultilineText), MaxLength(20_000)] string? Maintenance = null)
{
    public DatasheetWords ToWords() => new(Motivation, Composition, Collection, Preparation, Uses, Distribution, Maintenance);
}
