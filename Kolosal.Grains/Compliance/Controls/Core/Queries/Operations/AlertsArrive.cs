namespace Kolosal.Compliance.Controls;

/// <summary>Q63: notices reach their channels.</summary>
internal sealed class AlertsArrive() : RecordQuery(
    "Q63", "alerts", "Alerts arrive", TimeSpan.FromHours(24),
    "Try the channel with POST /api/webhooks/{id}/test, switch to another and repair the endpoint.", "Notifications")
{
    protected override Judgement Ask(WorkspaceFacts facts) =>
        Each("there is no channel", facts.Channels, channel => $"webhooks/{channel.Id}", channel => Wrong(facts, channel));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, ChannelFact channel)
    {
        var limits = facts.Parameters;
        if (channel.DisabledReason is { } reason) yield return $"It is off: {reason}";
        if (IsOlder(facts, channel.TestedAt, TimeSpan.FromDays(limits.ChannelTestDays)))
            yield return $"No test arrived within {limits.ChannelTestDays} days.";
        long made = channel.Delivered + channel.Lost;
        if (made > 0 && channel.Delivered < limits.Deliveries * made) yield return $"{channel.Lost} of {made} deliveries were given up.";
        if (channel.WaitingSince is { } since && Age(facts, since) > TimeSpan.FromMinutes(limits.DeliveryMinutes))
            yield return $"A notice waits for longer than {limits.DeliveryMinutes} minutes.";
    }
}
