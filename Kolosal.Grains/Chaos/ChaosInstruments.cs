using System.Diagnostics.Metrics;

namespace Kolosal.Chaos;

/// <summary>Meter <c>Kolosal.Chaos</c>: tests by fault and outcome, what was struck, probes, recovery times.</summary>
public sealed class ChaosInstruments : IDisposable
{
    private readonly Meter meter = new("Kolosal.Chaos");
    private readonly Counter<long> started, ended, struck, probes;
    private readonly Histogram<double> recovery;

    public ChaosInstruments()
    {
        started = meter.CreateCounter<long>("kolosal.chaos.started", "{test}", "Tests begun, by fault.");
        ended = meter.CreateCounter<long>("kolosal.chaos.ended", "{test}", "Tests that ended, by fault and status.");
        struck = meter.CreateCounter<long>("kolosal.chaos.struck", "{call}", "Calls that a fault struck, by fault.");
        probes = meter.CreateCounter<long>("kolosal.chaos.probes", "{probe}", "Probes of tests, by phase and outcome.");
        recovery = meter.CreateHistogram<double>("kolosal.chaos.recovery", "s", "From the end of a fault to the last probe out of bounds.");
    }

    internal void Started(ChaosFault fault) => started.Add(1, Tag("fault", fault));

    internal void Ended(ChaosTest test)
    {
        ended.Add(1, Tag("fault", test.Fault), Tag("status", test.Status));
        if (test.RecoverySeconds is { } seconds) recovery.Record(seconds);
    }

    /// <summary>A silo's injector struck a call.</summary>
    public void Struck(ChaosFault fault) => struck.Add(1, Tag("fault", fault));

    internal void Probed(ChaosPhase phase, bool failed) =>
        probes.Add(1, Tag("phase", phase), new KeyValuePair<string, object?>("outcome", failed ? "failed" : "answered"));

    public void Dispose() => meter.Dispose();

    private static KeyValuePair<string, object?> Tag<T>(string name, T value)
        where T : struct, Enum => new(name, WireJson.Word(value));
}
