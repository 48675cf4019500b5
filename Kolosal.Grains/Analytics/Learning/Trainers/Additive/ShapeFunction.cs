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
