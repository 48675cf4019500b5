namespace Kolosal.Chaos;

/// <summary>The faults of this silo, asked by every decorated port. Safe for any number of callers.</summary>
/// <remarks>Asking costs one volatile read while nothing is in force. A fault ends by a clock that no skew reaches, so that a test whose controller
/// is gone leaves nothing behind.</remarks>
internal sealed class FaultInjector(TimeProvider clock, bool enabled, IProcessEnd process, ChaosInstruments instruments) : IFaultInjector
{
    private readonly Lock gate = new();
    private volatile FaultInForce? inForce;
    private FaultInForce? ended;
    private string? keeper;
    private long keptSince;
    private TimeSpan keptFor;

    public bool IsEnabled => enabled;

    public TimeProvider Clock => clock;

    public string? Reserve(string testId, TimeSpan duration)
    {
        lock (gate)
        {
            if (Keeper() is { } other && other != testId) return other;
            (keeper, keptSince, keptFor) = (testId, clock.GetTimestamp(), duration);
            return null;
        }
    }

    public bool Inject(SiloFault fault)
    {
        lock (gate)
        {
            if (!enabled || (Keeper() is { } other && other != fault.TestId)) return false;
            inForce = new(fault, clock.GetTimestamp());
            return true;
        }
    }

    public long Lift(string testId)
    {
        lock (gate)
        {
            if (keeper == testId) keeper = null;
            if (inForce is { } force && force.Fault.TestId == testId) End(force);
            return ended is { } last && last.Fault.TestId == testId ? last.Struck : 0;
        }
    }

    public void EndProcess()
    {
        if (enabled) process.End();
    }

    /// <summary>Whether asking further is worth anything.</summary>
    public bool IsAnyInForce => inForce is not null;

    /// <summary>Whether a call is struck; counted when it is.</summary>
    /// <param name="kind">The fault that the port knows.</param>
    /// <param name="workspace">Whose call it is; null where the port does not know, which only a fault for every workspace strikes.</param>
    /// <param name="name">The model or other thing that it is about; null where the port does not know.</param>
    public SiloFault? Strike(ChaosFault kind, string? workspace, string? name = null) =>
        inForce is { } force ? Strike(force, kind, workspace, name) : null;

    /// <summary>Makes a call late when it is struck.</summary>
    public Task DelayAsync(ChaosFault kind, string? workspace, string? name, CancellationToken cancel) =>
        Strike(kind, workspace, name) is { } late ? Task.Delay(late.Latency, clock, cancel) : Task.CompletedTask;

    private SiloFault? Strike(FaultInForce force, ChaosFault kind, string? workspace, string? name)
    {
        if (clock.GetElapsedTime(force.Since) >= force.Fault.Duration)
        {
            lock (gate) if (inForce == force) End(force);
            return null;
        }

        var fault = force.Fault;
        if (fault.Fault != kind || !Reaches(fault, workspace) || (fault.Model is { } model && model != name)) return null;
        if (!FaultDraw.Strikes(fault.Seed, force.NextCall(), fault.Share)) return null;
        force.Count();
        instruments.Struck(kind);
        return fault;
    }

    private static bool Reaches(SiloFault fault, string? workspace) =>
        fault.Workspaces.Contains("*") || (workspace is not null && fault.Workspaces.Contains(workspace));

    private void End(FaultInForce force) => (ended, inForce) = (force, null);

    private string? Keeper() => keeper is not null && clock.GetElapsedTime(keptSince) < keptFor ? keeper : null;
}
