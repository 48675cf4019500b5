using Kolosal.Alerts;
using Kolosal.Incidents;
using Kolosal.Notifications;
using static Kolosal.Faults.Stage;

namespace Kolosal.Faults;

/// <summary>The commands of alerts, notifications, and of the work on incidents.</summary>
internal static class AlertCommands
{
    private const string IncidentId = "INC-2026-000001";

    private static readonly string Secret = $"whsec_{Convert.ToBase64String(new byte[32])}";

    /// <summary>Nobody listens at the discard port of an address for documentation; what is queued stays queued.</summary>
    private static readonly EndpointSpec Webhook = new(NotificationChannel.Webhook, "https://hooks.invalid:9/a", "", EventFilter.All, Secret);

    private static readonly NotificationEvent Event = new("e1", "model.promoted", At, null, "m", "models/m", "m promoted", "{}", []);

    private static readonly AlertRuleSpec Rule = new(
        "Drift", AlertKind.Threshold, AlertMetric.DriftScore, "m", AlertComparison.Above, 0.2, 5, 0, IncidentSeverity.Sev3, 0,
            AlertGrouping.Alert, [], [],
        [], [], null, true);

    private static readonly IncidentSignal Signal = new(
        "m/1", "models/m", "m", IncidentType.Security, IncidentSeverity.Sev3, "Odd", At, At.AddSeconds(90), "seen");

    public static readonly Command[] All =
    [
        new("INotificationDeskGrain.CreateAsync", async s => Of(await Desk(s).CreateAsync("ep_1", Webhook))),
        new("INotificationDeskGrain.RemoveAsync", async s => Of(await Desk(s).RemoveAsync("ep_1")), MakeAsync, RepeatSays: "webhooks.not-found"),
        new("INotificationDeskGrain.SendAsync", async s => await Desk(s).SendAsync(Event), MakeAsync),
        new("INotificationEndpointGrain.OpenAsync", async s => Of(await Endpoint(s).OpenAsync(Webhook))),
        new("INotificationEndpointGrain.CloseAsync", async s => Of(await Endpoint(s).CloseAsync()), MakeAsync, RepeatSays: "webhooks.not-found"),
        new("INotificationEndpointGrain.EnqueueAsync", async s => await Endpoint(s).EnqueueAsync(Event), MakeAsync),
        new("INotificationEndpointGrain.TestAsync", async s => (await Endpoint(s).TestAsync("t1")).Value?.Id, MakeAsync),
        new("INotificationEndpointGrain.RotateSecretAsync", async s =>
            Of(await Endpoint(s).RotateSecretAsync($"whsec_{Convert.ToBase64String(new byte[24])}")), MakeAsync),
        new("INotificationEndpointGrain.EnableAsync", async s => Of(await Endpoint(s).EnableAsync()), MakeAsync),
        new("INotificationEndpointGrain.RedeliverAsync", async s =>
            (await Endpoint(s).RedeliverAsync(WebhookSignature.MessageId("ep_1", "e1"))).Value?.Id, async s =>
        {
            await MakeAsync(s);
            await Endpoint(s).EnqueueAsync(Event);
        }),

        new("IIncidentGrain.AssignAsync", async s => Of(await Incident(s).AssignAsync("ann")), SignalAsync),
        new("IIncidentGrain.WritePostmortemAsync", async s =>
            Of(await Incident(s).WritePostmortemAsync(new("what", "whom", "why", "", "", ""), 1)), SignalAsync),
        new("IIncidentGrain.AddActionItemAsync", async s => Of(await Incident(s).AddActionItemAsync("act_1", new("do it", "ann", At))), SignalAsync),
        new("IIncidentGrain.ChangeActionItemAsync", async s => Of(await Incident(s).ChangeActionItemAsync("act_1", new(null, null, true))), async s =>
        {
            await SignalAsync(s);
            await Incident(s).AddActionItemAsync("act_1", new("do it", "ann", At));
        }),
        new("IIncidentGrain.SetReportableAsync", async s => Of(await Incident(s).SetReportableAsync(false, "no data")), SignalAsync),
        new("IIncidentGrain.NoteReportAsync", async s => Of(await Incident(s).NoteReportAsync(new("authority", null, At))), SignalAsync),
        new("IOnCallGrain.SetAsync", async s => Of(await s.Grains.OnCall(s.Workspace).SetAsync(new(["ann"], At, 24, []), null))),

        new("IAlertDeskGrain.SetRuleAsync", async s => Of(await s.Grains.AlertDesk(s.Workspace).SetRuleAsync("drift", Rule, null))),
        new("IAlertDeskGrain.RemoveRuleAsync", async s => Of(await s.Grains.AlertDesk(s.Workspace).RemoveRuleAsync("incidents")),
            RepeatSays: "alerts.no-such-rule"),
        new("IAlertDeskGrain.SilenceAsync", async s => Of(await s.Grains.AlertDesk(s.Workspace).SilenceAsync("sil_1", Silence))),
        new("IAlertDeskGrain.EndSilenceAsync", async s => Of(await s.Grains.AlertDesk(s.Workspace).EndSilenceAsync("sil_1")),
            s => s.Grains.AlertDesk(s.Workspace).SilenceAsync("sil_1", Silence)),
        new("IAlertDeskGrain.EvaluateAsync", async s =>
        {
            await s.Grains.AlertDesk(s.Workspace).EvaluateAsync();
            return (await s.Grains.AlertDesk(s.Workspace).ListAsync()).Total;
        }),
        new("IAlertDeskGrain.NudgeAsync", async s =>
        {
            await s.Grains.AlertDesk(s.Workspace).NudgeAsync(IncidentId);
            return (await s.Grains.AlertDesk(s.Workspace).ListAsync()).Items.Select(alert => alert.Id);
        }, SignalAsync),
    ];

    private static SilenceSpec Silence => new([new("model", "m")], DateTimeOffset.UtcNow.AddHours(1), "known");

    private static INotificationDeskGrain Desk(Stage stage) => stage.Grains.NotificationDesk(stage.Workspace);

    private static INotificationEndpointGrain Endpoint(Stage stage) => stage.Grains.NotificationEndpoint(stage.Workspace, "ep_1");

    private static IIncidentGrain Incident(Stage stage) => stage.Grains.Incident(stage.Workspace, IncidentId);

    private static Task MakeAsync(Stage stage) => Desk(stage).CreateAsync("ep_1", Webhook);

    private static Task SignalAsync(Stage stage) => Incident(stage).SignalAsync(Signal);
}
