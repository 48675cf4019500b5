namespace Kolosal.Datasets;

/// <summary>What ingestion hands to the dataset's grain once the blobs are stored.</summary>
/// <param name="Name">A name for people.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Rows">Data rows, ≥ 1.</param>
/// <param name="Columns">The inferred columns.</param>
/// <param name="Notes">What ingestion did to the data.</param>
/// <param name="QualityScore">Overall quality, 0 to 1.</param>
/// <param name="Data">The rows as Parquet.</param>
/// <param name="Profile">The profile as JSON.</param>
/// <param name="FavourableLabel">The target's favourable value, where the columns declare a target.</param>
/// <param name="Derivation">How it came out of another dataset; null for what came from outside.</param>
/// <param name="Expectations">What is expected of it, and what came of looking; null when nothing is.</param>
[GenerateSerializer, Immutable, Alias("kolosal.dataset-registration")]
public sealed record DatasetRegistration(
    string Name, DatasetSource Source, long Rows, ImmutableArray<DatasetColumn> Columns, ImmutableArray<string> Notes, double QualityScore,
    BlobRef Data, BlobRef Profile, string? FavourableLabel = null, DatasetDerivation? Derivation = null, ExpectationReport? Expectations = null);

/// <summary>Where a dataset came from.</summary>
/// <param name="Kind"><c>upload</c>, <c>sample</c>, <c>url</c>, <c>kaggle</c>, <c>s3</c>, <c>sql</c>, <c>append</c>, or how it was derived.</param>
/// <param name="FileName">The file's own name without any path.</param>
/// <param name="Format">What the content is: <c>csv</c>, <c>tsv</c>, <c>json</c>, <c>jsonl</c>, <c>xlsx</c>, <c>parquet</c>.</param>
/// <param name="Compression"><c>gzip</c> or <c>zip</c> when it came compressed; null otherwise.</param>
/// <param name="Sha256">SHA-256 of the content, after decompression; of a derived dataset of its parent's and of the steps.</param>
/// <param name="Bytes">Length of the content.</param>
/// <param name="Origin">Where it was fetched from, without credentials; null for what was sent.</param>
[GenerateSerializer, Immutable, Alias("kolosal.dataset-source")]
public sealed record DatasetSource(string Kind, string FileName, string Format, string? Compression, string Sha256, long Bytes,
    string? Origin = null);
