using System.Diagnostics.Metrics;

namespace Kolosal.Security;

/// <summary>Meter <c>Kolosal.Security.Probe</c>: whether a refusal at the door still becomes a security event.</summary>
internal sealed class SecurityProbeInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Security.Probe");
    private readonly Lock gate = new();
    private (bool Arrived, DateTimeOffset At)? last;

    public SecurityProbeInstruments() => meter.CreateObservableGauge(
        "kolosal.security.probe.arrived", Measure, "{event}",
        "1 when the last self-check became a security event in time, 0 when it did not; absent before the first.");

    /// <summary>The last self-check; null before the first of this process.</summary>
    public (bool Arrived, DateTimeOffset At)? Last
    {
        get
        {
            lock (gate) return last;
        }
    }

    public void Checked(bool arrived, DateTimeOffset at)
    {
        lock (gate) last = (arrived, at);
    }

    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<int>> Measure() => Last is { } found ? [new(found.Arrived ? 1 : 0)] : [];
}
