namespace Kolosal.Learning.Graphs;

/// <summary>A whole model, preprocessing included, as operations on columns: what formats without our code are written from.</summary>
/// <param name="Problem">What is predicted.</param>
/// <param name="Inputs">The columns, in the order of the model's input schema; those that feed nothing are left out.</param>
/// <param name="Nodes">Each uses only earlier ones.</param>
/// <param name="Output">Class probabilities in class order, or the one value.</param>
public sealed record ScoringGraph(LearningProblem Problem, ImmutableArray<GraphInput> Inputs, ImmutableArray<GraphNode> Nodes, GraphValue Output);
