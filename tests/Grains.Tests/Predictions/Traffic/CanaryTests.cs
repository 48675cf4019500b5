using System.Text;
using Kolosal.Events;
using Kolosal.Models;
using Kolosal.Storage;
using Kolosal.Testing;

namespace Kolosal.Predictions;

/// <summary>Canaries, announced ends, remembered scores and deadlines, through the predictor.</summary>
public sealed class CanaryTests : IAsyncLifetime
{
    private PlatformSilo silo = null!;

    public async Task InitializeAsync()
    {
        silo = await ServedModels.StartSiloAsync();
        Assert.Equal(1, await silo.ServeAsync("m", TrafficModels.Prior(80)));
    }

    public async Task DisposeAsync() => await silo.DisposeAsync();

    [Fact]
    public async Task A_canary_answers_its_share_sticks_to_its_keys_and_stands_in_the_log()
    {
        int canary = await silo.ApproveAsync("m", TrafficModels.Prior(60));
        await silo.RouteAsync("m", new(canary, 50, []));
        string[] keys = [.. Enumerable.Range(0, 40).Select(i => $"caller-{i}")];
        int[] expected = [.. keys.Select(key => CanaryRouting.IsCanary("m", canary, 50, Encoding.UTF8.GetBytes(key)) ? canary : 1)];
        Assert.Equal(2, expected.Distinct().Count());
        await Eventually.HoldsAsync(async () =>
        {
            // Until every worker has heard of it.
            for (int i = 0; i < keys.Length; i++)
                if ((await AskAsync(keys[i])).Version != expected[i]) return false;
            return true;
        });
        for (int i = 0; i < keys.Length; i++)
        {
            var reply = await AskAsync(keys[i]);
            Assert.Equal((expected[i], expected[i] == canary ? ServedArm.Canary : ServedArm.Asked), (reply.Version, reply.Arm));
        }

        // Whoever names a version gets it.
        Assert.Equal((1, ServedArm.Asked), await VersionAsync("1"));
        Assert.Equal((canary, ServedArm.Asked), await VersionAsync($"{canary}"));
        var standing = await Eventually.HoldsAsync(
            () => silo.Grains.TrafficMonitor(ServedModels.Key("m")).GetAsync(), found => found.Arms.Sum(arm => arm.Requests) >= 82);
        Assert.True(standing.Arms.Single(arm => arm.Canary).Rows >= 2 * expected.Count(version => version == canary));
        Assert.Equal(1, standing.Arms.Single(arm => arm is { Canary: false } && arm.Version == canary).Requests);
    }

    [Fact]
    public async Task A_halt_sends_everybody_to_the_champion_and_the_same_evidence_halts_once()
    {
        int canary = await silo.ApproveAsync("m", TrafficModels.Prior(60));
        await silo.RouteAsync("m", new(canary, 100, []));
        await Eventually.HoldsAsync(async () => (await AskAsync("k")).Version == canary);
        var halted = (await silo.Plan("m").HaltAsync("e1", "It is odd.")).Value!;
        Assert.Equal(((int?)null, 0.0, "It is odd.", canary), (
            halted.Traffic.Canary, halted.Traffic.CanaryPercent, halted.Halted!.Reason, halted.Halted.Ended.Canary!.Value));
        await Eventually.HoldsAsync(async () => (await AskAsync("k")).Version == 1);

        // Set anew by a person it runs, and a late repetition of the old cause does not end it.
        await silo.RouteAsync("m", new(canary, 100, []));
        Assert.Equal(canary, (await silo.Plan("m").HaltAsync("e1", "It is odd.")).Value!.Traffic.Canary);
    }

    [Fact]
    public async Task A_canary_that_is_gone_is_no_reason_to_refuse()
    {
        int canary = await silo.ApproveAsync("m", TrafficModels.Prior(60));
        await silo.RouteAsync("m", new(canary, 100, []));
        await Eventually.HoldsAsync(async () => (await AskAsync("k")).Version == canary);
        Assert.True((await silo.Model("m").RetireAsync($"{canary}", "old")).Accepted);
        await Eventually.HoldsAsync(async () => (await AskAsync("k")).Version == 1);
    }

    [Fact]
    public async Task A_deprecated_version_says_since_when_and_until_when_and_then_ends()
    {
        Assert.Equal(2, await silo.ServeAsync("m", TrafficModels.Prior(60)));
        Assert.True((await silo.Model("m").DeprecateAsync("1", "old")).Accepted);
        var sunset = DateTimeOffset.UtcNow.AddDays(30);
        await SetSunsetAsync(sunset);
        var reply = await Eventually.HoldsAsync(() => AskAsync("k", "1"), found => found.Deprecation?.Sunset == sunset);
        Assert.NotNull(reply.Deprecation!.Since);
        Assert.Null((await AskAsync("k", "2")).Deprecation);

        await SetSunsetAsync(DateTimeOffset.UtcNow.AddSeconds(-1));
        await Eventually.EqualsAsync((RefusalKind.Gone, "models.sunset"), async () =>
            (await silo.PredictAsync("m", TrafficModels.Row, "1")).Refusal is { } refusal ? (refusal.Kind, refusal.Code) : default);
    }

