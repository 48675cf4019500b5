using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>The rows that only the last evaluation looks at, and what the delivered model says of them.</summary>
/// <param name="Rows">Every column of the dataset, those that are no input, too.</param>
/// <param name="Outputs">rows × outputs, row-major.</param>
public sealed record TestPart(Frame Rows, double[] Outputs);
