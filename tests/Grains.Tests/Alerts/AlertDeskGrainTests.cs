using System.Text.Json;
using Kolosal.Drift;
using Kolosal.Incidents;
using Kolosal.Notifications;
using Kolosal.Predictions;
using Kolosal.Support;
using Kolosal.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Alerts;

public class AlertDeskGrainTests
{
    private static readonly string Secret = WebhookSignature.NewSecret();

    [Fact]
    public async Task An_incident_is_told_at_once_and_step_by_step()
    {
        var transport = new FakeTransport();
        await using var silo = await StartAsync(transport);
        string id = await silo.Grains.IncidentDesk("ws").RaiseAsync(Signal("a/1", IncidentSeverity.Sev3));
        await ToldAsync(transport, "incident.opened");
        await ChangeAsync(silo, id, IncidentStatus.Investigating);
        await ToldAsync(transport, "incident.opened", "incident.acknowledged");
        await ChangeAsync(silo, id, IncidentStatus.Resolved);
        await ToldAsync(transport, "incident.opened", "incident.acknowledged", "incident.resolved");
        await ChangeAsync(silo, id, IncidentStatus.Open);
        await ToldAsync(transport, "incident.opened", "incident.acknowledged", "incident.resolved", "incident.reopened");

        using var body = JsonDocument.Parse(transport.Sent[0].Json);
        var data = body.RootElement.GetProperty("data");
        Assert.Equal((id, "drift", "sev3"), (data.GetProperty("id").GetString(), data.GetProperty("type").GetString(),
            data.GetProperty("severity").GetString()));
        var board = await silo.Grains.AlertDesk("ws").ListAsync();
        var alert = Assert.Single(board.Items);
        Assert.Equal((AlertState.Firing, $"incidents.{id}", id), (alert.State, alert.Id, alert.IncidentId));
    }

    [Fact]
    public async Task A_grave_incident_is_in_the_log_without_anybody_asking()
    {
        var transport = new FakeTransport();
        await using var silo = await FakeTransport.StartSiloAsync(transport);
        await silo.Grains.IncidentDesk("ws").RaiseAsync(Signal("a/1", IncidentSeverity.Sev2));
        await silo.Grains.IncidentDesk("ws").RaiseAsync(Signal("b/1", IncidentSeverity.Sev3, "b"));
        await ToldAsync(transport, "incident.opened");
        Assert.Equal("sev2", transport.Sent[0].Severity);
        await silo.Grains.IncidentDesk("ws").RaiseAsync(Signal("b/2", IncidentSeverity.Sev1, "b"));
        await ToldAsync(transport, "incident.opened", "incident.opened");
    }

    /// <summary>The stream lost the news; the desk looks by itself.</summary>
    [Fact]
    public async Task What_the_stream_lost_is_found_by_looking()
    {
        var transport = new FakeTransport();
        await using var silo = await StartAsync(transport);
        var desk = silo.Grains.AlertDesk("ws");
        await desk.EvaluateAsync();

        // Written past the incident's own grain: nobody was told.
        var catalogue = silo.Service<Kolosal.Storage.ICatalogue>();
        var now = DateTimeOffset.UtcNow;
        var incident = new Incident(
            "INC-2026-000001", IncidentType.Drift, IncidentSeverity.Sev4, IncidentStatus.Open, "Drift", "models/a", "a", now, now, null, null, 0,
                null,
            null, 1, 1, [], null, 0, null, [], null);
        await catalogue.UpsertAsync(
            new("ws", CatalogueKinds.Incident, incident.Id, now, now, JsonSerializer.Serialize(incident, WireJson.Options)), CancellationToken.None);
        await desk.EvaluateAsync();
        await ToldAsync(transport, "incident.opened");
        await desk.EvaluateAsync();
        await desk.EvaluateAsync();
        Assert.Single(transport.Sent);
    }

    [Fact]
    public async Task A_silenced_incident_is_told_when_the_silence_ends()
    {
        var transport = new FakeTransport();
        await using var silo = await StartAsync(transport);
        var desk = silo.Grains.AlertDesk("ws");
        var silence = await desk.SilenceAsync("sil_1", new([new("model", "a")], DateTimeOffset.UtcNow.AddHours(1), "known"));
        Assert.True(silence.Value!.Active);
        string muted = await silo.Grains.IncidentDesk("ws").RaiseAsync(Signal("a/1", IncidentSeverity.Sev3));
        await silo.Grains.IncidentDesk("ws").RaiseAsync(Signal("b/1", IncidentSeverity.Sev3, "b"));
        await ToldAsync(transport, "incident.opened");
        var alert = await Eventually.HoldsAsync(() => desk.GetAsync($"incidents.{muted}"), found => found.Accepted);
        Assert.Equal(["sil_1"], alert.Value!.SilencedBy.ToArray());

        Assert.False((await desk.EndSilenceAsync("sil_1")).Value!.Active);
        await ToldAsync(transport, "incident.opened", "incident.opened");
        Assert.Equal("alerts.no-such-silence", (await desk.EndSilenceAsync("sil_2")).Refusal!.Code);
    }

