using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>A column to be read again.</summary>
/// <param name="Position">Its place in the file.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type to read it as.</param>
/// <param name="Numbers">How its numbers are written; null takes the way that reads most.</param>
/// <param name="Dates">How its dates are written; null takes the way that reads most.</param>
public sealed record ColumnRequest(int Position, string Name, ColumnType Type, NumberFormat? Numbers = null, DateFormat? Dates = null);

/// <summary>What came of it.</summary>
/// <param name="Column">Type, reading, counts, range and categories; role and declared range are the caller's.</param>
/// <param name="Profile">Its figures.</param>
/// <param name="Lost">Cells that have a text and no value of the type.</param>
/// <param name="Losses">Their first rows and an example; null without any.</param>
public sealed record RereadColumn(DatasetColumn Column, ColumnProfile Profile, long Lost, string? Losses);
