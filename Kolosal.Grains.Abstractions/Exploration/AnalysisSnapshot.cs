using System.Text.Json.Serialization;

namespace Kolosal.Exploration;

/// <summary>The life of an analysis.</summary>
[GenerateSerializer, Alias("kolosal.analysis-status")]
public enum AnalysisStatus
{
    /// <summary>Accepted; waits for a training slot.</summary>
    Queued,

    Running,

    /// <summary>The result is stored.</summary>
    Completed,

    /// <summary>It ended without a result; the reason is in the snapshot.</summary>
    Failed,

    /// <summary>Somebody stopped it.</summary>
    Cancelled,

    /// <summary>Its tables are removed; nothing but that answer to whoever removed it is left.</summary>
    Deleted,
}

/// <summary>An analysis as it stands.</summary>
/// <param name="AnalysisId"><c>ana_…</c>.</param>
/// <param name="State">Where in its life it is.</param>
/// <param name="Kind">What it looks for.</param>
/// <param name="Method">How.</param>
/// <param name="DatasetId">The dataset.</param>
/// <param name="Plan">All that decides the result, a JSON document.</param>
/// <param name="Result">Null until completed.</param>
/// <param name="Reason">Why it failed; null otherwise.</param>
/// <param name="CreatedAt">When it was accepted.</param>
/// <param name="UpdatedAt">When it last changed state.</param>
/// <param name="LastEvent">Sequence number of its latest event.</param>
/// <param name="Percent">0 to 100: by its steps where it has them, else 0 until it has completed.</param>
[GenerateSerializer, Immutable, Alias("kolosal.analysis-snapshot")]
public sealed record AnalysisSnapshot(
    string AnalysisId, AnalysisStatus State, string Kind, string Method, string DatasetId,
    [property: JsonConverter(typeof(JsonTextConverter))] string Plan, AnalysisResult? Result, string? Reason, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt, long LastEvent, double Percent = 0);

/// <summary>What an analysis came to. Rows are in its tables.</summary>
/// <param name="Figures">Single numbers.</param>
/// <param name="Encoding">How columns became numbers; empty for forecasts, which take them as they are.</param>
/// <param name="Tables">The tables there are.</param>
/// <param name="Notes">What a reader should know.</param>
/// <param name="Seconds">Time it took to compute.</param>
[GenerateSerializer, Immutable, Alias("kolosal.analysis-result")]
public sealed record AnalysisResult(
    ImmutableArray<AnalysisFigure> Figures, ImmutableArray<AnalysisColumn> Encoding, ImmutableArray<AnalysisTable> Tables,
    ImmutableArray<string> Notes, double Seconds);

/// <param name="Name">snake_case.</param>
/// <param name="Value">Null when it is not defined.</param>
/// <param name="Reason">Why there is no value; null otherwise.</param>
[GenerateSerializer, Immutable, Alias("kolosal.analysis-figure")]
public sealed record AnalysisFigure(string Name, double? Value, string? Reason);

/// <summary>How a column became numbers.</summary>
/// <param name="Column">The column.</param>
/// <param name="EncodedAs"><c>number</c>, <c>one_hot</c>, <c>date_parts</c>, or <c>left_out</c>.</param>
/// <param name="Features">How many numbers it became.</param>
/// <param name="Missing">Rows without a value.</param>
/// <param name="Remark">What stands in for missing values, or why the column is left out.</param>
[GenerateSerializer, Immutable, Alias("kolosal.analysis-column")]
public sealed record AnalysisColumn(string Column, string EncodedAs, int Features, int Missing, string? Remark);

/// <summary>A table of a result.</summary>
/// <param name="Name">snake_case; <c>rows</c> has a row for each row of the dataset, in file order.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Columns">Their names, in order.</param>
/// <param name="Content">The stored bytes.</param>
[GenerateSerializer, Immutable, Alias("kolosal.analysis-table")]
public sealed record AnalysisTable(string Name, int Rows, ImmutableArray<string> Columns, BlobRef Content);

/// <summary>Something that happened to an analysis.</summary>
/// <param name="Sequence">From 1, without gaps.</param>
/// <param name="At">When.</param>
/// <param name="State">The state after it.</param>
/// <param name="Percent">By its steps where the work has them, the series of a forecast; else 0 until it has completed, then 100.</param>
/// <param name="Message">One line for a log.</param>
[GenerateSerializer, Immutable, Alias("kolosal.analysis-event")]
public sealed record AnalysisEvent(long Sequence, DateTimeOffset At, AnalysisStatus State, double Percent, string Message);
