namespace Kolosal.Slo;

/// <summary>What our objectives are called in OpenSLO documents, to be read and written by one table.</summary>
internal static class OpenSloTerms
{
    public const string ApiVersion = "openslo/v1", Kind = "SLO", Source = "kolosal", Occurrences = "Occurrences";

    /// <summary>Annotations that hold what OpenSLO has no member for.</summary>
    public const string PolicyAnnotation = "kolosal/policy", PercentileAnnotation = "kolosal/percentile";

    /// <summary>Objectives that count good of all: the type, what is good, what is bad, of what.</summary>
    public static readonly ImmutableArray<(SloType Type, string Good, string Bad, string Total)> Ratios =
    [
        (SloType.Availability, "requests_without_server_error", "requests_with_server_error", "requests"),
        (SloType.ErrorRate, "requests_without_error", "requests_with_error", "requests"),
        (SloType.Quality, "correct_outcomes", "wrong_outcomes", "outcomes"),
    ];

    /// <summary>Objectives that compare each event with a value: the type, what is measured, and how it is compared.</summary>
    public static readonly ImmutableArray<(SloType Type, string Metric, string Operator)> Thresholds =
    [
        (SloType.Latency, "latency_milliseconds", "lte"),
        (SloType.Freshness, "version_age_hours", "lte"),
        (SloType.Quality, "absolute_error", "lte"),
        (SloType.Fairness, "disparate_impact", "gte"),
    ];

    /// <summary>The value that an objective compares with; null for one that counts.</summary>
    public static double? Value(SloObjective objective) =>
        objective.ThresholdMilliseconds ?? objective.MaxAgeHours ?? objective.MaxError ?? objective.MinImpactRatio;
}