    [Fact]
    public async Task A_missed_deadline_of_an_authority_is_told()
    {
        var transport = new FakeTransport();
        await using var silo = await StartAsync(transport);
        var signal = Signal("s/1", IncidentSeverity.Sev4) with { Type = IncidentType.Security, DetectedAt = DateTimeOffset.UtcNow.AddHours(-73) };
        string id = await silo.Grains.IncidentDesk("ws").RaiseAsync(signal);
        await ToldAsync(transport, "incident.opened", "incident.reporting_overdue");
        Assert.True((await silo.Grains.Incident("ws", id).GetAsync()).Value!.Reporting!.Overdue);
        await silo.Grains.AlertDesk("ws").EvaluateAsync();
        Assert.Equal(2, transport.Sent.Count);
    }

    [Fact]
    public async Task Drift_over_the_limit_fires_raises_an_incident_and_resolves()
    {
        var transport = new FakeTransport();
        await using var silo = await StartAsync(transport, "alert.*");
        var model = new MonitoredModel(silo);
        await model.RegisterAsync();
        await silo.Grains.DriftMonitor(model.Key).ConfigureAsync(new(200, 0.01, EarlyAlarm: false));
        var desk = silo.Grains.AlertDesk("ws");

        // The drift monitor's own incident would be told to the log.
        await desk.RemoveRuleAsync(DefaultRules.Grave);
        Assert.True((await desk.SetRuleAsync("drift", Rule(AlertMetric.DriftScore, 0.5) with { Raises = IncidentType.Performance }, null)).Accepted);
        await desk.EvaluateAsync();
        Assert.Equal(AlertState.Inactive, (await desk.GetRuleAsync("drift")).Value!.State);

        await model.ServeAsync(new Random(1), 200, shift: 2);
        await WindowsAsync(silo, model.Key, 1);
        await desk.EvaluateAsync();
        await ToldAsync(transport, "alert.firing");
        var alert = (await desk.GetAsync("drift.loans")).Value!;
        Assert.Equal((AlertState.Firing, "loans", 0.5), (alert.State, alert.Model, alert.Limit));
        Assert.True(alert.Value > 0.5);
        var raised = (await silo.Grains.Incident("ws", alert.IncidentId!).GetAsync()).Value!;
        Assert.Equal((IncidentType.Performance, "models/loans"), (raised.Type, raised.Subject));
        await desk.EvaluateAsync();
        Assert.Equal(1, (await silo.Grains.Incident("ws", alert.IncidentId!).GetAsync()).Value!.Signals);

        await model.ServeAsync(new Random(2), 200);
        await WindowsAsync(silo, model.Key, 2);
        await desk.EvaluateAsync();
        await ToldAsync(transport, "alert.firing", "alert.resolved");
        Assert.Equal(AlertState.Resolved, (await desk.GetRuleAsync("drift")).Value!.State);
    }

    [Fact]
    public async Task A_model_that_falls_silent_is_noticed_and_one_that_was_never_asked_is_not()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var transport = new FakeTransport();
        await using var silo = await StartAsync(transport, "alert.*", clock);
        var model = new MonitoredModel(silo);
        await model.RegisterAsync();
        var desk = silo.Grains.AlertDesk("ws");
        await desk.SetRuleAsync("silent", Rule(null, null) with { Kind = AlertKind.Absence, Comparison = null, WindowMinutes = 10 }, null);
        await desk.EvaluateAsync();
        Assert.Equal(0, (await desk.ListAsync()).Total);

