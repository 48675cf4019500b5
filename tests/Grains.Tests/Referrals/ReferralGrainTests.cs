using System.Text.Json;
using Kolosal.Events;
using Kolosal.Feedback;
using Kolosal.Models;
using Kolosal.Notifications;
using Kolosal.Predictions;
using Kolosal.Testing;

namespace Kolosal.Referrals;

public sealed class ReferralGrainTests : IAsyncLifetime
{
    private readonly FakeTransport transport = new();
    private PlatformSilo silo = null!;

    public async Task InitializeAsync()
    {
        silo = await FakeTransport.StartSiloAsync(transport, settings: new()
        {
            ["Kolosal:Predictions:RefreshMilliseconds"] = "20",
            ["Kolosal:Predictions:GatherMilliseconds"] = "5",
        });
        await silo.ServeAsync("m", TrafficModels.Prior(80));
        var made = await silo.Grains.NotificationDesk("acme").CreateAsync(
            "ep_1", FakeTransport.Webhook($"whsec_{Convert.ToBase64String(new byte[32])}", "referral.*"));
        Assert.True(made.Accepted, made.Refusal?.Message);
    }

    public async Task DisposeAsync() => await silo.DisposeAsync();

    [Fact]
    public async Task A_referred_row_comes_to_a_person_once_and_the_decision_is_its_outcome()
    {
        using var measured = new Measurements("Kolosal.Referrals");
        await SetRuleAsync(new(0.9, false, null, [], 0, 60));
        var reply = await ReferredAsync();
        Assert.Equal([ReferralReasons.LowConfidence], reply.Answers!.Referred);
        var opened = await FindAsync(new(reply.BatchId, 0));
        Assert.Equal(("m", 1, "yes", ReferralStatus.Open), (opened.Model, opened.Version, opened.Prediction, opened.Status));
        Assert.Equal("low_confidence", Assert.Single(opened.Reasons));
        Assert.Equal((ReferredValue[])[new("x", "1"), new("g", "a")], opened.Inputs.ToArray());
        Assert.Equal(opened.PredictedAt.AddMinutes(60), opened.DecideBy);

        async Task<string[]> BadAsync(ReferralDecision bad) => [.. (await Grain(opened).DecideAsync(bad)).Refusal!.Errors.Keys];
        Assert.Equal(["$.reasons"], await BadAsync(new(ReferralStatus.Upheld, null, " ")));
        Assert.Equal(["$.actual"], await BadAsync(new(ReferralStatus.Overridden, "maybe", "no")));
        Assert.Equal(["$.actual"], await BadAsync(new(ReferralStatus.Overridden, "yes", "no")));
        Assert.Equal(["$.actual"], await BadAsync(new(ReferralStatus.Overridden, null, "no")));
        Assert.Equal(["$.verdict"], await BadAsync(new(ReferralStatus.Expired, null, "no")));

        var decision = new ReferralDecision(ReferralStatus.Overridden, "no", "The papers say otherwise.");
        var decided = (await Grain(opened).DecideAsync(decision)).Value!;
        Assert.Equal((ReferralStatus.Overridden, "no", "The papers say otherwise."), (decided.Status, decided.Decision, decided.DecisionReasons));
        Assert.True(decided.SecondsToDecide >= 0);
        Assert.Equal(
            JsonSerializer.Serialize(decided), JsonSerializer.Serialize((await Grain(opened).DecideAsync(decision)).Value)); // lists compare by place
        Assert.Equal("workflow.transition-not-allowed", (await Grain(opened).DecideAsync(new(ReferralStatus.Upheld, null, "no"))).Refusal!.Code);

        // Who reports it again is told that it is known.
        var again = await Eventually.HoldsAsync(
            () => silo.Grains.FeedbackDesk("acme").ReportAsync(new("m", [new(opened.PredictionId, "no")])), found => found.Value!.Repeated == 1);
        Assert.Equal(0, again.Value!.Accepted);
        await Eventually.HoldsAsync(() => Task.FromResult(
            transport.Types.Contains("referral.opened") && transport.Types.Contains("referral.decided")));
        Assert.DoesNotContain(transport.Sent, message => message.Json.Contains("\"g\"", StringComparison.Ordinal));
        Assert.True(measured.Count("kolosal.referrals.closed", "outcome=overridden") >= 1);
        var levels = await silo.Grains.ReferralDesk("acme").LevelsAsync("m", 1);
        Assert.Equal((1, 1.0), (levels.Overridden, levels.OverrideRate!.Value));
    }

