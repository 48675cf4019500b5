using Kolosal.Tabular;

namespace Kolosal.Learning.Graphs;

/// <summary>A column that an exported model reads.</summary>
/// <param name="Column">Its name in the training table.</param>
/// <param name="Type">What it holds: numbers and booleans (0 and 1) come as numbers, instants as seconds since 1970-01-01T00:00:00Z, categories as
/// texts.</param>
/// <param name="Node">The node that reads it.</param>
public sealed record GraphInput(string Column, ColumnType Type, int Node)
{
    /// <summary>Whether it comes as a text.</summary>
    public bool IsText => Type is ColumnType.Categorical or ColumnType.Text;
}
