using System.Text;
using Kolosal.Audit;
using Kolosal.Events;
using Kolosal.Feedback;
using Kolosal.Models;
using Kolosal.Testing;

namespace Kolosal.Predictions;

public sealed class TrafficMonitorGrainTests : IAsyncLifetime
{
    private PlatformSilo silo = null!;

    private ITrafficMonitorGrain Monitor => silo.Grains.TrafficMonitor(ServedModels.Key("m"));

    public async Task InitializeAsync() => silo = await ServedModels.StartSiloAsync();

    public async Task DisposeAsync() => await silo.DisposeAsync();

    [Fact]
    public async Task A_canary_that_outcomes_show_to_be_worse_is_halted_by_itself_once()
    {
        await silo.ServeAsync("m", TrafficModels.Prior(90));
        int canary = await silo.ApproveAsync("m", TrafficModels.Prior(10));
        await silo.RouteAsync("m", new(canary, 50, []));

        // All turn out yes: the champion loses (1 - 91/102)² = 0.0116 a row, the canary (1 - 11/102)² = 0.796; a bet of 0.9 on the
        // difference grows by 1.706 a row, and 7 times 40 are passed after eleven rows.
        await Eventually.HoldsAsync(async () =>
        {
            await LearnAsync(4, "yes");
            return (await silo.Plan("m").GetAsync()).Value!.Halted is not null;
        });
        var plan = (await silo.Plan("m").GetAsync()).Value!;
        Assert.Null(plan.Traffic.Canary);
        Assert.StartsWith($"paired/1-{canary}/", plan.Halted!.Evidence, StringComparison.Ordinal);
        var standing = await Eventually.HoldsAsync(() => Monitor.GetAsync(), found => found.Pairs is [{ Finding: PairFinding.Worse }]);
        var pair = standing.Pairs[0];
        Assert.Equal((1, canary, true, 40.0), (pair.Champion, pair.Challenger, pair.Canary, pair.Needed));
        Assert.True(pair.Outcomes >= 10 && pair.EvidenceWorse >= 40 && pair.EvidenceBetter < 2);
        Assert.Equal(Math.Pow(1 - 91 / 102.0, 2), pair.ChampionLoss!.Value, 9);
        Assert.Equal(Math.Pow(1 - 11 / 102.0, 2), pair.ChallengerLoss!.Value, 9);
        Assert.Single(await TrailAsync(), action => action == "model.halt-traffic");
        Assert.Single(await TrailAsync(), action => action == "traffic.decide");
    }

    [Fact]
    public async Task Two_equal_versions_are_not_told_apart()
    {
        await silo.ServeAsync("m", TrafficModels.Prior(60));
        int canary = await silo.ApproveAsync("m", TrafficModels.Prior(61));
        await silo.RouteAsync("m", new(canary, 50, []));
        for (int round = 0; round < 5; round++) await LearnAsync(4, round % 2 == 0 ? "yes" : "no");
        var standing = await Eventually.HoldsAsync(() => Monitor.GetAsync(), found => found.Pairs is [{ Outcomes: 20 }]);
        Assert.Equal(PairFinding.Undecided, standing.Pairs[0].Finding);
        Assert.Equal(canary, (await silo.Plan("m").GetAsync()).Value!.Traffic.Canary);
    }

    [Fact]
    public async Task Shadows_score_what_the_champion_answered_and_callers_do_not_see_them()
    {
        using var measured = new Measurements("Kolosal.Predictions");
        await silo.ServeAsync("m", TrafficModels.Prior(90));
        int shadow = await silo.ApproveAsync("m", TrafficModels.Prior(10));
        await silo.RouteAsync("m", new(null, 0, [shadow]));
        var found = await Eventually.HoldsAsync(async () =>
        {
            var reply = (await silo.PredictAsync("m", TrafficModels.Row)).Value!;
            Assert.Equal((1, ServedArm.Asked), (reply.Version, reply.Arm));
            return await Monitor.GetAsync();
        }, standing => standing.Shadows is [{ Rows: >= 3 }]);

        // Total variation of (11, 91) and (91, 11) of 102; they never agree.
        var pair = found.Shadows[0];
        Assert.Equal((1, shadow, 0L, 0L), (pair.Champion, pair.Challenger, pair.Agreed!.Value, pair.Shed));
        Assert.Equal(80 / 102.0, pair.MeanDistance!.Value, 9);
        Assert.True(measured.Sum("kolosal.prediction.shadow.rows") >= 3);
    }

    [Fact]
    public async Task Kept_coverage_is_counted_by_segment_and_an_adaptive_level_follows_the_misses()
    {
        await silo.ServeAsync("m", TrafficModels.Prior(80, conformal: true));
        Assert.True((await silo.Plan("m").SetAnswersAsync(new(0.75, true, false, AnswerSettings.Default.Sunsets), null)).Accepted);
        await LearnAsync(3, "yes");
        await LearnAsync(5, "no");

        // At 0.75 the set is yes alone: three hold and five miss. α moves by 0.005 (0.25 - miss) a row.
        var standing = await Eventually.HoldsAsync(() => Monitor.GetAsync(), found => found.Coverage is [{ Outcomes: 8 }]);
        var coverage = standing.Coverage[0];
        Assert.Equal((1, 0.75, 3L), (coverage.Version, coverage.Promised, coverage.Covered));
        Assert.Equal(0.25 + 0.005 * (3 * 0.25 - 5 * 0.75), coverage.MissLevel, 12);
        var reply = await Eventually.HoldsAsync(
            () => AskAsync(AnswerParts.Region), answered => answered.Answers!.Level != answered.Answers.Coverage);
        Assert.Equal(1 - coverage.MissLevel, reply.Answers!.Level!.Value, 12);
    }

    private async Task<PredictionReply> AskAsync(AnswerParts parts = AnswerParts.None, string? key = null)
    {
        var reply = await silo.Grains.Predictor(ServedModels.Key("m")).PredictAsync(new(
            null, Encoding.UTF8.GetBytes(TrafficModels.Row), Answer: new(parts, RoutingKey: key)));
        Assert.True(reply.Accepted, reply.Refusal?.Message);
        return reply.Value;
    }

    /// <summary>Predicts and reports what came of it, each by another caller.</summary>
    private async Task LearnAsync(int rows, string actual)
    {
        var ids = new List<string>();
        for (int i = 0; i < rows; i++) ids.Add(new PredictionId((await AskAsync(key: $"{Guid.NewGuid():N}")).BatchId, 0).ToString());
        var receipt = await silo.Grains.FeedbackDesk("acme").ReportAsync(new("m", [.. ids.Select(id => new ReportedOutcome(id, actual))]));
        Assert.True(receipt.Accepted, receipt.Refusal?.Message);
        Assert.Equal(rows, receipt.Value.Accepted + receipt.Value.Waiting);
    }

    private async Task<List<string>> TrailAsync()
    {
        var actions = new List<string>();
        await foreach (var line in silo.Grains.Audit("acme").ExportAsync(0))
            actions.Add(System.Text.Json.JsonDocument.Parse(line.Entry).RootElement.GetProperty("action").GetString()!);
        return actions;
    }
}
