using Kolosal.Incidents;
using Kolosal.Support;
using Kolosal.Testing;

namespace Kolosal.Slo;

public class SloMonitorGrainTests
{
    [Fact]
    public async Task Failures_of_ours_burn_the_budget_and_mistakes_of_callers_do_not()
    {
        using var measured = new Measurements("Kolosal.Slo");
        await using var silo = await PlatformSilo.StartAsync();
        var model = new MonitoredModel(silo);
        await model.RegisterAsync();
        await model.FailAsync(60, clientFault: true);
        var calm = await RequestsAsync(silo, model, 60);
        Assert.Equal(SloStatus.OnTrack, calm.Objectives[0].Status);

        await model.FailAsync(60, clientFault: false);
        var burning = await RequestsAsync(silo, model, 120);
        Assert.Equal(SloStatus.Breached, burning.Objectives[0].Status);
        Assert.Equal((120, 60), (burning.Objectives[0].Total, burning.Objectives[0].Bad));
        var incident = (await silo.Grains.Incident("ws", burning.Objectives[0].IncidentId!).GetAsync()).Value!;
        Assert.Equal((IncidentType.Availability, 1), (incident.Type, incident.Signals));
        Assert.True(measured.Sum("kolosal.slo.requests") >= 120);
        Assert.True(measured.Sum("kolosal.slo.alerts") >= 1);
    }

    [Fact]
    public async Task An_objective_is_found_by_its_id_and_replaced_by_its_name()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var model = new MonitoredModel(silo);
        var monitor = silo.Grains.SloMonitor(model.Key);
        var promise = new SloObjective("slo_loans.fast", SloType.Latency, 0.9, 50, 7);
        Assert.Equal("models.not-found", (await monitor.DefineAsync(promise)).Refusal!.Code);
        await model.RegisterAsync();
        Assert.Equal("slo.no-traffic", (await monitor.GetAsync()).Refusal!.Code);

        Assert.True((await monitor.DefineAsync(promise)).Accepted);
        Assert.True((await monitor.DefineAsync(promise with { Target = 0.95 })).Accepted);
        Assert.Equal(0.95, (await monitor.GetObjectiveAsync("slo_loans.fast")).Value!.Objective.Target);
        Assert.Equal("slo.not-found", (await monitor.GetObjectiveAsync("slo_loans.slow")).Refusal!.Code);
        Assert.Equal(["slo_loans.availability", "slo_loans.latency", "slo_loans.fast"],
            (await monitor.GetAsync()).Value!.Objectives.Select(standing => standing.SloId));
    }

    [Theory]
    [InlineData("slo_credit.v2.fast", "credit.v2", "fast")]
    [InlineData("slo_a.b", "a", "b")]
    [InlineData("slo_.b", null, null)]
    [InlineData("a.b", null, null)]
    [InlineData("slo_a", null, null)]
    public void An_id_names_its_model_and_itself(string text, string? model, string? name)
    {
        Assert.Equal(model is not null, SloId.TryParse(text, out var id));
        Assert.Equal((model, name), (id.Model, id.Name));
        if (model is not null) Assert.Equal(text, id.ToString());
    }

    private static async Task<SloMonitor> RequestsAsync(PlatformSilo silo, MonitoredModel model, long requests) =>
        (await Eventually.HoldsAsync(() => silo.Grains.SloMonitor(model.Key).GetAsync(), found => found.Value?.Requests >= requests)).Value!;
}
