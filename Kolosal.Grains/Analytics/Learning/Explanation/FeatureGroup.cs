namespace Kolosal.Learning.Explanation;

/// <summary>Values of an encoded row that a person knows as one column, such as the indicators of its categories.</summary>
/// <param name="Name">The column.</param>
/// <param name="Inputs">Their places in the row; not empty.</param>
public sealed record FeatureGroup(string Name, ImmutableArray<int> Inputs);
