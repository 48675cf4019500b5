namespace Kolosal.Datasets;

/// <summary>Overrides of what ingestion inferred; what is null or absent stays as it is.</summary>
/// <param name="Columns">Columns to change.</param>
/// <param name="Target">The column to predict; an empty string takes the target away.</param>
/// <param name="ProtectedAttributes">All protected attributes: columns not named here stop being protected. Null changes none.</param>
/// <param name="FavourableLabel">The target's value that is good for a person; an empty string takes it away.</param>
[GenerateSerializer, Immutable, Alias("kolosal.schema-change")]
public sealed record SchemaChange(
    ImmutableArray<ColumnChange> Columns, string? Target, ImmutableArray<string>? ProtectedAttributes, string? FavourableLabel);

/// <summary>Overrides for one column.</summary>
/// <param name="Name">An existing column.</param>
/// <param name="Type">Another type; values that are not of it become missing, and a note says how many; refused when none is.</param>
/// <param name="Role">Another role.</param>
/// <param name="Minimum">Lower end of the expected range; numeric columns only.</param>
/// <param name="Maximum">Upper end.</param>
/// <param name="Format">How its cells are written: an order of dates (<c>d/m/Y</c>, <c>m.d.Y</c>, <c>Y-m-d</c>) or an example of numbers
/// (<c>1234.5</c>, <c>1,234.5</c>, <c>1.234,5</c>, <c>1 234,5</c>).</param>
[GenerateSerializer, Immutable, Alias("kolosal.column-change")]
public sealed record ColumnChange(string Name, string? Type, string? Role, double? Minimum, double? Maximum, string? Format = null);
