namespace Kolosal.Models;

/// <summary>What training looked like: the yardstick of every monitor of a version.</summary>
/// <param name="Version">The version's number; 0 before it is registered.</param>
/// <param name="Task"><c>binary</c>, <c>multiclass</c> or <c>regression</c>.</param>
/// <param name="Classes">Class labels in output order; empty for regression.</param>
/// <param name="FavourableClass">Index of the favourable class for fairness; null when undeclared.</param>
/// <param name="Inputs">The columns of <c>ServedRequest.Inputs</c>, in order.</param>
/// <param name="Outputs">Distribution of the decisions (classes) or of the predicted value on held-out rows.</param>
[GenerateSerializer, Immutable, Alias("kolosal.monitoring-reference")]
public sealed record MonitoringReference(
    int Version, string Task, ImmutableArray<string> Classes, int? FavourableClass, ImmutableArray<ColumnReference> Inputs, ColumnReference Outputs);

/// <summary>One column's distribution at training time, as the fit counted it (<c>Kolosal.Tabular.ColumnDistribution</c>).</summary>
/// <param name="Name">The column.</param>
/// <param name="Categorical">Categories rather than numbers.</param>
/// <param name="Protected">A protected attribute: fairness windows group by it.</param>
/// <param name="Categories">Category labels in index order; empty for numbers and free text.</param>
/// <param name="Edges">Numbers: b − 1 ascending inner edges of b bins, bin i holds edges[i−1] &lt; x ≤ edges[i]; empty for categories.</param>
/// <param name="Counts">Rows per bin or per category; one count for free text.</param>
/// <param name="Missing">Rows without a value.</param>
/// <param name="Minimum">Smallest number seen; NaN is never stored, 0 for categories.</param>
/// <param name="Maximum">Largest number seen.</param>
[GenerateSerializer, Immutable, Alias("kolosal.column-reference")]
public sealed record ColumnReference(
    string Name, bool Categorical, bool Protected, ImmutableArray<string> Categories, ImmutableArray<double> Edges, ImmutableArray<long> Counts,
    long Missing, double Minimum, double Maximum);
