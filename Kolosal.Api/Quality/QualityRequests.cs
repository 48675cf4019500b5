using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kolosal.Http;

namespace Kolosal.Quality;

/// <summary>A golden dataset to be made.</summary>
/// <param name="Name">For people.</param>
/// <param name="ModelId">The model's name.</param>
/// <param name="Cases">Rows with the answers to them.</param>
/// <param name="Description">What the cases stand for.</param>
/// <param name="Jurisdiction">Where they come from, e.g. eu.</param>
/// <param name="DocumentType">What kind of document they come from, e.g. invoice.</param>
/// <param name="MinPassRate">0 to 1: share that must pass.</param>
/// <param name="AbsoluteTolerance">Of numbers, from 0 on.</param>
/// <param name="RelativeTolerance">Of numbers, share of the expected one.</param>
internal sealed record CreateGoldenDatasetRequest(
    [property: JsonRequired] string Name, [property: JsonRequired] string ModelId, [property: JsonRequired] ImmutableArray<GoldenCaseRequest> Cases,
    [property: DataType(DataType.MultilineText), MaxLength(2_000)] string? Description = null, [property: MaxLength(100)] string? Jurisdiction = null,
    [property: MaxLength(100)] string? DocumentType = null, double MinPassRate = 0.98,
    double AbsoluteTolerance = 1e-6, double RelativeTolerance = 1e-6)
{
    public GoldenDatasetSpec ToSpec() => new(
        Name.Trim(), Description ?? "", ModelId, Jurisdiction, DocumentType, MinPassRate, AbsoluteTolerance, RelativeTolerance);
}

/// <summary>The cases of another version.</summary>
/// <param name="Cases">All cases of the version.</param>
/// <param name="Note">Why.</param>
internal sealed record AddGoldenVersionRequest(
    [property: JsonRequired] ImmutableArray<GoldenCaseRequest> Cases,
    [property: DataType(DataType.MultilineText), MaxLength(2_000)] string? Note = null);

/// <summary>One row with the answer to it.</summary>
/// <param name="Row">An object of column values, as POST /api/predict takes it.</param>
/// <param name="Expected">The answer.</param>
/// <param name="Id">Unique in its version; its place when left out.</param>
/// <param name="AbsoluteTolerance">The dataset's when left out.</param>
/// <param name="RelativeTolerance">The dataset's when left out.</param>
/// <param name="Must">It fails the whole run when it fails.</param>
/// <param name="Jurisdiction">The dataset's when left out.</param>
/// <param name="DocumentType">The dataset's when left out.</param>
internal sealed record GoldenCaseRequest(
    [property: JsonRequired] JsonElement Row, [property: JsonRequired] ExpectedAnswerRequest Expected, [property: MaxLength(100)] string? Id = null,
    double? AbsoluteTolerance = null, double? RelativeTolerance = null, bool Must = false, [property: MaxLength(100)] string? Jurisdiction = null,
    [property: MaxLength(100)] string? DocumentType = null)
{
    public GoldenCase ToCase(int place) => new(
        Id ?? string.Create(CultureInfo.InvariantCulture, $"case-{place + 1}"), JsonSerializer.Serialize(Row), Expected.Text,
        (Expected.Probabilities ?? ImmutableDictionary<string, double>.Empty).ToImmutableSortedDictionary(StringComparer.Ordinal), AbsoluteTolerance,
        RelativeTolerance, Must, Jurisdiction, DocumentType);

    public static ImmutableArray<GoldenCase> ToCases(ImmutableArray<GoldenCaseRequest> cases) => [.. cases.Select((one, place) => one.ToCase(place))];
}

/// <summary>An answer that a model must give.</summary>
/// <param name="Prediction">The class, or the number.</param>
/// <param name="Probabilities">By class.</param>
internal sealed record ExpectedAnswerRequest(JsonElement? Prediction = null, ImmutableDictionary<string, double>? Probabilities = null)
{
    /// <summary>As the model says it: a class by its label, a number by its digits.</summary>
    public string? Text => Prediction is not { } expected ? null : expected.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => expected.GetString(),
        _ => expected.GetRawText(),
    };
}

/// <summary>A version to be scored.</summary>
/// <param name="ModelVersion">Its number; the active one when left out.</param>
/// <param name="Version">Version of the golden dataset; the latest when left out.</param>
/// <param name="Jurisdiction">Only cases of this one.</param>
/// <param name="DocumentType">Only cases of this one.</param>
internal sealed record RunGoldenDatasetRequest(
    [property: Range(1, int.MaxValue)] int? ModelVersion = null, [property: Range(1, int.MaxValue)] int? Version = null,
    [property: MaxLength(100)] string? Jurisdiction = null, [property: MaxLength(100)] string? DocumentType = null);

/// <summary>A test, a result of it, or both.</summary>
/// <param name="Suite">The suite: letters, digits, '.', '_' and '-'.</param>
/// <param name="Name">The test's name in it.</param>
/// <param name="ModelId">The model's name.</param>
/// <param name="GoldenDatasetId">What it runs; none for a test that others carry out.</param>
/// <param name="Schedule">Cron: minute, hour, day of month, month, day of week.</param>
/// <param name="TimeZone">IANA name, of the schedule; UTC when left out.</param>
/// <param name="OnPromotion">Whether it runs after each promotion.</param>
/// <param name="Jurisdiction">Only cases of this one.</param>
/// <param name="DocumentType">Only cases of this one.</param>
/// <param name="Description">For people.</param>
/// <param name="Result">pass, fail, skipped or error: what came of it elsewhere.</param>
/// <param name="ModelVersion">The version tested there.</param>
/// <param name="DurationSeconds">How long that took.</param>
/// <param name="Detail">In one sentence.</param>
internal sealed record ReportRegressionTestRequest(
    [property: JsonRequired, Length(1, 100)] string Suite, [property: JsonRequired] string Name, [property: JsonRequired] string ModelId,
    string? GoldenDatasetId = null, [property: MaxLength(100)] string? Schedule = null, [property: MaxLength(100)] string? TimeZone = null,
    bool OnPromotion = false, [property: MaxLength(100)] string? Jurisdiction = null, [property: MaxLength(100)] string? DocumentType = null,
    [property: DataType(DataType.MultilineText), MaxLength(2_000)] string? Description = null, RegressionResult? Result = null,
    [property: Range(1, int.MaxValue)] int? ModelVersion = null, double? DurationSeconds = null,
    [property: DataType(DataType.MultilineText), MaxLength(2_000)] string? Detail = null)
{
    /// <summary>One test of one name in a suite and for a model.</summary>
    public string TestId => $"rt_{Hash($"{Suite}\n{Name.Trim()}\n{ModelId}")}";

    public RegressionTestSpec ToSpec() => new(
        Suite, Name.Trim(), ModelId, GoldenDatasetId, Schedule, TimeZone, OnPromotion, Jurisdiction, DocumentType, Description ?? "");

    /// <param name="caller">Who reports.</param>
    /// <param name="command">The same one is the same result.</param>
    /// <param name="now">When.</param>
    /// <returns>Null when the request reports none.</returns>
    public RegressionOutcome? ToOutcome(string caller, CommandKey command, DateTimeOffset now) => Result is not { } result ? null : new(
        command.Name("o"), result, now, caller, "reported",
        ModelVersion, DurationSeconds, Detail ?? "", null);

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..20];
}

/// <summary>A version to be tested.</summary>
/// <param name="ModelVersion">Its number; the active one when left out.</param>
internal sealed record RunRegressionTestRequest([property: Range(1, int.MaxValue)] int? ModelVersion = null);
