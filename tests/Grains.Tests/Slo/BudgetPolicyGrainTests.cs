using Kolosal.Audit;
using Kolosal.Incidents;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Models;
using Kolosal.Storage;
using Kolosal.Testing;

namespace Kolosal.Slo;

/// <summary>Error budgets that act on the model.</summary>
public sealed class BudgetPolicyGrainTests : IAsyncLifetime
{
    private readonly HandmadeLog log = new();
    private PlatformSilo silo = null!;

    private static ModelKey Key => ServedModels.Key("m");

    private ISloMonitorGrain Monitor => silo.Grains.SloMonitor(Key);

    public async Task InitializeAsync()
    {
        silo = await log.StartSiloAsync();
        await silo.ServeAsync("m", Package(1));
    }

    public async Task DisposeAsync() => await silo.DisposeAsync();

    [Fact]
    public async Task A_breached_budget_freezes_promotion_until_it_recovers()
    {
        int next = await silo.RegisterAsync("m", Package(2));
        Assert.True((await silo.Model("m").ValidateAsync($"{next}")).Value!.Passed);
        await DefineAsync(0.5, BudgetPolicy.FreezePromotion);
        var now = DateTimeOffset.UtcNow;
        await CountAsync(HandmadeLog.Requests(30, now.AddMinutes(-3), "predict.fault"));
        Assert.Equal((SloStatus.Breached, true), await OwnAsync());
        Assert.Equal("models.promotion-frozen", await PromoteAsync(next));
        Assert.Contains("slo_m.up", (await silo.Model("m").GetAsync()).Value!.Frozen.Keys);

        // A rollback is no promotion; here there is nothing to go back to, and it says so.
        Assert.Equal("models.no-previous-champion", (await silo.Model("m").RollbackAsync("c1", "errors")).Refusal!.Code);

        await CountAsync([.. HandmadeLog.Requests(200, now.AddMinutes(-1)), HandmadeLog.Request(now)]);
        Assert.Equal((SloStatus.OnTrack, false), await OwnAsync());

        // The budget no longer bars it; the incident that the breach opened does, until somebody has resolved it.
        Assert.Equal("models.evidence-bars", await PromoteAsync(next));
        await ResolveAsync();
        Assert.Null(await PromoteAsync(next));
        string[] trail = await TrailAsync();
        foreach (string action in (string[])["slo.freeze-promotion", "model.freeze-promotion", "slo.lift-freeze", "model.lift-freeze"])
            Assert.Single(trail, found => found == action);
    }

    [Fact]
    public async Task Another_promise_in_its_place_ends_the_freeze()
    {
        await DefineAsync(0.9, BudgetPolicy.FreezePromotion);
        await CountAsync(HandmadeLog.Requests(30, DateTimeOffset.UtcNow, "predict.fault"));
        Assert.NotEmpty((await silo.Model("m").GetAsync()).Value!.Frozen);
        await DefineAsync(0.8, BudgetPolicy.None);
        Assert.Empty((await silo.Model("m").GetAsync()).Value!.Frozen);
    }

    [Fact]
    public async Task A_few_failures_of_a_quiet_model_freeze_nothing()
    {
        await DefineAsync(0.99999, BudgetPolicy.FreezePromotion);
        await CountAsync([.. HandmadeLog.Requests(100, DateTimeOffset.UtcNow), .. HandmadeLog.Requests(4, DateTimeOffset.UtcNow, "predict.fault")]);
        Assert.Equal((SloStatus.Breached, false), await OwnAsync());
        Assert.Empty((await silo.Model("m").GetAsync()).Value!.Frozen);
    }

    [Fact]
    public async Task A_version_that_burns_the_budget_since_it_came_gives_way_to_the_one_before_it_once()
    {
        Assert.Equal(2, await silo.ServeAsync("m", Package(2)));
        await DefineAsync(0.99, BudgetPolicy.Rollback);
        await CountAsync(HandmadeLog.Requests(25, DateTimeOffset.UtcNow, "predict.fault", version: 2));
        var model = (await silo.Model("m").GetAsync()).Value!;
        Assert.Equal((1, ModelStatus.Deprecated), (model.Active!.Value, model.Versions[1].Status));
        var decision = (await silo.Model("m").HistoryAsync(null)).Value!.Decisions[^1];
        Assert.Equal(("rollback", "system", 1), (decision.Action, decision.By, decision.Version));
        Assert.Contains("slo_m.up", decision.Note, StringComparison.Ordinal);

        // What came back is not rolled back in its turn.
        await DefineAsync(0.98, BudgetPolicy.Rollback);
        await CountAsync(HandmadeLog.Requests(25, DateTimeOffset.UtcNow, "predict.fault"));
        Assert.Equal(1, (await silo.Model("m").GetAsync()).Value!.Active);
        Assert.Single(await TrailAsync(), action => action == "model.rollback");
    }

    [Fact]
    public async Task A_canary_that_came_within_the_window_is_halted_and_the_champion_stays()
    {
        Assert.Equal(2, await silo.ServeAsync("m", Package(2)));
        var plan = silo.Grains.ServingPlan(Key);
        Assert.True((await plan.SetTrafficAsync(new(1, 50, []), null)).Accepted);
        await DefineAsync(0.99, BudgetPolicy.Rollback);
        await CountAsync(HandmadeLog.Requests(25, DateTimeOffset.UtcNow, "predict.fault", version: 1));
        var halted = (await plan.GetAsync()).Value!;
        Assert.Equal(((int?)null, "system", 1), (halted.Traffic.Canary, halted.Halted!.By, halted.Halted.Ended.Canary!.Value));
        Assert.Contains("slo_m.up", halted.Halted.Reason, StringComparison.Ordinal);
        Assert.Equal(2, (await silo.Model("m").GetAsync()).Value!.Active);
        Assert.DoesNotContain("model.rollback", await TrailAsync());
    }

