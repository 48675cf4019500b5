namespace Kolosal.Privacy;

/// <summary>What is to be done to the columns of a dataset.</summary>
/// <param name="Columns">Treatments, in order, one a column; columns that are not named stay.</param>
/// <param name="Anonymity">What rows are to reach together; null for nothing.</param>
public sealed record AnonymisationRequest(ImmutableArray<ColumnMethod> Columns, AnonymityGoal? Anonymity);

/// <summary>One column's treatment. Members that its method does not use are refused.</summary>
/// <param name="Name">The column.</param>
/// <param name="Method"><c>suppress</c>, <c>mask</c>, <c>pseudonymise</c>, <c>generalise</c>, <c>date_shift</c> or <c>noise</c>.</param>
/// <param name="KeepFirst">mask: letters and digits kept at the front. Default 0.</param>
/// <param name="KeepLast">mask: kept at the end. Default 0.</param>
/// <param name="Domain">pseudonymise: pseudonyms are the same within it. Default: the column's name.</param>
/// <param name="Width">generalise: numbers become ranges of this width.</param>
/// <param name="To">generalise: dates become <c>month</c>, <c>quarter</c> or <c>year</c>.</param>
/// <param name="Keep">generalise: texts keep so many characters.</param>
/// <param name="Hierarchy">generalise: for each value the words above it, from the nearest on.</param>
/// <param name="Level">generalise with a hierarchy: how far up. Default 1.</param>
/// <param name="Days">date_shift: most days either way.</param>
/// <param name="Subject">date_shift: the column that says whose row it is; all dates of one subject move together.</param>
/// <param name="Deviation">noise: its standard deviation.</param>
/// <param name="Distribution">noise: <c>laplace</c> (default) or <c>gaussian</c>.</param>
public sealed record ColumnMethod(
    string Name, string Method, int? KeepFirst = null, int? KeepLast = null, string? Domain = null, double? Width = null, string? To = null,
    int? Keep = null, ImmutableDictionary<string, ImmutableArray<string>>? Hierarchy = null, int? Level = null, int? Days = null,
    string? Subject = null, double? Deviation = null, string? Distribution = null);

/// <summary>What rows are to reach together, by generalising the quasi-identifiers.</summary>
/// <param name="QuasiIdentifiers">Columns by which somebody could know a person.</param>
/// <param name="Sensitive">The column that must not become known; null for none.</param>
/// <param name="K">Rows of every class; null only measures.</param>
/// <param name="L">Different sensitive values of every class; null for any.</param>
/// <param name="T">Greatest distance of a class from all rows; null for any.</param>
/// <param name="Hierarchies">Of categorical quasi-identifiers, by column; others become sets of values.</param>
public sealed record AnonymityGoal(
    ImmutableArray<string> QuasiIdentifiers, string? Sensitive = null, int? K = null, int? L = null, double? T = null,
    ImmutableDictionary<string, ImmutableDictionary<string, ImmutableArray<string>>>? Hierarchies = null);