        await model.ServeAsync(new Random(1), 1);
        await FakeTransport.AdvanceUntilAsync(
            clock, async () => (await silo.Grains.PredictionStats(model.Key).GetAsync()).Requests == 1, TimeSpan.FromMilliseconds(20));
        await desk.EvaluateAsync();
        Assert.Equal(0, (await desk.ListAsync()).Total);
        clock.Advance(TimeSpan.FromMinutes(12));
        await desk.EvaluateAsync();
        var alert = (await desk.GetAsync("silent.loans")).Value!;
        Assert.Equal(AlertState.Firing, alert.State);
        Assert.InRange(alert.Value!.Value, 10, 14);
    }

    [Fact]
    public async Task One_rule_keeps_another_quiet_about_the_same_model_and_a_group_is_told_together()
    {
        var transport = new FakeTransport();
        await using var silo = await StartAsync(transport, "alert.*");
        var desk = silo.Grains.AlertDesk("ws");
        foreach (string name in (string[])["a", "b", "c"])
        {
            var model = new MonitoredModel(silo, new("ws", name));
            await model.RegisterAsync();
            await silo.Grains.IncidentDesk("ws").RaiseAsync(Signal($"{name}/1", IncidentSeverity.Sev4, name));
        }

        // Every model has one open incident, so the rules fire for each.
        await desk.SetRuleAsync("root", Rule(AlertMetric.OpenIncidents, 0) with { Model = "a", Inhibits = ["leaf"] }, null);
        await desk.SetRuleAsync("leaf", Rule(AlertMetric.OpenIncidents, 0) with { GroupBy = AlertGrouping.Rule }, null);
        await desk.EvaluateAsync();
        await ToldAsync(transport, "alert.firing", "alert.firing");
        Assert.Equal(["root.a"], (await desk.GetAsync("leaf.a")).Value!.InhibitedBy.ToArray());
        string[][] told = [.. transport.Sent.Select(Alerts).OrderBy(alerts => alerts.Length)];
        Assert.Equal(["root.a"], told[0]);
        Assert.Equal(["leaf.b", "leaf.c"], told[1]);

        await desk.RemoveRuleAsync("root");
        await desk.EvaluateAsync();
        await ToldAsync(transport, "alert.firing", "alert.firing", "alert.firing");
        Assert.Equal(["leaf.a"], Alerts(transport.Sent[2]));
    }

    [Fact]
    public async Task A_rule_waits_and_cools_down_by_the_clock()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var transport = new FakeTransport();
        await using var silo = await StartAsync(transport, "alert.*", clock);
        await new MonitoredModel(silo, new("ws", "a")).RegisterAsync();
        var desk = silo.Grains.AlertDesk("ws");
        await desk.SetRuleAsync("rule", Rule(AlertMetric.OpenIncidents, 0) with { Model = "a", ForMinutes = 10, CooldownMinutes = 60 }, null);
        string id = await silo.Grains.IncidentDesk("ws").RaiseAsync(Signal("a/1", IncidentSeverity.Sev4));
        await desk.EvaluateAsync();
        Assert.Equal(AlertState.Pending, (await desk.GetAsync("rule.a")).Value!.State);
        Assert.Empty(transport.Sent);
        await LaterAsync(10);
        await ToldAsync(transport, clock, "alert.firing");

        await ChangeAsync(silo, id, IncidentStatus.Resolved);
        await LaterAsync(1);
        await ToldAsync(transport, clock, "alert.firing", "alert.resolved");
        await ChangeAsync(silo, id, IncidentStatus.Open);
        await LaterAsync(1);
        await LaterAsync(10);
        Assert.Equal(AlertState.Firing, (await desk.GetAsync("rule.a")).Value!.State);
        Assert.Equal(2, transport.Sent.Count);
        await LaterAsync(60);
        await ToldAsync(transport, clock, "alert.firing", "alert.resolved", "alert.firing");

        async Task LaterAsync(int minutes)
        {
            clock.Advance(TimeSpan.FromMinutes(minutes));
            await desk.EvaluateAsync();
        }
    }

    [Fact]
    public async Task What_fires_is_known_after_the_process_died()
    {
        var transport = new FakeTransport();
        await using var silo = await StartAsync(transport);
        string id = await silo.Grains.IncidentDesk("ws").RaiseAsync(Signal("a/1", IncidentSeverity.Sev3));
        await ToldAsync(transport, "incident.opened");
        await silo.KillAsync();
        await silo.Grains.AlertDesk("ws").EvaluateAsync();
        Assert.Equal(AlertState.Firing, (await silo.Grains.AlertDesk("ws").GetAsync($"incidents.{id}")).Value!.State);
        Assert.Single(transport.Sent);
    }

    [Fact]
    public async Task Default_rules_are_changed_and_removed_like_others()
    {
        var transport = new FakeTransport();
        await using var silo = await StartAsync(transport);
        var desk = silo.Grains.AlertDesk("ws");
        Assert.Equal(["incidents", "incidents-sev1-sev2"], (await desk.ListRulesAsync()).Select(rule => rule.Id));
        Assert.All(await desk.ListRulesAsync(), rule => Assert.True(rule.IsDefault));
        var changed = (await desk.GetRuleAsync("incidents")).Value!.Rule with { IncidentTypes = [IncidentType.Fairness] };
        var set = (await desk.SetRuleAsync("incidents", changed, 0)).Value!;
        Assert.Equal((false, 1), (set.IsDefault, set.Revision));
        Assert.Equal("alerts.changed", (await desk.SetRuleAsync("incidents", changed with { Title = "x" }, 0)).Refusal!.Code);
        Assert.True((await desk.RemoveRuleAsync("incidents-sev1-sev2")).Accepted);
        Assert.Equal("alerts.no-such-rule", (await desk.RemoveRuleAsync("incidents-sev1-sev2")).Refusal!.Code);
        await silo.Grains.IncidentDesk("ws").RaiseAsync(Signal("a/1", IncidentSeverity.Sev1));
        await desk.EvaluateAsync();
        Assert.Equal(0, (await desk.ListAsync()).Total);
    }

    [Theory]
    [InlineData("Rule", "$.id"), InlineData("", "$.id")]
    public async Task A_rule_s_name_is_plain(string id, string path) => Assert.Equal(path, await FaultAsync(id, Rule(AlertMetric.DriftScore, 1)));

    [Fact]
    public async Task A_rule_that_says_nothing_is_refused_by_path()
    {
        var rule = Rule(AlertMetric.DriftScore, 1);
        Assert.Equal("$.metric", await FaultAsync("r", rule with { Metric = null }));
        Assert.Equal("$.limit", await FaultAsync("r", rule with { Limit = null }));
        Assert.Equal("$.limit", await FaultAsync("r", rule with { Limit = double.NaN }));
        Assert.Equal("$.comparison", await FaultAsync("r", rule with { Comparison = null }));
        Assert.Equal("$.window_minutes", await FaultAsync("r", rule with { WindowMinutes = 61 }));
        Assert.Equal("$.inhibits", await FaultAsync("r", rule with { Inhibits = ["r"] }));
        Assert.Equal("$.incident_types", await FaultAsync("r", rule with { IncidentTypes = [IncidentType.Drift] }));
        Assert.Equal("$.metric", await FaultAsync("r", rule with { Kind = AlertKind.Burn }));
        Assert.Equal("$.cooldown_minutes", await FaultAsync("r", DefaultRules.All["incidents"] with { CooldownMinutes = 5 }));
    }

    private static Task<string> FaultAsync(string id, AlertRuleSpec spec) => Task.FromResult(AlertRules.Refuse(id, spec)!.Errors.Single().Key);

    private static async Task<PlatformSilo> StartAsync(FakeTransport transport, string events = "incident.*", FakeTimeProvider? clock = null)
    {
        var silo = await FakeTransport.StartSiloAsync(transport, clock);
        var made = await silo.Grains.NotificationDesk("ws").CreateAsync("ep_1", FakeTransport.Webhook(Secret, events));
        Assert.True(made.Accepted, made.Refusal?.Message);
        return silo;
    }

    private static AlertRuleSpec Rule(AlertMetric? metric, double? limit) => new(
        "Too much", AlertKind.Threshold, metric, null, AlertComparison.Above, limit, 5, 0, IncidentSeverity.Sev3, 0, AlertGrouping.Alert, [], [],
            [], [],
        null, true);

    private static string[] Alerts(OutgoingMessage message)
    {
        using var body = JsonDocument.Parse(message.Json);
        return [.. body.RootElement.GetProperty("data").GetProperty("alerts").EnumerateArray().Select(alert => alert.GetProperty("id").GetString()!)];
    }

    private static Task ToldAsync(FakeTransport transport, params string[] types) => Eventually.HoldsAsync(
        () => Task.FromResult(string.Join(' ', transport.Types.Order(StringComparer.Ordinal))),
        told => told == string.Join(' ', types.Order(StringComparer.Ordinal)));

    private static Task ToldAsync(FakeTransport transport, FakeTimeProvider clock, params string[] types) => FakeTransport.AdvanceUntilAsync(
        clock, () => Task.FromResult(transport.Types.Order(StringComparer.Ordinal).SequenceEqual(types.Order(StringComparer.Ordinal))),
        TimeSpan.FromMilliseconds(1));

    private static Task WindowsAsync(PlatformSilo silo, ModelKey model, int windows) => Eventually.HoldsAsync(
        async () => (await silo.Grains.DriftMonitor(model).GetAsync()).Value?.Windows == windows);

    private static Task<Result<Incident>> ChangeAsync(PlatformSilo silo, string id, IncidentStatus status) =>
        silo.Grains.IncidentDesk("ws").ChangeStatusAsync(id, new(status, "", null));

    private static IncidentSignal Signal(string evidence, IncidentSeverity severity, string model = "a") => new(
        evidence, $"models/{model}", model, IncidentType.Drift, severity, "Drift", DateTimeOffset.UtcNow.AddSeconds(-90), DateTimeOffset.UtcNow,
            "PSI 0.4");
}
