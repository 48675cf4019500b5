namespace Kolosal.Learning.Additive;

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
