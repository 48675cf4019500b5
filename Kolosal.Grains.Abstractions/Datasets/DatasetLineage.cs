namespace Kolosal.Datasets;

/// <summary>Where a dataset comes from and where it went.</summary>
/// <param name="DatasetId">The dataset.</param>
/// <param name="Source">The file it was made of.</param>
/// <param name="Schemas">The schema at registration and after each change, oldest first.</param>
/// <param name="Transformations">Steps that made this dataset out of its parent; empty for an upload.</param>
/// <param name="Parent">The dataset it was made of; null for an upload.</param>
/// <param name="Children">Datasets made of this one.</param>
/// <param name="Models">Model versions that learnt from it.</param>
[GenerateSerializer, Immutable, Alias("kolosal.dataset-lineage")]
public sealed record DatasetLineage(
    string DatasetId, DatasetSource Source, ImmutableArray<SchemaSnapshot> Schemas, ImmutableArray<DatasetTransformation> Transformations,
    string? Parent, ImmutableArray<string> Children, ImmutableArray<string> Models);

/// <summary>The schema as it was from a time on.</summary>
/// <param name="At">From when.</param>
/// <param name="By">Subject that set it.</param>
/// <param name="Columns">Name, type and role of every column, <c>name:type:role</c>, in order.</param>
[GenerateSerializer, Immutable, Alias("kolosal.schema-snapshot")]
public sealed record SchemaSnapshot(DateTimeOffset At, string By, ImmutableArray<string> Columns);

/// <summary>A step that changed rows or values.</summary>
/// <param name="Step">What was done.</param>
/// <param name="RowsBefore">Rows it was given.</param>
/// <param name="RowsAfter">Rows it left.</param>
[GenerateSerializer, Immutable, Alias("kolosal.dataset-transformation")]
public sealed record DatasetTransformation(string Step, long RowsBefore, long RowsAfter);

/// <summary>What a deletion leaves to say.</summary>
/// <param name="DatasetId">The deleted dataset.</param>
/// <param name="Models">Model versions that learnt from it and still exist.</param>
[GenerateSerializer, Immutable, Alias("kolosal.dataset-deletion")]
public sealed record DatasetDeletion(string DatasetId, ImmutableArray<string> Models);
