using System.Globalization;
using System.Text;
using Kolosal.Models;

namespace Kolosal.Predictions;

/// <summary>Which version answers, and by what plan.</summary>
internal sealed partial class PredictorGrain
{
    /// <summary>References that are remembered; callers name a handful, and a hostile one must not fill the memory.</summary>
    private const int MaximumReferences = 64;

    private readonly Dictionary<string, ServingChoice> serving = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Task<LoadedModel>> shadowing = [];
    private (long AskedAt, ServingPlan Plan)? planned;

    /// <summary>The version for a request: the one named, or of those that share the champion's traffic the one that its key has.</summary>
    private async ValueTask<(ServingChoice Found, LoadedModel? Model)> RouteAsync(PredictionRequest request)
    {
        var found = await FindAsync(request.Reference);
        if (found.Refusal is not null) return (found, null);
        if (found.Canary is { } canary)
        {
            double percent = found.Plan.Traffic.CanaryPercent;
            byte[] key = request.Answer?.RoutingKey is { } given ? Encoding.UTF8.GetBytes(given) : request.Rows;
            if (CanaryRouting.IsCanary(Model.Name, canary, percent, key))
            {
                // A canary that was retired meanwhile is no reason to refuse what the champion can answer.
                var routed = await FindAsync(canary.ToString(CultureInfo.InvariantCulture));
                if (routed.Refusal is null) return (routed with { Arm = ServedArm.Canary }, await WarmAsync(routed.Resolved!));
            }
        }

        return (found, await WarmAsync(found.Resolved!));
    }

    private ValueTask<ServingChoice> FindAsync(string? reference)
    {
        if (reference == "@champion") reference = null;
        return serving.TryGetValue(reference ?? "", out var known) && IsFresh(known.AskedAt) ? new(Ended(known)) : new(AskAsync(reference));
    }

    private async Task<ServingChoice> AskAsync(string? reference)
    {
        long asked = clock.GetTimestamp();
        var answer = await GrainFactory.Model(Model).ResolveAsync(reference);

        // A refusal is not remembered: whoever promotes and then predicts must not meet the answer from before.
        if (!answer.Accepted) return ServingChoice.Not(answer.Refusal);
        var version = answer.Value;
        var plan = await PlanAsync();
        var found = new ServingChoice(
            asked, version.Version, null, version, version.Logging, plan, reference is null,
            await LevelAsync(plan, version.Version), await NoticeAsync(plan, version))
        {
            Shadows = reference is null
                ? [.. shadowing.Where(other => other.Key != version.Version).Select(other => new ShadowModel(other.Key, other.Value))] : [],
        };
        if (serving.Count >= MaximumReferences) serving.Clear();
        local.Learn(of, reference, found);
        return Ended(serving[reference ?? ""] = found);
    }

    private bool IsFresh(long askedAt) => clock.GetElapsedTime(askedAt).TotalMilliseconds < options.CurrentValue.RefreshMilliseconds;

    /// <summary>A version whose announced end has come answers no more.</summary>
    private ServingChoice Ended(ServingChoice found) => found.Deprecation?.Sunset <= clock.GetUtcNow()
        ? ServingChoice.Not(new Refusal(RefusalKind.Gone, "models.sunset",
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

    /// <summary>The model, loaded again when it has made room for others since it was found.</summary>
    private ValueTask<LoadedModel> WarmAsync(ServingVersion version) =>
        models.Recall(Model.Version(version.Version), version) is { } warm ? new(warm) : new(LoadAsync(version));

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
}
