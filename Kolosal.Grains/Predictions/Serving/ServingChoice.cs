using Kolosal.Models;

namespace Kolosal.Predictions;

/// <summary>Which version of a model answers a reference, and how.</summary>
/// <param name="AskedAt">Timestamp of the question.</param>
/// <param name="Version">The version that serves; 0 with a refusal.</param>
/// <param name="Refusal">Why nothing serves.</param>
/// <param name="Resolved">What is loaded for it; null with a refusal.</param>
/// <param name="Logging">When to acknowledge.</param>
/// <param name="Plan">How the model answers.</param>
/// <param name="IsChampion">No version was named.</param>
/// <param name="MissLevel">The adaptive level, a share of misses; null where it is not adaptive.</param>
/// <param name="Deprecation">That the version is one to move away from.</param>
internal sealed record ServingChoice(
    long AskedAt, int Version, Refusal? Refusal, ServingVersion? Resolved, PredictionLogging Logging, ServingPlan Plan,
    bool IsChampion, double? MissLevel, DeprecationNotice? Deprecation)
{
    public ServedArm Arm { get; init; }

    /// <summary>Those that score what the champion answered; none of a version that was named.</summary>
    public ImmutableArray<ShadowModel> Shadows { get; init; } = [];

    /// <summary>The version that has a share of this one's requests; null for none.</summary>
    public int? Canary => IsChampion && Plan.Traffic.Canary is { } canary && canary != Version ? canary : null;

    public static ServingChoice Not(Refusal refusal, int version = 0) =>
        new(0, version, refusal, null, default, ServingPlan.Default(""), false, null, null);

    /// <summary>What is wanted of the answers, by the request and by the plan.</summary>
    public AnswerTerms Terms(AnswerRequest wanted)
    {
        double coverage = wanted.Coverage ?? Plan.Answers.Coverage;
        return new(wanted.Parts, coverage, wanted.Coverage is null && MissLevel is { } moved ? moved : 1 - coverage, Plan.Referrals);
    }
}

/// <summary>A version that shadows, and what is loaded for it once that is there; no request waits for it.</summary>
internal readonly record struct ShadowModel(int Version, Task<LoadedModel> Loading);

/// <summary>A model's key, and its text <c>workspace/name</c>, made once.</summary>
internal readonly record struct ServedModelKey(ModelKey Model, string Text)
{
    public ServedModelKey(string text)
        : this(ModelKey.Parse(text), text)
    {
    }
}
