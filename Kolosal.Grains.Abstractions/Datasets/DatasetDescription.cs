namespace Kolosal.Datasets;

/// <summary>A dataset as lists and clients see it.</summary>
/// <param name="DatasetId"><c>ds_</c> and 26 characters made of the content's SHA-256.</param>
/// <param name="Name">A name for people; the file's name unless another was given.</param>
/// <param name="Format">What was uploaded: <c>csv</c>, <c>tsv</c>, <c>json</c>, <c>jsonl</c>, <c>parquet</c>.</param>
/// <param name="Sha256">SHA-256 of the uploaded content, after decompression.</param>
/// <param name="Bytes">Length of that content.</param>
/// <param name="Rows">Data rows.</param>
/// <param name="QualityScore">Overall quality, 0 to 1.</param>
/// <param name="ContainsPersonalData">Whether a column looks like personal data.</param>
/// <param name="Target">The column to predict, when it was declared.</param>
/// <param name="FavourableLabel">The target's value that is good for a person, when it was declared.</param>
/// <param name="Columns">The columns in file order.</param>
/// <param name="Notes">What ingestion did to the data that its owner should know.</param>
/// <param name="CreatedAt">When it was first registered.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="CreatedBy">Subject of the principal that brought it.</param>
/// <param name="Revision">Counts changes; the entity tag.</param>
/// <param name="Parent">The dataset that this one is a version of; null for the first of its line.</param>
/// <param name="Root">The first of its line; null for itself.</param>
/// <param name="Version">From 1, one more than its parent's.</param>
/// <param name="MadeBy">How it came out of its parent: <c>clean</c>, <c>preprocess</c>, <c>append</c>, …; null for the first of its line.</param>
[GenerateSerializer, Immutable, Alias("kolosal.dataset-description")]
public sealed record DatasetDescription(
    string DatasetId, string Name, string Format, string Sha256, long Bytes, long Rows, double QualityScore, bool ContainsPersonalData,
    string? Target, string? FavourableLabel, ImmutableArray<DatasetColumn> Columns, ImmutableArray<string> Notes,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string CreatedBy, long Revision, string? Parent = null, string? Root = null,
    int Version = 1, string? MadeBy = null);

/// <summary>One column of a dataset.</summary>
/// <param name="Name">Unique in the dataset.</param>
/// <param name="Type"><c>numeric</c>, <c>categorical</c>, <c>boolean</c>, <c>date_time</c> or <c>text</c>.</param>
/// <param name="Role"><c>feature</c>, <c>target</c>, <c>weight</c>, <c>group</c>, <c>time</c>, <c>id</c> or <c>ignored</c>.</param>
/// <param name="Protected">A protected attribute: fairness is measured over it.</param>
/// <param name="Missing">Rows without a value.</param>
/// <param name="Distinct">Different values; an estimate where the profile says so.</param>
/// <param name="Minimum">Declared lower end of the expected range; in descriptions the smallest number where none is declared.</param>
/// <param name="Maximum">Declared upper end; in descriptions the greatest number where none is declared.</param>
/// <param name="Categories">Values of a categorical column in code order; empty for other types.</param>
/// <param name="PersonalData">Kind of personal data it looks like (<c>email</c>, <c>iban</c>, …); null when none.</param>
/// <param name="PersonalDataConfidence">0 to 1; 0 when none.</param>
/// <param name="Reading">How its cells are read and written; null in datasets of old, which are read plainly.</param>
/// <param name="Least">Smallest number; null for other types.</param>
/// <param name="Greatest">Greatest number.</param>
/// <param name="Quantiles">Of the numbers; null for other types, and in datasets of old.</param>
[GenerateSerializer, Immutable, Alias("kolosal.dataset-column")]
public sealed record DatasetColumn(
    string Name, string Type, string Role, bool Protected, long Missing, long Distinct, double? Minimum, double? Maximum,
    ImmutableArray<string> Categories, string? PersonalData, double PersonalDataConfidence, ColumnReading? Reading = null,
    double? Least = null, double? Greatest = null, ColumnQuantiles? Quantiles = null);

/// <summary>Values below which a share of a column's numbers lies.</summary>
/// <param name="P05">A twentieth.</param>
/// <param name="P25">A quarter.</param>
/// <param name="P50">Half: the median.</param>
/// <param name="P75">Three quarters.</param>
/// <param name="P95">Nineteen twentieths.</param>
[GenerateSerializer, Immutable, Alias("kolosal.column-quantiles")]
public sealed record ColumnQuantiles(double P05, double P25, double P50, double P75, double P95);
