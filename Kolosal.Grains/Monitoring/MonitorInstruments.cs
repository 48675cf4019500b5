using System.Diagnostics.Metrics;
using Kolosal.LogConsumers;

namespace Kolosal.Monitoring;

/// <summary>What every window monitor measures beside the log it follows.</summary>
public abstract class MonitorInstruments : LogConsumerInstruments
{
    private readonly Counter<long> windows, alarms, unmonitored;

    /// <inheritdoc/>
    protected MonitorInstruments(string feature)
        : base(feature)
    {
        windows = Meter.CreateCounter<long>($"{Prefix}.windows", "{window}", "Windows closed and judged.");
        alarms = Meter.CreateCounter<long>($"{Prefix}.alarms", "{window}", "Windows that raised an incident.");
        unmonitored = Meter.CreateCounter<long>(
            $"{Prefix}.unmonitored", "{request}", "Requests passed over because their version has no usable reference.");
    }

    internal void WindowClosed(bool alarmed)
    {
        windows.Add(1);
        if (alarmed) alarms.Add(1);
    }

    internal void Passed() => unmonitored.Add(1);
}
