namespace Kolosal.Experiments;

/// <summary>What a table is like, as far as runs on it are compared by it.</summary>
/// <param name="Rows">Development rows.</param>
/// <param name="Features">Columns to learn from.</param>
/// <param name="CategoryShare">Share of the features that hold categories, 0 to 1.</param>
/// <param name="MostCategories">Categories of the feature that has most; 0 without any.</param>
/// <param name="Classes">Classes of the target; 0 for a number.</param>
/// <param name="Imbalance">Rows of the most frequent class for one of the rarest, at least 1; 1 for a number.</param>
[GenerateSerializer, Immutable, Alias("kolosal.table-shape")]
public sealed record TableShape(long Rows, int Features, double CategoryShare, int MostCategories, int Classes, double Imbalance);
