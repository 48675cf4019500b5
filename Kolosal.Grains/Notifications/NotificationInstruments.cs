using System.Diagnostics.Metrics;

namespace Kolosal.Notifications;

/// <summary>Meter <c>Kolosal.Notifications</c>: attempts, what arrives, what is given up.</summary>
public sealed class NotificationInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Notifications");
    private readonly Counter<long> attempts, dead, disabled;
    private readonly Histogram<double> duration;

    public NotificationInstruments()
    {
        attempts = meter.CreateCounter<long>("kolosal.notifications.attempts", "{attempt}", "Attempts to deliver, by channel and outcome.");
        dead = meter.CreateCounter<long>("kolosal.notifications.dead_letters", "{delivery}", "Deliveries given up, by channel.");
        disabled = meter.CreateCounter<long>("kolosal.notifications.disabled", "{endpoint}", "Endpoints disabled because they failed, by channel.");
        duration = meter.CreateHistogram<double>("kolosal.notifications.attempt.duration", "s", "How long attempts take, by channel.");
    }

    internal void Attempted(NotificationChannel channel, bool arrived, TimeSpan took)
    {
        attempts.Add(1, Name(channel), new("outcome", arrived ? "arrived" : "failed"));
        duration.Record(took.TotalSeconds, Name(channel));
    }

    internal void GaveUp(NotificationChannel channel, int deliveries) => dead.Add(deliveries, Name(channel));

    internal void Disabled(NotificationChannel channel) => disabled.Add(1, Name(channel));

    public void Dispose() => meter.Dispose();

    private static KeyValuePair<string, object?> Name(NotificationChannel channel) => new("channel", channel.ToString().ToLowerInvariant());
}
