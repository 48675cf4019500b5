using System.Globalization;
using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Models;

/// <remarks>Keeps <see cref="ServingPlanState"/>; listed as <c>serving_plan</c>. Calls its model, and the audit trail.</remarks>
internal sealed class ServingPlanGrain(
    [PersistentState("serving-plan")] IPersistentState<ServingPlanState> storage, ICatalogue catalogue, TimeProvider clock,
    ModelsInstruments instruments)
    : RecordGrain<ServingPlanState>(storage, catalogue, clock), IServingPlanGrain
{
    /// <summary>As it was last written: readers come in between.</summary>
    private ServingPlan view = null!;

    protected override string CatalogueKind => CatalogueKinds.ServingPlan;

    private string Name => Key.Id;

    private IModelGrain Model => GrainFactory.Model(new ModelKey(Key.Workspace, Name));

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        view = State.Read(Name);
        await base.OnActivateAsync(cancellationToken);
    }

    public async Task<Result<ServingPlan>> GetAsync() => (await Model.GetAsync()).Map(_ => view);

    public Task<ServingPlan> CurrentAsync() => Task.FromResult(view);

    public async Task<Result<ServingPlan>> SetTrafficAsync(TrafficPlan traffic, long? ifRevision)
    {
        var model = await Model.GetAsync();
        if (!model.Accepted) return model.Refusal;
        if (ServingRules.Refuse(traffic, model.Value.Active) is { } refusal) return refusal;
        foreach (int version in traffic.Shadows.Append(traffic.Canary ?? 0).Where(version => version != 0))
        {
            // Of a suspended model nothing serves at present, and that says nothing about the version.
            var serves = await Model.ResolveAsync(version.ToString(CultureInfo.InvariantCulture));
            if (serves.Refusal is { Kind: not RefusalKind.Busy } notServing) return notServing;
        }
        if (traffic == view.Traffic && view.Halted is null) return view;
        if (Stale(ifRevision) is { } stale) return stale;
        State.Route(traffic, Actor, Clock.GetUtcNow());
        return await DoneAsync("model.set-traffic", new
        {
            canary = traffic.Canary,
            canary_percent = Text(traffic.CanaryPercent),
            shadows = string.Join(",", traffic.Shadows),
            alpha = Text(traffic.Alpha),
        });
    }

    public async Task<Result<ServingPlan>> HaltAsync(string evidence, string reason)
    {
        if (ServingRules.RefuseHalt(evidence, reason) is { } refusal) return refusal;
        var model = await Model.GetAsync();
        if (!model.Accepted) return model.Refusal;
        if (State.Evidence.Contains(evidence)) return view;
        var ended = view.Traffic;
        State.Halt(evidence, reason, Actor, Clock.GetUtcNow());
        return await DoneAsync(
            "model.halt-traffic", new { evidence, reason, canary = ended.Canary, canary_percent = Text(ended.CanaryPercent) });
    }

    public async Task<Result<ServingPlan>> SetReferralsAsync(ReferralRule? rule, long? ifRevision)
    {
        var version = await NewestAsync();
        if (!version.Accepted) return version.Refusal;
        if (rule is not null && ServingRules.Refuse(rule, version.Value.Registration.Reference.Classes) is { } refusal) return refusal;
        if (Equals(rule, view.Referrals)) return view;
        if (Stale(ifRevision) is { } stale) return stale;
        (State.Referrals, State.By) = (rule, Actor);
        return await DoneAsync("model.set-referral-rule", rule is null ? new { } : new
        {
            min_confidence = Text(rule.MinConfidence),
            ambiguous_set = rule.AmbiguousSet,
            out_of_distribution = Text(rule.OutOfDistribution),
            decisions = string.Join(",", rule.Decisions),
            sample_percent = Text(rule.SamplePercent),
            decide_within_minutes = rule.DecideWithinMinutes,
        });
    }

    public async Task<Result<ServingPlan>> SetAnswersAsync(AnswerSettings settings, long? ifRevision)
    {
        var model = await Model.GetAsync();
        if (!model.Accepted) return model.Refusal;
        if (ServingRules.Refuse(settings, model.Value.Versions.Length) is { } refusal) return refusal;
        if (settings == view.Answers) return view;
        if (Stale(ifRevision) is { } stale) return stale;
        (State.Answers, State.By) = (settings, Actor);
        return await DoneAsync("model.set-answers", new
        {
            coverage = Text(settings.Coverage),
            adaptive = settings.Adaptive,
            cache = settings.Cache,
            sunsets = string.Join(",", settings.Sunsets.OrderBy(sunset => sunset.Key).Select(sunset =>
                string.Create(CultureInfo.InvariantCulture, $"{sunset.Key}:{sunset.Value:O}"))),
        });
    }

    protected override object? Describe() => State.Exists ? State.Read(Name) : null;

    /// <summary>The version whose classes a rule speaks of: the champion, or the newest while there is none.</summary>
    private async Task<Result<VersionReport>> NewestAsync()
    {
        var model = await Model.GetAsync();
        return model.Accepted
            ? await Model.GetVersionAsync((model.Value.Active ?? model.Value.Versions[^1].Number).ToString(CultureInfo.InvariantCulture))
            : model.Refusal;
    }

    private async Task<Result<ServingPlan>> DoneAsync(string action, object detail)
    {
        try
        {
            await CommitAsync(action, $"models/{Name}", Name, JsonSerializer.Serialize(detail));
        }
        catch (PublishPendingException)
        {
            view = State.Read(Name); // stored it is
            throw;
        }
        view = State.Read(Name);
        instruments.Changed(action);
        return view;
    }

    private Refusal? Stale(long? ifRevision) =>
        ifRevision is { } revision && revision != State.Revision ? ServingRules.Changed(State.Revision, revision) : null;

    private static string? Text(double? number) => number?.ToString(CultureInfo.InvariantCulture);
}
