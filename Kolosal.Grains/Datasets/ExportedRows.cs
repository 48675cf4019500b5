namespace Kolosal.Datasets;

/// <summary>Rows of a dataset on their way out.</summary>
/// <param name="Content">The file; closing it removes it.</param>
/// <param name="Rows">How many rows it holds.</param>
public sealed record ExportedRows(Stream Content, long Rows);
