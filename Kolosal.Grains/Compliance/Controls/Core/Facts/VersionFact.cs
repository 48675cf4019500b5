using System.Collections.Immutable;

namespace Kolosal.Compliance.Controls;

/// <summary>A version of a model. Statuses are words, as <c>active</c>.</summary>
public sealed record VersionFact(
    int Number, string Status, string PackageSha256, string Author, string RunId, string DatasetId, DateTimeOffset RegisteredAt)
{
    /// <summary>How it came here where no run made it, as <c>import</c>; null for a run's.</summary>
    public string? Origin { get; init; }

    /// <summary>It serves, or may at once.</summary>
    public bool IsServable => Status is "active" or "staging" or "deprecated";

    public PackageFact? Package { get; init; }

    public CardFact Card { get; init; } = new();

    public ImmutableArray<MetricFact> Metrics { get; init; } = [];

    /// <summary>The metrics are of rows that no fit and no search saw.</summary>
    public bool IsHeldOut { get; init; }

    public long TestRows { get; init; }

    public string PrimaryMetric { get; init; } = "";

    public RecordFact? Record { get; init; }

    public ImmutableArray<VersionEvidenceFact> Evidence { get; init; } = [];

    public ValidationFact? Validation { get; init; }

    /// <summary>Input columns by name, with how they stood in the data.</summary>
    public ImmutableArray<string> Inputs { get; init; } = [];

    public ImmutableArray<string> ProtectedInputs { get; init; } = [];

    /// <summary>Rows of each group of a protected input in the training data.</summary>
    public ImmutableArray<GroupFact> Groups { get; init; } = [];

    public bool HasFairnessReport { get; init; }

    public DateTimeOffset? SunsetAt { get; init; }
}

/// <summary>What a check of the stored package said.</summary>
/// <param name="Faults">The checks that failed, by name.</param>
public sealed record PackageFact(bool Verified, ImmutableArray<string> Faults);

/// <summary>A metric of the evaluation with its confidence interval.</summary>
public sealed record MetricFact(string Name, double Value, double Low, double High);

/// <summary>What the run kept so that it can be done again.</summary>
public sealed record RecordFact(string DataSha256, string PlanSha256, int Seeds, bool HasEnvironment);

/// <summary>A report that a version carries.</summary>
public sealed record VersionEvidenceFact(string Kind, bool Passed, string Sha256, DateTimeOffset At);

/// <summary>The last validation of a version.</summary>
public sealed record ValidationFact(DateTimeOffset At, bool Passed, string PackageSha256)
{
    /// <summary>Outcome of each item by name, as <c>passed</c>.</summary>
    public ImmutableSortedDictionary<string, string> Items { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Measured calibration error; null where it was not measured.</summary>
    public double? CalibrationError { get; init; }
}

/// <summary>A group of people in training data.</summary>
public sealed record GroupFact(string Attribute, string Group, long Rows);