    [Fact]
    public async Task A_version_that_serves_for_longer_than_the_trouble_is_not_to_blame()
    {
        await silo.ServeAsync("m", Package(2));
        await DefineAsync(0.99, BudgetPolicy.Rollback);
        await CountAsync(HandmadeLog.Requests(25, DateTimeOffset.UtcNow.AddHours(2), "predict.fault", version: 2));
        Assert.Equal(2, (await silo.Model("m").GetAsync()).Value!.Active);
        Assert.DoesNotContain("model.rollback", await TrailAsync());
    }

    [Fact]
    public async Task An_alert_over_a_model_without_traffic_ends_by_itself()
    {
        await DefineAsync(0.99, BudgetPolicy.None);
        await CountAsync(HandmadeLog.Requests(25, DateTimeOffset.UtcNow.AddHours(-80), "predict.fault"));
        Assert.Contains("slo.burn", await TrailAsync());
        Assert.DoesNotContain("slo.recover", await TrailAsync());
        var watch = silo.Silo.Client.GetGrain(Monitor.GetGrainId()).AsReference<IRemindable>();
        await watch.ReceiveReminder("slo-watch", new TickStatus(DateTime.UtcNow, TimeSpan.FromMinutes(1), DateTime.UtcNow));
        Assert.Contains("slo.recover", await TrailAsync());
        await watch.ReceiveReminder("slo-watch", new TickStatus(DateTime.UtcNow, TimeSpan.FromMinutes(1), DateTime.UtcNow)); // and the watch with it
    }

    [Fact]
    public async Task A_ticket_becomes_a_page_in_the_same_incident()
    {
        await DefineAsync(0.9, BudgetPolicy.None);
        Assert.True((await Monitor.DefineAsync(new("slo_m.availability", SloType.Availability, 0.5, null, 30))).Accepted); // quiet meanwhile
        var began = DateTimeOffset.UtcNow.AddHours(-5);

        // 35 of 100 fail: burn 3.5, a ticket by the rule of a day and two hours; then all fail.
        for (int i = 0; i < 20; i++)
            await CountAsync([.. HandmadeLog.Requests(13, began.AddMinutes(i)), .. HandmadeLog.Requests(7, began.AddMinutes(i), "predict.fault")]);
        var ticket = (await Monitor.GetObjectiveAsync("slo_m.up")).Value!;
        Assert.Equal(IncidentSeverity.Sev3, await SeverityAsync(ticket.IncidentId!));
        await CountAsync(HandmadeLog.Requests(4_000, DateTimeOffset.UtcNow, "predict.fault"));
        var page = (await Monitor.GetObjectiveAsync("slo_m.up")).Value!;
        Assert.Equal(ticket.IncidentId, page.IncidentId);
        Assert.Equal(IncidentSeverity.Sev2, await SeverityAsync(page.IncidentId!));
    }

    private async Task<IncidentSeverity> SeverityAsync(string incident) =>
        (await silo.Grains.Incident(Key.Workspace, incident).GetAsync()).Value!.Severity;

    private static ModelPackage Package(ulong seed) => SampleModels.Fit(Samples.Mixed(80, seed), "risk", "prior");

    private Task CountAsync(params Events.ServedRequest[] records) => log.CountAsync(silo, Key, records);

    private async Task DefineAsync(double target, BudgetPolicy policy)
    {
        var defined = await Monitor.DefineAsync(new("slo_m.up", SloType.Availability, target, null, 30, Policy: policy));
        Assert.True(defined.Accepted, defined.Refusal?.Message);
    }

    private async Task<(SloStatus Status, bool Frozen)> OwnAsync()
    {
        var standing = (await Monitor.GetObjectiveAsync("slo_m.up")).Value!;
        return (standing.Status, standing.PromotionFrozen);
    }

    private async Task<string?> PromoteAsync(int version) =>
        (await silo.Model("m").PromoteAsync(new(version, ModelStatus.Active, ServedModels.Bob, "good"))).Refusal?.Code;

    private async Task ResolveAsync()
    {
        var open = await silo.Service<ICatalogue>().QueryAsync(
            new(Key.Workspace, CatalogueKinds.Incident, [], "created_at", 1, 50), CancellationToken.None);
        Assert.NotEmpty(open.Items);
        foreach (var incident in open.Items)
            foreach (var status in (IncidentStatus[])[IncidentStatus.Investigating, IncidentStatus.Resolved])
            {
                var changed = await silo.Grains.IncidentDesk(Key.Workspace).ChangeStatusAsync(incident.Id, new(status, "looked at", null));
                Assert.True(changed.Accepted, changed.Refusal?.Message);
            }
    }

    private async Task<string[]> TrailAsync()
    {
        var actions = new List<string>();
        await foreach (var line in silo.Grains.Audit(Key.Workspace).ExportAsync(0))
            actions.Add(System.Text.Json.JsonDocument.Parse(line.Entry).RootElement.GetProperty("action").GetString()!);
        return [.. actions];
    }
}
