using System.Text.Json.Serialization;

namespace Kolosal.Models;

/// <summary>Everything that a trained package follows from, and what computed it: who has it and the data can make the package again.</summary>
/// <param name="RunId">The run.</param>
/// <param name="DatasetId">Its dataset.</param>
/// <param name="DataSha256">SHA-256 of the dataset's rows as they are stored.</param>
/// <param name="Rows">Rows of the dataset.</param>
/// <param name="SchemaSha256">SHA-256 of <paramref name="Schema"/> and the favourable label as JSON.</param>
/// <param name="Schema">The columns as they were when the plan was made.</param>
/// <param name="FavourableLabel">The target's favourable value; null when undeclared.</param>
/// <param name="PlanSha256">SHA-256 of the plan's text.</param>
/// <param name="Plan">The plan, a JSON document: split, folds, seed, trainers, sampler, budgets.</param>
/// <param name="Seeds">The seeds derived from the plan's, by purpose.</param>
/// <param name="Trials">Trials that ended. Of a run limited by time they decide the winner.</param>
/// <param name="TrialsSha256">SHA-256 of what the ended trials tried and reached, in order of their numbers.</param>
/// <param name="Winner">The trial that won; null while the search goes on.</param>
/// <param name="WinnerTrainer">Its trainer.</param>
/// <param name="WinnerParameters">Its hyper-parameters, a JSON object; empty without a winner.</param>
/// <param name="PackageSha256">The package; null until made.</param>
/// <param name="Environment">What fitted the package; null until made.</param>
[GenerateSerializer, Immutable, Alias("kolosal.training-record")]
public sealed record TrainingRecord(
    string RunId, string DatasetId, string DataSha256, long Rows, string SchemaSha256, ImmutableArray<RecordedColumn> Schema, string? FavourableLabel,
    string PlanSha256, [property: JsonConverter(typeof(JsonTextConverter))] string Plan, ImmutableArray<RecordedSeed> Seeds, int Trials,
    string TrialsSha256, int? Winner, string? WinnerTrainer, [property: JsonConverter(typeof(JsonTextConverter))] string WinnerParameters,
    string? PackageSha256, EnvironmentFingerprint? Environment);

/// <summary>A column of a recorded schema.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Protected">Whether fairness is measured over it.</param>
/// <param name="Categories">How many different categories it has.</param>
[GenerateSerializer, Immutable, Alias("kolosal.recorded-column")]
public sealed record RecordedColumn(string Name, string Type, string Role, bool Protected, int Categories);

/// <summary>A seed and what it is for.</summary>
/// <param name="Purpose">E.g. <c>test_part</c>, <c>validation_parts</c>, <c>fit</c>.</param>
/// <param name="Seed">Decimal digits: it may be larger than a JSON reader's numbers.</param>
[GenerateSerializer, Immutable, Alias("kolosal.recorded-seed")]
public sealed record RecordedSeed(string Purpose, string Seed);

/// <summary>What computed something, as far as floating-point results may depend on it.</summary>
/// <param name="Runtime">The runtime and its version.</param>
/// <param name="OperatingSystem">The operating system and its version.</param>
/// <param name="Architecture">The processor architecture of the process.</param>
/// <param name="ProcessorFeatures">Instruction sets that the runtime uses, and the width of its vectors.</param>
/// <param name="Threads">Training threads of the process.</param>
/// <param name="Libraries">Versions of the libraries that compute, by name.</param>
/// <param name="Build">Version of the program.</param>
[GenerateSerializer, Immutable, Alias("kolosal.environment-fingerprint")]
public sealed record EnvironmentFingerprint(
    string Runtime, string OperatingSystem, string Architecture, ImmutableArray<string> ProcessorFeatures, int Threads,
    ImmutableSortedDictionary<string, string> Libraries, string Build);
