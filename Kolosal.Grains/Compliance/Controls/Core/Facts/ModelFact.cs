using System.Collections.Immutable;

namespace Kolosal.Compliance.Controls;

/// <summary>A model with its history and what watches it.</summary>
/// <param name="Name">Unique within the workspace.</param>
/// <param name="Active">The champion's number.</param>
/// <param name="Suspended">Why nothing serves; null when it does.</param>
public sealed record ModelFact(string Name, int? Active, string? Suspended)
{
    public bool LogsDurably { get; init; } = true;

    /// <summary>In number order.</summary>
    public ImmutableArray<VersionFact> Versions { get; init; } = [];

    /// <summary>Oldest first.</summary>
    public ImmutableArray<DecisionFact> Decisions { get; init; } = [];

    /// <summary>Oldest first.</summary>
    public ImmutableArray<StepFact> Steps { get; init; } = [];

    public ImmutableArray<ApprovalFact> Approvals { get; init; } = [];

    public TrafficFact? Traffic { get; init; }

    public MonitorFact? Drift { get; init; }

    public FairnessFact? Fairness { get; init; }

    public SloFact? Service { get; init; }

    public PerformanceFact? Performance { get; init; }

    public ReferralRuleFact? Referrals { get; init; }

    /// <summary>Samples of explained predictions; null before the first.</summary>
    public ExplainedFact? Explained { get; init; }

    /// <summary>Sentences for the reasons of a decision are declared.</summary>
    public bool HasReasons { get; init; }

    /// <summary>Whether its retraining policy is on; null where it has none.</summary>
    public bool? Retrains { get; init; }

    /// <summary>The version that serves, null while none does.</summary>
    public VersionFact? Champion => Active is { } number && Suspended is null ? Versions.FirstOrDefault(version => version.Number == number) : null;

    public string Path => $"models/{Name}";
}

/// <summary>When somebody asked for answers, and how many.</summary>
/// <param name="Requests">Answered and refused, since the beginning.</param>
/// <param name="Sealed">Requests that the audit chain has sealed; null where nothing seals.</param>
/// <param name="SealedAt">When a batch was last sealed.</param>
/// <param name="WeekRequests">Within the last seven days; null where no monitor counts.</param>
/// <param name="WeekRefusals">Of those, refused for what the caller sent.</param>
public sealed record TrafficFact(
    long Requests, DateTimeOffset? LastAt, long? Sealed, DateTimeOffset? SealedAt, long? WeekRequests = null, long? WeekRefusals = null)
{
    /// <summary>When each version last answered, by number.</summary>
    public ImmutableSortedDictionary<int, DateTimeOffset> LastByVersion { get; init; } = ImmutableSortedDictionary<int, DateTimeOffset>.Empty;

    /// <summary>Rows of the last seven days that were held against the training data of the version that answered; null where none was counted.
    /// </summary>
    public long? WeekScored { get; init; }

    /// <summary>Of those, rows unlike it.</summary>
    public long? WeekUnlike { get; init; }

    /// <summary>What callers of the last seven days declared to use answers for, by version.</summary>
    public ImmutableArray<PurposesFact> WeekPurposes { get; init; } = [];

    /// <summary>Promised and found coverage of intervals or sets, with the outcomes behind it.</summary>
    public ImmutableArray<CoverageFact> Coverage { get; init; } = [];
}

/// <summary>What answers of one version were used for, as callers declared it. Requests are answered ones.</summary>
/// <param name="Version">The version that answered.</param>
/// <param name="Intended">The purposes that its card names.</param>
/// <param name="Declared">Requests by declared purpose.</param>
/// <param name="Further">Requests whose purpose is not told apart, since there were too many of them.</param>
/// <param name="Undeclared">Requests that declared none.</param>
public sealed record PurposesFact(
    int Version, ImmutableArray<string> Intended, ImmutableSortedDictionary<string, long> Declared, long Further, long Undeclared);

/// <summary>How often the truth lay within what was answered.</summary>
public sealed record CoverageFact(int Version, double Promised, double Found, long Outcomes);

/// <summary>Which rows go to a person.</summary>
public sealed record ReferralRuleFact(bool HasThreshold, double SamplePercent, int DecideWithinMinutes);
