using System.Globalization;
using System.Text;
using Kolosal.Models;

namespace Kolosal.Predictions;

/// <summary>Which version answers, and by what plan.</summary>
internal sealed partial class PredictorGrain
{
    /// <summary>References that are remembered; callers name a handful, and a hostile one must not fill the memory.</summary>
    private const int MaximumReferences = 64;

    private readonly Dictionary<string, Serving> serving = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Task<LoadedModel>> shadowing = [];
    private (long AskedAt, ServingPlan Plan)? planned;

    /// <summary>The version for a request: the one named, or of those that share the champion's traffic the one that its key has.</summary>
    private async Task<Serving> RouteAsync(PredictionRequest request, AnswerRequest wanted)
    {
        var found = await FindAsync(request.Reference);
        if (found.Refusal is not null || !found.IsChampion || found.Plan.Traffic is not { Canary: { } canary, CanaryPercent: var percent })
            return found;
        if (canary == found.Version) return found;
        byte[] key = wanted.RoutingKey is { } given ? Encoding.UTF8.GetBytes(given) : request.Rows;
        if (!CanaryRouting.IsCanary(Model.Name, canary, percent, key)) return found;

        // A canary that was retired meanwhile, or cannot be loaded, is no reason to refuse what the champion can answer.
        var routed = await FindAsync(canary.ToString(CultureInfo.InvariantCulture));
        return routed.Refusal is null ? routed with { Arm = ServedArm.Canary } : found;
    }

    private async Task<Serving> FindAsync(string? reference)
    {
        if (reference == "@champion") reference = null;
        if (serving.TryGetValue(reference ?? "", out var known) && IsFresh(known.AskedAt)) return Ended(known);
        long asked = clock.GetTimestamp();
        var answer = await GrainFactory.Model(Model).ResolveAsync(reference);

        // A refusal is not remembered: whoever promotes and then predicts must not meet the answer from before.
        if (!answer.Accepted) return Serving.Not(answer.Refusal);
        var version = answer.Value;
        var plan = await PlanAsync();
        var found = new Serving(
            asked, version.Version, null, await LoadAsync(version), version.Logging, plan, version.Package.Sha256, version.CacheEpoch,
            reference is null, await LevelAsync(plan, version.Version), await NoticeAsync(plan, version));
        if (serving.Count >= MaximumReferences) serving.Clear();
        return Ended(serving[reference ?? ""] = found);
    }

    private bool IsFresh(long askedAt) => clock.GetElapsedTime(askedAt).TotalMilliseconds < options.CurrentValue.RefreshMilliseconds;

    /// <summary>A version whose announced end has come answers no more.</summary>
    private Serving Ended(Serving found) => found.Deprecation?.Sunset <= clock.GetUtcNow()
        ? Serving.Not(new Refusal(RefusalKind.Gone, "models.sunset",
            $"Version {found.Version} of '{Model.Name}' ended as announced; ask for the active version by '{Model.Name}'."), found.Version)
        : found;

    private async Task<ServingPlan> PlanAsync()
    {
        if (planned is { } known && IsFresh(known.AskedAt)) return known.Plan;
        long asked = clock.GetTimestamp();
        var plan = await GrainFactory.ServingPlan(Model).CurrentAsync();
        planned = (asked, plan);
        await PrepareShadowsAsync(plan.Traffic.Shadows);
        return plan;
    }

    private async Task<double?> LevelAsync(ServingPlan plan, int version) =>
        plan.Answers.Adaptive ? await GrainFactory.TrafficMonitor(Model).MissLevelAsync(version, plan.Answers.Coverage) : null;

    /// <returns>Null for a version that is not deprecated and whose end nobody has announced.</returns>
    private async Task<DeprecationNotice?> NoticeAsync(ServingPlan plan, ServingVersion version)
    {
        DateTimeOffset? sunset = plan.Answers.Sunsets.TryGetValue(version.Version, out var end) ? end : null;
        if (version.Status != ModelStatus.Deprecated) return sunset is null ? null : new(null, sunset);
        var history = await GrainFactory.Model(Model).HistoryAsync(null);
        return new(history.Value?.Decisions.LastOrDefault(
            decision => decision.Version == version.Version && decision.To == ModelStatus.Deprecated)?.At, sunset);
    }

    private Task<LoadedModel> LoadAsync(ServingVersion version)
    {
        var key = Model.Version(version.Version);
        return models.GetAsync(key, version, async () =>
        {
            var reference = await GrainFactory.ModelVersion(key).GetReferenceAsync();
            return reference.Accepted ? reference.Value
                : throw new InvalidOperationException($"Model version {key} serves but has no monitoring reference: {reference.Refusal.Message}");
        });
    }

    /// <summary>Begins to load what shadows; no request waits for it.</summary>
    private async Task PrepareShadowsAsync(ImmutableArray<int> wanted)
    {
        foreach (int gone in shadowing.Keys.Where(version => !wanted.Contains(version) || shadowing[version].IsFaulted).ToArray())
            shadowing.Remove(gone);
        foreach (int version in wanted)
        {
            if (shadowing.ContainsKey(version)) continue;
            var answer = await GrainFactory.Model(Model).ResolveAsync(version.ToString(CultureInfo.InvariantCulture));
            if (answer.Accepted) shadowing[version] = LoadAsync(answer.Value);
        }
    }

    /// <summary>Hands what the champion answered to those who score it beside it; a full queue sheds it.</summary>
    private void Shadow(Serving found, ScoredRequest scored)
    {
        foreach (var (version, loading) in shadowing)
            if (version != found.Version && loading.IsCompletedSuccessfully)
                shadows.Offer(new(modelKey, found.Version, version, found.Model!, loading.Result, scored));
    }

    /// <summary>What is wanted of the answers, by the request and by the plan.</summary>
    private static AnswerTerms Terms(Serving found, AnswerRequest wanted)
    {
        double coverage = wanted.Coverage ?? found.Plan.Answers.Coverage;
        return new(wanted.Parts, coverage, wanted.Coverage is null && found.MissLevel is { } moved ? moved : 1 - coverage, found.Plan.Referrals);
    }

    /// <param name="AskedAt">Timestamp of the question.</param>
    /// <param name="Version">The version that serves; 0 with a refusal.</param>
    /// <param name="Refusal">Why nothing serves.</param>
    /// <param name="Model">Ready to score; null with a refusal.</param>
    /// <param name="Logging">When to acknowledge.</param>
    /// <param name="Plan">How the model answers.</param>
    /// <param name="PackageSha256">What exactly serves.</param>
    /// <param name="Epoch">Rises when everything remembered is to be forgotten.</param>
    /// <param name="IsChampion">No version was named.</param>
    /// <param name="MissLevel">The adaptive level, a share of misses; null where it is not adaptive.</param>
    /// <param name="Deprecation">That the version is one to move away from.</param>
    private sealed record Serving(
        long AskedAt, int Version, Refusal? Refusal, LoadedModel? Model, PredictionLogging Logging, ServingPlan Plan, string PackageSha256,
        long Epoch, bool IsChampion, double? MissLevel, DeprecationNotice? Deprecation)
    {
        public ServedArm Arm { get; init; }

        public static Serving Not(Refusal refusal, int version = 0) =>
            new(0, version, refusal, null, default, ServingPlan.Default(""), "", 0, false, null, null);
    }
}