    [Fact]
    public async Task A_kill_neither_loses_nor_doubles_a_referral()
    {
        await SetRuleAsync(new(null, false, null, ["yes"], 0, 60));
        await ReferredAsync();
        var batches = new List<Guid>();
        for (int i = 0; i < 10; i++) batches.Add((await silo.PredictAsync("m", TrafficModels.Row)).Value!.BatchId);
        await silo.KillAsync();
        await ReferredAsync();
        foreach (var batch in batches) Assert.Equal(1, (await FindAsync(new(batch, 0))).Revision);
    }

    [Fact]
    public async Task Nobody_in_time_expires_it_and_says_so()
    {
        string id = new PredictionId(Guid.CreateVersion7(), 0).ToString();
        var opening = new ReferralOpening(
            "m", 1, id, DateTimeOffset.UtcNow, ReferralReasons.Sampled, "yes", 0.8, ["no", "yes"], [], DateTimeOffset.UtcNow.AddSeconds(-1));
        var grain = silo.Grains.Referral(new("acme", "rfr_late"));
        await grain.OpenAsync(opening);
        var late = await grain.DecideAsync(new(ReferralStatus.Upheld, null, "fine"));
        Assert.Equal("workflow.transition-not-allowed", late.Refusal!.Code);
        var expired = (await grain.GetAsync()).Value!;
        Assert.Equal((ReferralStatus.Expired, (string?)null, (string?)null), (expired.Status, expired.Decision, expired.DecidedBy));
        Assert.Contains("unreviewed", expired.DecisionReasons, StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => Task.FromResult(transport.Types.Contains("referral.expired")));

        // By the reminder alone, too.
        var other = silo.Grains.Referral(new("acme", "rfr_later"));
        await other.OpenAsync(opening);
        await silo.Silo.Client.GetGrain(other.GetGrainId()).AsReference<IRemindable>()
            .ReceiveReminder("referral", new TickStatus(DateTime.UtcNow, TimeSpan.FromMinutes(1), DateTime.UtcNow));
        Assert.Equal(ReferralStatus.Expired, (await other.GetAsync()).Value!.Status);
    }

    [Fact]
    public async Task A_person_may_ask_for_a_person_and_is_answered_once()
    {
        var batch = (await silo.PredictAsync("m", TrafficModels.Row)).Value!.BatchId;
        string id = new PredictionId(batch, 0).ToString();
        var desk = silo.Grains.ReferralDesk("acme");
        var asked = await Eventually.HoldsAsync(() => desk.RequestAsync(new(id, "I object.")), found => found.Accepted);
        Assert.Equal((id, "I object."), (asked.Value!.PredictionId, asked.Value.Note));
        Assert.Equal("requested", Assert.Single(asked.Value.Reasons));
        Assert.Equal("I object.", (await desk.RequestAsync(new(id, "Again!"))).Value!.Note);
        Assert.Equal("referrals.no-such-prediction", (await desk.RequestAsync(new($"prd_{Guid.NewGuid():N}_0", "?"))).Refusal!.Code);
        Assert.Equal("referrals.bad-request", (await desk.RequestAsync(new("prd_1", "?"))).Refusal!.Code);
        Assert.Equal("referrals.no-such-prediction", (await silo.Grains.ReferralDesk("other").RequestAsync(new(id, "?"))).Refusal!.Code);
    }

    private IReferralGrain Grain(Referral referral) => silo.Grains.Referral(new("acme", referral.Id));

    private async Task SetRuleAsync(ReferralRule rule)
    {
        var set = await silo.Plan("m").SetReferralsAsync(rule, null);
        Assert.True(set.Accepted, set.Refusal?.Message);
    }

    private async Task<PredictionReply> ReferredAsync() => (await Eventually.HoldsAsync(
        () => silo.PredictAsync("m", TrafficModels.Row), reply => reply.Value?.Answers is { Referred.Length: > 0 })).Value!;

    private async Task<Referral> FindAsync(PredictionId id) => (await Eventually.HoldsAsync(
        () => silo.Grains.Referral(new("acme", ReferralNews.IdOf(id))).GetAsync(), found => found.Accepted)).Value!;
}