    [Fact]
    public async Task Remembered_scores_are_the_same_and_every_request_is_logged()
    {
        using var measured = new Measurements("Kolosal.Predictions");
        var plain = (await silo.PredictAsync("m", TrafficModels.Row)).Value!;
        Assert.True((await silo.Plan("m").SetAnswersAsync(AnswerSettings.Default with { Cache = true }, null)).Accepted);
        await Eventually.HoldsAsync(async () =>
        {
            await silo.PredictAsync("m", TrafficModels.Row);
            return measured.Count("kolosal.prediction.cache", "outcome=hit") > 0;
        });
        var first = (await silo.PredictAsync("m", TrafficModels.Row)).Value!;
        var second = (await silo.PredictAsync("m", TrafficModels.Row)).Value!;
        Assert.Equal(plain.Outputs, second.Outputs);
        Assert.NotEqual(first.BatchId, second.BatchId);

        // Another version's answer is never given: its scores are other ones.
        Assert.Equal(2, await silo.ServeAsync("m", TrafficModels.Prior(60)));
        var other = await Eventually.HoldsAsync(() => silo.PredictAsync("m", TrafficModels.Row), reply => reply.Value!.Version == 2);
        Assert.Equal(61 / 102.0, other.Value!.Outputs[1], 12);
        var logged = await silo.Grains.PredictionLog(silo.Service<ISegmentLogs>().LogId).ReadAsync("acme/m", -1, 10_000);
        Assert.Contains(first.BatchId, logged!.Requests.Select(request => request.BatchId));
        Assert.Contains(second.BatchId, logged.Requests.Select(request => request.BatchId));
    }

    [Fact]
    public async Task Time_that_is_up_gives_the_work_up()
    {
        var refused = (await silo.Grains.Predictor(ServedModels.Key("m")).PredictAsync(new(
            null, Encoding.UTF8.GetBytes(TrafficModels.Row), Answer: new(TimeoutMilliseconds: 1e-9)))).Refusal!;
        Assert.Equal((RefusalKind.TimedOut, "predict.deadline"), (refused.Kind, refused.Code));
        var stats = await Eventually.HoldsAsync(
            () => silo.Grains.PredictionStats(ServedModels.Key("m")).GetAsync(), found => found.ClientErrors == 1);
        Assert.Equal(0, stats.Errors);
        Assert.True((await silo.Grains.Predictor(ServedModels.Key("m")).PredictAsync(new(
            null, Encoding.UTF8.GetBytes(TrafficModels.Row), Answer: new(TimeoutMilliseconds: 60_000)))).Accepted);
    }

    [Fact]
    public async Task A_set_of_a_promised_coverage_is_answered_and_a_rule_refers_by_it()
    {
        Assert.Equal(1, await silo.ServeAsync("sets", TrafficModels.Prior(80, conformal: true)));
        var reply = await AskAsync("k", model: "sets", answer: new(AnswerParts.Region, Coverage: 0.75));

        // APS: yes has the score 0.794, no 1; 80 of 100 calibration rows are yes, so that the 76th is too, and the set is yes alone.
        Assert.Equal((0.75, 0.75), (reply.Answers!.Coverage, reply.Answers.Level));
        Assert.Equal([false, true], reply.Answers.Members);
        var wider = await AskAsync("k", model: "sets", answer: new(AnswerParts.Region, Coverage: 0.95));
        Assert.Equal([true, true], wider.Answers!.Members);
        var refused = (await silo.Grains.Predictor(ServedModels.Key("sets")).PredictAsync(new(
            null, Encoding.UTF8.GetBytes(TrafficModels.Row), Answer: new(Coverage: 0.4)))).Refusal!;
        Assert.Equal("predict.bad-coverage", refused.Code);

        Assert.True((await silo.Plan("sets").SetReferralsAsync(new(null, true, null, [], 0, 60), null)).Accepted);
        var referred = await Eventually.HoldsAsync(() => AskAsync("k", model: "sets"), found => found.Answers is not null);
        Assert.Equal([ReferralReasons.AmbiguousSet], referred.Answers!.Referred); // at the model's own 0.9 both classes are in it
    }

    private async Task<PredictionReply> AskAsync(string key, string? reference = null, string model = "m", AnswerRequest? answer = null)
    {
        var reply = await silo.Grains.Predictor(ServedModels.Key(model)).PredictAsync(new(
            reference, Encoding.UTF8.GetBytes(TrafficModels.Row), Answer: (answer ?? new()) with { RoutingKey = key }));
        Assert.True(reply.Accepted, reply.Refusal?.Message);
        return reply.Value;
    }

    private async Task<(int, ServedArm)> VersionAsync(string reference)
    {
        var reply = (await silo.PredictAsync("m", TrafficModels.Row, reference)).Value!;
        return (reply.Version, reply.Arm);
    }

    private async Task SetSunsetAsync(DateTimeOffset at)
    {
        var set = await silo.Plan("m").SetAnswersAsync(
            AnswerSettings.Default with { Sunsets = ImmutableDictionary<int, DateTimeOffset>.Empty.Add(1, at) }, null);
        Assert.True(set.Accepted, set.Refusal?.Message);
    }
}
