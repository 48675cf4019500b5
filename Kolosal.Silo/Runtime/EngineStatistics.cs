using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Kolosal.Runtime;

/// <summary>What the engine is doing, for the status page and for metrics.</summary>
internal sealed class EngineStatistics
{
    private readonly Engine _engine;
    private readonly ConcurrentDictionary<string, int> _activations = new();
    private long _calls, _faults;

    public EngineStatistics(Engine engine)
    {
        _engine = engine;
        var meter = engine.Services.GetService<IMeterFactory>()?.Create("Microsoft.Orleans") ?? new Meter("Microsoft.Orleans");
        meter.CreateObservableGauge("orleans-catalog-activations", () => _activations.Values.Sum());
        meter.CreateObservableCounter("orleans-app-requests-latency-count", () => Calls);
        meter.CreateObservableCounter("orleans-app-requests-faulted", () => Faults);
    }

    /// <summary>Turns that ended since the start: calls, timer ticks, stream deliveries.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>Those of them that ended with an exception.</summary>
    public long Faults => Interlocked.Read(ref _faults);

    /// <summary>Active grains by class name.</summary>
    public IReadOnlyDictionary<string, int> ActivationsByClass => _activations.Where(pair => pair.Value > 0).ToDictionary();

    /// <summary>Calls that wait in mailboxes, by class name; classes without any are left out.</summary>
    public IReadOnlyDictionary<string, int> WaitingByClass() => _engine.Directory.Activations
        .Select(activation => (activation.Class.ClassType.Name, activation.Waiting)).Where(pair => pair.Waiting > 0)
        .GroupBy(pair => pair.Name).ToDictionary(group => group.Key, group => group.Sum(pair => pair.Waiting));

    /// <summary>Stream messages that not every consumer has had yet, by provider.</summary>
    public IReadOnlyDictionary<string, int> QueuedByStreamProvider() => _engine.Streams.QueueLengths();

    public void Activated(GrainClass grainClass) => _activations.AddOrUpdate(grainClass.ClassType.Name, 1, static (_, count) => count + 1);

    public void Deactivated(GrainClass grainClass) => _activations.AddOrUpdate(grainClass.ClassType.Name, 0, static (_, count) => count - 1);

    public void Ended(Task task)
    {
        Interlocked.Increment(ref _calls);
        if (task.IsFaulted) Interlocked.Increment(ref _faults);
    }
}
