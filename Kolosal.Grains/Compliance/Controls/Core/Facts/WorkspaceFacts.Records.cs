using System.Collections.Immutable;

namespace Kolosal.Compliance.Controls;

/// <summary>What the features' own records say.</summary>
public sealed partial record WorkspaceFacts
{
    /// <summary>The numbers of the pass rules.</summary>
    public QueryParameters Parameters { get; init; } = new();

    /// <summary>Features of which more was listed than is read: none of their queries passes.</summary>
    public ImmutableSortedSet<string> Cut { get; init; } = [];

    public ImmutableArray<ModelFact> Models { get; init; } = [];

    /// <summary>Runs that a version in service came of, or that began within the last 90 days.</summary>
    public ImmutableArray<RunFact> Runs { get; init; } = [];

    public ImmutableArray<ReplayFact> Replays { get; init; } = [];

    public ImmutableArray<DatasetFact> Datasets { get; init; } = [];

    public ImmutableArray<DriftDetectionFact> DriftDetections { get; init; } = [];

    public ImmutableArray<ReferralFact> Referrals { get; init; } = [];

    public ImmutableArray<RetrainingFact> Retrainings { get; init; } = [];

    public ImmutableArray<GoldenSetFact> GoldenSets { get; init; } = [];

    public ImmutableArray<RegressionFact> RegressionTests { get; init; } = [];

    public ImmutableArray<IncidentFact> Incidents { get; init; } = [];

    public ImmutableArray<SecurityEventFact> SecurityEvents { get; init; } = [];

    public ImmutableArray<KeyFact> Keys { get; init; } = [];

    public ImmutableArray<PrincipalFact> Principals { get; init; } = [];

    public ImmutableArray<SignInFact> SignIns { get; init; } = [];

    public ImmutableArray<AccessReviewFact> AccessReviews { get; init; } = [];

    public ImmutableArray<SecretFact> Secrets { get; init; } = [];

    public ImmutableArray<ClassificationFact> Classifications { get; init; } = [];

    public DisclosureFacts Disclosures { get; init; } = DisclosureFacts.None;

    public ImmutableArray<ChannelFact> Channels { get; init; } = [];

    public RetentionFact? Retention { get; init; }

    /// <summary>Null while the workspace's chain holds nothing.</summary>
    public ChainFact? Chain { get; init; }

    /// <summary>Null where the host was not asked.</summary>
    public PlatformFact? Platform { get; init; }

    /// <summary>Null where nobody declared it.</summary>
    public EnvironmentFact? Environment { get; init; }

    /// <summary>Null until somebody tells it what was attested.</summary>
    public EvaluatorFact? Evaluator { get; init; }
}
