using Kolosal.Predictions;
using Kolosal.Testing;

namespace Kolosal.Models;

public sealed class ServingPlanGrainTests : IAsyncLifetime
{
    private static readonly ReferralRule Rule = new(0.8, false, 0.95, ["no"], 1, 60);

    private PlatformSilo silo = null!;

    public async Task InitializeAsync()
    {
        silo = await ServedModels.StartSiloAsync();
        await silo.ServeAsync("m", TrafficModels.Prior(80));
        await silo.ApproveAsync("m", TrafficModels.Prior(60));
    }

    public async Task DisposeAsync() => await silo.DisposeAsync();

    [Fact]
    public async Task A_plan_nobody_set_is_the_default_and_another_model_has_none()
    {
        var plan = (await silo.Plan("m").GetAsync()).Value!;
        Assert.Equal(
            (TrafficPlan.None, (ReferralRule?)null, AnswerSettings.Default, 0L), (plan.Traffic, plan.Referrals, plan.Answers, plan.Revision));
        Assert.Equal("models.not-found", (await silo.Plan("nobody").GetAsync()).Refusal!.Code);
        Assert.Equal("models.not-found", (await silo.Plan("nobody").SetTrafficAsync(TrafficPlan.None, null)).Refusal!.Code);
    }

    [Fact]
    public async Task What_cannot_be_routed_is_refused_by_its_path()
    {
        async Task<string> RefusedAsync(TrafficPlan plan) => (await silo.Plan("m").SetTrafficAsync(plan, null)).Refusal is { } refusal
            ? refusal.Errors.IsEmpty ? refusal.Code : refusal.Errors.Keys.Single() : "";
        Assert.Equal("$.canary_percent", await RefusedAsync(new(2, 100.1, [])));
        Assert.Equal("$.canary_percent", await RefusedAsync(new(2, double.NaN, [])));
        Assert.Equal("$.canary", await RefusedAsync(new(null, 10, [])));
        Assert.Equal("$.canary", await RefusedAsync(new(1, 10, [])));
        Assert.Equal("$.shadows", await RefusedAsync(new(null, 0, [2, 2])));
        Assert.Equal("$.alpha", await RefusedAsync(new(2, 10, [], 0.6)));
        Assert.Equal("models.no-such-version", await RefusedAsync(new(9, 10, [])));
        int fresh = await silo.RegisterAsync("m", TrafficModels.Prior(50));
        Assert.Equal("models.not-approved", await RefusedAsync(new(fresh, 10, [])));
        Assert.Equal(0, (await silo.Plan("m").GetAsync()).Value!.Revision);
    }

    [Fact]
    public async Task What_cannot_be_referred_or_answered_is_refused_by_its_path()
    {
        async Task<string> RuleAsync(ReferralRule rule) => (await silo.Plan("m").SetReferralsAsync(rule, null)).Refusal?.Errors.Keys.Single() ?? "";
        Assert.Equal("", await RuleAsync(Rule));
        Assert.Equal("$.min_confidence", await RuleAsync(Rule with { MinConfidence = 1.1 }));
        Assert.Equal("$.out_of_distribution", await RuleAsync(Rule with { OutOfDistribution = -0.1 }));
        Assert.Equal("$.decisions[0]", await RuleAsync(Rule with { Decisions = ["No"] }));
        Assert.Equal("$.sample_percent", await RuleAsync(Rule with { SamplePercent = 101 }));
        Assert.Equal("$.decide_within_minutes", await RuleAsync(Rule with { DecideWithinMinutes = 0 }));
        Assert.Equal("$.decide_within_minutes", await RuleAsync(Rule with { DecideWithinMinutes = 129_601 }));

        async Task<string> AnswersAsync(AnswerSettings settings) =>
            (await silo.Plan("m").SetAnswersAsync(settings, null)).Refusal?.Errors.Keys.Single() ?? "";
        Assert.Equal("$.coverage", await AnswersAsync(AnswerSettings.Default with { Coverage = 0.49 }));
        Assert.Equal("$.coverage", await AnswersAsync(AnswerSettings.Default with { Coverage = 0.9995 }));
        Assert.Equal("$.sunsets.7", await AnswersAsync(
            AnswerSettings.Default with { Sunsets = AnswerSettings.Default.Sunsets.Add(7, DateTimeOffset.UtcNow) }));
        Assert.Equal("", await AnswersAsync(AnswerSettings.Default with { Coverage = 0.5 }));
    }

    [Fact]
    public async Task A_change_counts_once_keeps_the_rest_and_minds_the_revision()
    {
        var first = (await silo.Plan("m").SetTrafficAsync(new(2, 10, []), 0)).Value!;
        Assert.Equal((1L, true), (first.Revision, first.CanarySince is not null));
        Assert.Equal(first, (await silo.Plan("m").SetTrafficAsync(new(2, 10, []), null)).Value);
        Assert.Equal("traffic.changed", (await silo.Plan("m").SetTrafficAsync(new(2, 20, []), 0)).Refusal!.Code);

        // A greater share is the same canary, whose test goes on.
        var second = (await silo.Plan("m").SetTrafficAsync(new(2, 20, []), 1)).Value!;
        Assert.Equal(first.CanarySince, second.CanarySince);
        var third = (await silo.Plan("m").SetReferralsAsync(Rule, 2)).Value!;
        Assert.Equal((second.Traffic, Rule, 3L), (third.Traffic, third.Referrals, third.Revision));
        await silo.KillAsync();
        Assert.Equal(third, (await silo.Plan("m").GetAsync()).Value);
    }
}
