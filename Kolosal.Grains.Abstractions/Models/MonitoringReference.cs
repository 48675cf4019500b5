namespace Kolosal.Models;

/// <summary>What training looked like: the yardstick of every monitor of a version.</summary>
/// <param name="Version">The version's number; 0 before it is registered.</param>
/// <param name="Task"><c>binary</c>, <c>multiclass</c> or <c>regression</c>.</param>
/// <param name="Classes">Class labels in output order; empty for regression.</param>
/// <param name="FavourableClass">Index of the favourable class for fairness; null when undeclared.</param>
/// <param name="Inputs">The columns of <c>ServedRequest.Inputs</c>, in order.</param>
/// <param name="Outputs">Distribution of the decisions (classes) or of the predicted value on held-out rows.</param>
/// <param name="Detail">What is known beyond; null for versions made before there was any, and for imported ones.</param>
[GenerateSerializer, Immutable, Alias("kolosal.monitoring-reference")]
public sealed record MonitoringReference(
    int Version, string Task, ImmutableArray<string> Classes, int? FavourableClass, ImmutableArray<ColumnReference> Inputs, ColumnReference Outputs,
    ReferenceDetail? Detail = null);

/// <summary>What monitors can do more with: figures of training beyond the distributions of each column.</summary>
/// <param name="Format">1; a reader passes over what has a format that it does not know.</param>
/// <param name="Joint">How the ordered inputs hang together; null where fewer than two vary.</param>
/// <param name="Magnitudes">For each input counts of its numbers by quarter octave and sign, slot and count by turns; empty for categories.</param>
/// <param name="Importances">For each input its share in what the model needs: permutation importance on held-out rows, losses only, summing to
/// 1; empty when not measured.</param>
/// <param name="Scores">Distribution of the score on held-out rows: the second class's probability of two, the largest of more; null for
/// regression.</param>
/// <param name="Labels">Distribution of what was true of held-out rows.</param>
/// <param name="Errors">Distribution of the model's errors on them: <c>right</c> and <c>wrong</c>, or the absolute error.</param>
[GenerateSerializer, Immutable, Alias("kolosal.reference-detail")]
public sealed record ReferenceDetail(
    int Format, JointReference? Joint, ImmutableArray<ImmutableArray<int>> Magnitudes, ImmutableArray<double> Importances,
    ColumnReference? Scores, ColumnReference? Labels, ColumnReference? Errors);

/// <summary>How the ordered inputs of training hang together, by the ranks of their bins.</summary>
/// <param name="Columns">Places of the p columns among the inputs, ascending.</param>
/// <param name="Correlations">One a pair (i, j), j below i, row by row.</param>
/// <param name="Spreads">Of each pair the deviation of its influence on the correlation.</param>
/// <param name="Basis">The leading principal components, row-major components × p.</param>
/// <param name="Errors">Distribution of the squared distance from them, on training rows they were not taken from.</param>
/// <param name="Rows">Training rows.</param>
[GenerateSerializer, Immutable, Alias("kolosal.joint-reference")]
public sealed record JointReference(
    ImmutableArray<int> Columns, ImmutableArray<double> Correlations, ImmutableArray<double> Spreads, ImmutableArray<double> Basis,
    ColumnReference Errors, long Rows);

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
