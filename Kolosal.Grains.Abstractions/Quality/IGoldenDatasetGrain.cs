using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Quality;

/// <summary>Rows with the answers that a model must give. Key <c>workspace/gd_…</c>.</summary>
[Alias("kolosal.quality.IGoldenDatasetGrain")]
public interface IGoldenDatasetGrain : IGrainWithStringKey
{
    /// <summary>Makes it, with its first version. Making the same again changes nothing.</summary>
    /// <returns>Refused with <c>quality.golden-exists</c> when another has this id, and with <c>quality.bad-cases</c>.</returns>
    [Alias("Create"), RequiresPermission(Permission.QualityWrite)]
    Task<Result<GoldenDataset>> CreateAsync(GoldenDatasetSpec spec, ImmutableArray<GoldenCase> cases);

    /// <summary>Adds a version; the former ones stay. The cases of the latest version again change nothing.</summary>
    /// <param name="cases">All cases of the version.</param>
    /// <param name="note">Why; may be empty.</param>
    [Alias("AddVersion"), RequiresPermission(Permission.QualityWrite)]
    Task<Result<GoldenDataset>> AddVersionAsync(ImmutableArray<GoldenCase> cases, string note);

    [Alias("Get"), ReadOnly, RequiresPermission(Permission.QualityRead)]
    Task<Result<GoldenDataset>> GetAsync();

    /// <summary>The cases of a version, the latest when null. Refused with <c>quality.no-such-version</c>.</summary>
    [Alias("GetCases"), ReadOnly, RequiresPermission(Permission.QualityRead)]
    Task<Result<ImmutableArray<GoldenCase>>> GetCasesAsync(int? version);

    /// <summary>Scores a version of the model against the cases; of a run over all cases the outcome is left with that version as evidence.</summary>
    [Alias("Run"), RequiresPermission(Permission.QualityWrite)]
    Task<Result<GoldenRun>> RunAsync(GoldenRunRequest request);

    /// <summary>Takes the cases of a person out of every version, whose hashes and counts change. Only grains call it; repeating it finds none.
    /// </summary>
    /// <returns>How many cases were taken out, over all versions; refused with <c>quality.cases-gone</c>.</returns>
    [Alias("EraseCases")]
    Task<Result<int>> EraseCasesAsync(SubjectIdentity subject);
}

/// <summary>What a golden dataset is for.</summary>
/// <param name="Name">For people; 1 to 200 characters.</param>
/// <param name="Description">What the cases stand for; may be empty.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Jurisdiction">Where the cases come from, e.g. <c>eu</c>; null for no place.</param>
/// <param name="DocumentType">What kind of document they come from, e.g. <c>invoice</c>; null for none.</param>
/// <param name="MinPassRate">0 to 1: share of the cases that must pass. Cases that <see cref="GoldenCase.Must"/> pass do so beside it.</param>
/// <param name="AbsoluteTolerance">Of numbers, where a case says no other; ≥ 0.</param>
/// <param name="RelativeTolerance">Of numbers, share of the expected one; ≥ 0.</param>
[GenerateSerializer, Immutable, Alias("kolosal.golden-dataset-spec")]
public sealed record GoldenDatasetSpec(
    string Name, string Description, string Model, string? Jurisdiction, string? DocumentType, double MinPassRate, double AbsoluteTolerance,
    double RelativeTolerance);

/// <summary>One row with the answer to it.</summary>
/// <param name="Id">Unique in its version; 1 to 100 characters.</param>
/// <param name="Row">A JSON object as <c>POST /api/predict</c> takes it.</param>
/// <param name="Prediction">The class, or the number as text; null when only probabilities are expected.</param>
/// <param name="Probabilities">Expected probabilities by class; empty for none.</param>
/// <param name="AbsoluteTolerance">Null for the dataset's.</param>
/// <param name="RelativeTolerance">Null for the dataset's.</param>
/// <param name="Must">It fails the whole run when it fails.</param>
/// <param name="Jurisdiction">Null for the dataset's.</param>
/// <param name="DocumentType">Null for the dataset's.</param>
[GenerateSerializer, Immutable, Alias("kolosal.golden-case")]
public sealed record GoldenCase(
    string Id, [property: System.Text.Json.Serialization.JsonConverter(typeof(JsonTextConverter))] string Row, string? Prediction,
    ImmutableSortedDictionary<string, double> Probabilities, double? AbsoluteTolerance, double? RelativeTolerance, bool Must, string? Jurisdiction,
    string? DocumentType);

/// <summary>A golden dataset as it is read and listed.</summary>
/// <param name="Id"><c>gd_…</c>.</param>
/// <param name="Name">For people.</param>
/// <param name="Description">What the cases stand for.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Jurisdiction">Where the cases come from; null for no place.</param>
/// <param name="DocumentType">What kind of document they come from; null for none.</param>
/// <param name="Spec">All that was declared.</param>
/// <param name="Versions">Oldest first.</param>
/// <param name="LastRun">The latest run over all cases; null before it. Without failures in lists.</param>
/// <param name="Runs">Latest runs, newest first; none in lists.</param>
/// <param name="CreatedBy">Subject.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="UpdatedAt">When anything last changed.</param>
/// <param name="Revision">Counts changes; the entity tag.</param>
[GenerateSerializer, Immutable, Alias("kolosal.golden-dataset")]
public sealed record GoldenDataset(
    string Id, string Name, string Description, string Model, string? Jurisdiction, string? DocumentType, GoldenDatasetSpec Spec,
    ImmutableArray<GoldenVersion> Versions, GoldenRun? LastRun, ImmutableArray<GoldenRun> Runs, string CreatedBy, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt, long Revision);

/// <summary>A version of a golden dataset; it never changes.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Cases">How many.</param>
/// <param name="Sha256">Of the cases' JSON, lower-case hexadecimal.</param>
/// <param name="At">When it was added.</param>
/// <param name="By">Subject.</param>
/// <param name="Note">Why; may be empty.</param>
[GenerateSerializer, Immutable, Alias("kolosal.golden-version")]
public sealed record GoldenVersion(int Number, int Cases, string Sha256, DateTimeOffset At, string By, string Note);

public static class QualityGrains
{
    public static IGoldenDatasetGrain GoldenDataset(this IGrainFactory grains, string workspace, string id) =>
        grains.GetGrain<IGoldenDatasetGrain>($"{workspace}/{id}");

    public static IRegressionTestGrain RegressionTest(this IGrainFactory grains, string workspace, string id) =>
        grains.GetGrain<IRegressionTestGrain>($"{workspace}/{id}");
}
