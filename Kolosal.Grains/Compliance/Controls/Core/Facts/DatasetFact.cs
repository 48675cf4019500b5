using System.Collections.Immutable;

namespace Kolosal.Compliance.Controls;

/// <summary>A dataset, where it came from and what is known about it.</summary>
public sealed record DatasetFact(string Id, string CreatedBy, DateTimeOffset CreatedAt, long Rows)
{
    public string? Parent { get; init; }

    /// <summary>How it was made out of its parent.</summary>
    public string? MadeBy { get; init; }

    /// <summary>Hash of what was uploaded or imported.</summary>
    public string SourceSha256 { get; init; } = "";

    public string SourceKind { get; init; } = "";

    /// <summary>Its rows are where the record says.</summary>
    public bool IsStored { get; init; } = true;

    public int Schemas { get; init; }

    public ImmutableArray<TransformationFact> Transformations { get; init; } = [];

    public ImmutableArray<ColumnFact> Columns { get; init; } = [];

    public bool ContainsPersonalData { get; init; }

    /// <summary>Names of the datasheet's parts that nobody wrote.</summary>
    public ImmutableArray<string> UnwrittenWords { get; init; } = [];

    /// <summary>Null where the rows could not be assessed.</summary>
    public QualityFact? Quality { get; init; }

    public BudgetFact? Budget { get; init; }

    /// <summary>The anonymity that its making reached; null where it had no such goal.</summary>
    public AnonymityFact? Anonymity { get; init; }

    public string Path => $"datasets/{Id}";
}

/// <summary>A step that made rows of a parent's rows.</summary>
/// <param name="HasExample">One changed cell is shown before and after, or a note says why none is.</param>
public sealed record TransformationFact(string Step, long RowsBefore, long RowsAfter, long CellsChanged, bool HasExample);

/// <summary>A column.</summary>
/// <param name="Role">As <c>feature</c>, <c>target</c>, <c>protected</c>.</param>
/// <param name="Missing">Share of empty cells.</param>
/// <param name="PersonalData">Kind of personal data found in it, as <c>email</c>; null for none.</param>
public sealed record ColumnFact(string Name, string Role, bool IsProtected, double Missing, string? PersonalData);

/// <summary>How fit rows are to learn from; shares.</summary>
/// <param name="DuplicateRows">Share of rows that repeat another.</param>
/// <param name="Leaks">Columns that tell the target.</param>
/// <param name="Broken">Declared expectations that do not hold.</param>
public sealed record QualityFact(double DuplicateRows, ImmutableArray<string> Leaks, ImmutableArray<string> Broken)
{
    public ImmutableSortedDictionary<string, double> TypeConsistency { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    public ImmutableSortedDictionary<string, double> Validity { get; init; } = ImmutableSortedDictionary<string, double>.Empty;
}

/// <summary>Privacy budget of a dataset, ε.</summary>
public sealed record BudgetFact(double Epsilon, double Spent);

/// <summary>k-anonymity, l-diversity and t-closeness.</summary>
public sealed record AnonymityFact(int K, int L, double T);
