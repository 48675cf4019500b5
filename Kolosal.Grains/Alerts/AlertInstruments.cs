using System.Diagnostics.Metrics;

namespace Kolosal.Alerts;

/// <summary>Meter <c>Kolosal.Alerts</c>: evaluations, what begins and ends, what could not be read.</summary>
public sealed class AlertInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Alerts");
    private readonly Counter<long> fired, resolved, notifications, unread, dropped;
    private readonly Histogram<double> duration;

    public AlertInstruments()
    {
        fired = meter.CreateCounter<long>("kolosal.alerts.fired", "{alert}", "Alerts that began to fire, by severity.");
        resolved = meter.CreateCounter<long>("kolosal.alerts.resolved", "{alert}", "Alerts that were well again, by severity.");
        notifications = meter.CreateCounter<long>("kolosal.alerts.notifications", "{notification}", "Notifications handed to the desk.");
        unread = meter.CreateCounter<long>("kolosal.alerts.unread", "{value}", "Values that could not be read at an evaluation.");
        dropped = meter.CreateCounter<long>("kolosal.alerts.dropped", "{alert}", "Alerts beyond the most that a workspace keeps.");
        duration = meter.CreateHistogram<double>("kolosal.alerts.evaluation.duration", "s", "How long an evaluation of a workspace takes.");
    }

    internal void Fired(string severity) => fired.Add(1, new KeyValuePair<string, object?>("severity", severity));

    internal void Resolved(string severity) => resolved.Add(1, new KeyValuePair<string, object?>("severity", severity));

    internal void Notified() => notifications.Add(1);

    internal void Unread() => unread.Add(1);

    internal void Dropped() => dropped.Add(1);

    internal void Evaluated(TimeSpan took) => duration.Record(took.TotalSeconds);

    public void Dispose() => meter.Dispose();
}
