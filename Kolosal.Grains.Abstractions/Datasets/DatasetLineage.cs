using System.Text.Json.Serialization;

namespace Kolosal.Datasets;

/// <summary>Where a dataset comes from and where it went.</summary>
/// <param name="DatasetId">The dataset.</param>
/// <param name="Source">The file it was made of.</param>
/// <param name="Schemas">The schema at registration and after each change, oldest first.</param>
/// <param name="Transformations">Steps that made this dataset out of its parent; empty for an upload.</param>
/// <param name="Parent">The dataset it was made of; null for an upload.</param>
/// <param name="Children">Datasets made of this one.</param>
/// <param name="Models">Model versions that learnt from it.</param>
/// <param name="MadeBy">How it came out of its parent: <c>clean</c>, <c>preprocess</c>, <c>append</c>, …; null for an upload.</param>
[GenerateSerializer, Immutable, Alias("kolosal.dataset-lineage")]
public sealed record DatasetLineage(
    string DatasetId, DatasetSource Source, ImmutableArray<SchemaSnapshot> Schemas, ImmutableArray<DatasetTransformation> Transformations,
    string? Parent, ImmutableArray<string> Children, ImmutableArray<string> Models, string? MadeBy = null);

/// <summary>The schema as it was from a time on.</summary>
/// <param name="At">From when.</param>
/// <param name="By">Subject that set it.</param>
/// <param name="Columns">Name, type and role of every column, <c>name:type:role</c>, in order.</param>
[GenerateSerializer, Immutable, Alias("kolosal.schema-snapshot")]
public sealed record SchemaSnapshot(DateTimeOffset At, string By, ImmutableArray<string> Columns);

/// <summary>A step that changed rows, columns or values.</summary>
/// <param name="Step">What was done.</param>
/// <param name="RowsBefore">Rows it was given.</param>
/// <param name="RowsAfter">Rows it left.</param>
/// <param name="Parameters">What it was told and what it learnt, a JSON object.</param>
/// <param name="Columns">The columns it worked on.</param>
/// <param name="CellsChanged">Cells whose value is another one since.</param>
/// <param name="Example">The first of them; null when none.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Note">What else its reader should know; null when nothing.</param>
[GenerateSerializer, Immutable, Alias("kolosal.dataset-transformation")]
public sealed record DatasetTransformation(
    string Step, long RowsBefore, long RowsAfter, [property: JsonConverter(typeof(JsonTextConverter))] string Parameters,
    ImmutableArray<string> Columns, long CellsChanged, CellChange? Example, double Milliseconds, string? Note = null);

/// <summary>A cell before and after a step.</summary>
/// <param name="Column">Its column.</param>
/// <param name="Row">Its row in the parent, from 1.</param>
/// <param name="Before">Its value before; null where it had none.</param>
/// <param name="After">Its value after.</param>
[GenerateSerializer, Immutable, Alias("kolosal.cell-change")]
public sealed record CellChange(string Column, long Row, string? Before, string? After);

/// <summary>How a dataset came out of another.</summary>
/// <param name="MadeBy"><c>clean</c>, <c>preprocess</c>, <c>append</c>, ….</param>
/// <param name="Parent">The dataset it was made of.</param>
/// <param name="Root">The first dataset of the line.</param>
/// <param name="Version">From 2.</param>
/// <param name="Steps">What was done, in order.</param>
[GenerateSerializer, Immutable, Alias("kolosal.dataset-derivation")]
public sealed record DatasetDerivation(string MadeBy, string Parent, string Root, int Version, ImmutableArray<DatasetTransformation> Steps);

/// <summary>What a deletion leaves to say.</summary>
/// <param name="DatasetId">The deleted dataset.</param>
/// <param name="Models">Model versions that learnt from it and still exist.</param>
[GenerateSerializer, Immutable, Alias("kolosal.dataset-deletion")]
public sealed record DatasetDeletion(string DatasetId, ImmutableArray<string> Models);
