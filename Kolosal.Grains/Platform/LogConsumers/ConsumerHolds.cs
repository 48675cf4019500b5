using System.Collections.Concurrent;
using Kolosal.Events;

namespace Kolosal.LogConsumers;

/// <summary>
/// What consumers of this silo wait for, kept outside of the grains: one that leaves memory because its state ran ahead of the store, and
/// comes back at once, goes on with its pause. Safe for any number of callers.
/// </summary>
public sealed class ConsumerHolds
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<GrainId, MonitorHold> holds = new();

    /// <summary>What a consumer waits for; null when it does not.</summary>
    public MonitorHold? Find(GrainId consumer) => holds.GetValueOrDefault(consumer);

    /// <summary>Another attempt failed; pauses double up to <see cref="LongestPause"/>.</summary>
    /// <param name="consumer">Who waits.</param>
    /// <param name="version">The version of the request in front of it; 0 when there is none.</param>
    /// <param name="reason">What is missing, in words.</param>
    /// <param name="now">The time.</param>
    public MonitorHold Hold(GrainId consumer, int version, string reason, DateTimeOffset now) => holds.AddOrUpdate(
        consumer, _ => new(now, version, reason, 1, now + FirstPause),
        (_, held) => new(held.Since, version, reason, held.Attempts + 1, now + TimeSpan.FromSeconds(
            Math.Min(LongestPause.TotalSeconds, FirstPause.TotalSeconds * Math.Pow(2, Math.Min(held.Attempts, 20))))));

    /// <summary>It counts again.</summary>
    public void Release(GrainId consumer) => holds.TryRemove(consumer, out _);
}
