namespace Kolosal.Learning.Graphs;

/// <summary>A vector of numbers a row that a node of a <see cref="ScoringGraph"/> gives.</summary>
/// <param name="Node">The node's number.</param>
/// <param name="Width">Numbers a row, ≥ 1; 0 for a text.</param>
public readonly record struct GraphValue(int Node, int Width);
