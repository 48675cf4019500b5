namespace Kolosal.Datasets;

/// <summary>Something that a dataset's owner expects of its cells.</summary>
/// <param name="Kind">What sort.</param>
/// <param name="Columns">The column it is about; several for <see cref="ExpectationKind.Unique"/> of a combination.</param>
/// <param name="Severity">What happens where it does not hold.</param>
/// <param name="Minimum">Of a range: the least value; null for no lower end.</param>
/// <param name="Maximum">Of a range: the greatest value.</param>
/// <param name="Pattern">Of a pattern: a regular expression (RE2) that a whole cell matches.</param>
/// <param name="Values">Of a set: the values there may be, written as in the file.</param>
/// <param name="DatasetId">Of a foreign set: the dataset that holds the values.</param>
/// <param name="ForeignColumn">Its column.</param>
/// <param name="Share">Share of the cells for which it must hold, 0 to 1. Default: all.</param>
[GenerateSerializer, Immutable, Alias("kolosal.dataset-expectation")]
public sealed record DatasetExpectation(
    ExpectationKind Kind, ImmutableArray<string> Columns, ExpectationSeverity Severity = ExpectationSeverity.Error, double? Minimum = null,
    double? Maximum = null, string? Pattern = null, ImmutableArray<string>? Values = null, string? DatasetId = null,
    string? ForeignColumn = null, double Share = 1);

/// <summary>Sorts of expectation. Cells without a value break <see cref="NotNull"/> alone.</summary>
[GenerateSerializer, Alias("kolosal.expectation-kind")]
public enum ExpectationKind
{
    /// <summary>Numbers lie between two ends.</summary>
    Range,

    /// <summary>Texts match a pattern.</summary>
    Pattern,

    /// <summary>No value, or combination of values, stands twice.</summary>
    Unique,

    /// <summary>Every cell has a value.</summary>
    NotNull,

    /// <summary>Every value is one of a list.</summary>
    AllowedSet,

    /// <summary>Every value is one of another dataset's column.</summary>
    ForeignSet,
}

/// <summary>What an expectation that does not hold leads to.</summary>
[GenerateSerializer, Alias("kolosal.expectation-severity")]
public enum ExpectationSeverity
{
    /// <summary>A run notes it.</summary>
    Warning,

    /// <summary>No run may learn from the dataset, and rows that break it are not appended.</summary>
    Error,
}

/// <summary>What came of looking.</summary>
/// <param name="Revision">The dataset's revision that was looked at; 0 for one that was about to be made.</param>
/// <param name="At">When.</param>
/// <param name="Results">One for each expectation, in order.</param>
[GenerateSerializer, Immutable, Alias("kolosal.expectation-report")]
public sealed record ExpectationReport(long Revision, DateTimeOffset At, ImmutableArray<ExpectationResult> Results);

/// <summary>How one expectation stands.</summary>
/// <param name="Expectation">What was expected.</param>
/// <param name="Holds">Whether it does.</param>
/// <param name="Looked">Cells, or rows of a combination, that were looked at.</param>
/// <param name="Broken">How many break it.</param>
/// <param name="Cells">The first that do.</param>
/// <param name="Message">The same as a sentence.</param>
[GenerateSerializer, Immutable, Alias("kolosal.expectation-result")]
public sealed record ExpectationResult(
    DatasetExpectation Expectation, bool Holds, long Looked, long Broken, ImmutableArray<FoundCell> Cells, string Message);

/// <summary>A cell that a finding rests on.</summary>
/// <param name="Row">Data row, from 1.</param>
/// <param name="Column">Its column; null for the whole row.</param>
/// <param name="Value">What it holds, cut at 40 characters; null without a value, and where the column looks personal.</param>
[GenerateSerializer, Immutable, Alias("kolosal.found-cell")]
public sealed record FoundCell(long Row, string? Column, string? Value);
