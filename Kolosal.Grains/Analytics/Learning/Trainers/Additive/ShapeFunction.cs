namespace Kolosal.Learning.Additive;

/// <summary>What one column adds to each score, value by value: a step function of a number, a figure for each category.</summary>
/// <param name="Column">The encoded column.</param>
/// <param name="Thresholds">Upper edges of all steps of a number but the last, ascending; empty for categories.</param>
/// <param name="StepOfCategory">The step of each category code; empty for numbers.</param>
/// <param name="Scores">For each score one value a step, the last that of missing and unknown values; mean 0 over the training rows.</param>
/// <param name="Weights">The weight of the training rows of each step.</param>
/// <param name="Importance">Mean size over the training rows (and the scores).</param>
public sealed record ShapeFunction(int Column, ImmutableArray<double> Thresholds, ImmutableArray<int> StepOfCategory,
    ImmutableArray<ImmutableArray<double>> Scores, ImmutableArray<double> Weights, double Importance);

/// <summary>What two columns add together beyond their own shapes.</summary>
/// <param name="First">An encoded column.</param>
/// <param name="Second">Another one.</param>
/// <param name="FirstGroups">The row of each step of the first column's shape.</param>
/// <param name="SecondGroups">The column of each step of the second column's shape.</param>
/// <param name="Scores">Rows × columns, row-major; mean 0 over the training rows along every row and column.</param>
/// <param name="Weights">The weight of the training rows of each cell.</param>
/// <param name="Importance">Mean size over the training rows.</param>
public sealed record PairTable(int First, int Second, ImmutableArray<int> FirstGroups, ImmutableArray<int> SecondGroups,
    ImmutableArray<double> Scores, ImmutableArray<double> Weights, double Importance);
