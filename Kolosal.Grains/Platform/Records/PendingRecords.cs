using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Kolosal;

/// <summary>The records of this silo whose last change is stored and not yet in the audit trail or the lists. Meter <c>Kolosal.Records</c>.</summary>
/// <remarks>For health checks and metrics. Safe for any number of callers.</remarks>
public sealed class PendingRecords : IDisposable
{
    private readonly Meter meter = new("Kolosal.Records");
    private readonly ConcurrentDictionary<string, PendingRecord> pending = new(StringComparer.Ordinal);
    private readonly Counter<long> failures;

    public PendingRecords()
    {
        failures = meter.CreateCounter<long>(
            "kolosal.records.publish.failures", "{attempt}",
            "Attempts to bring a stored change into trail and lists that failed, by kind of record.");
        meter.CreateObservableGauge(
            "kolosal.records.pending", () => pending.Count, "{record}", "Records whose last change is stored and not yet in trail or lists.");
    }

    /// <summary>In no particular order.</summary>
    public ImmutableArray<PendingRecord> All => [.. pending.Values];

    internal void Failed(string kind, string key, DateTimeOffset since, int attempts, string reason)
    {
        failures.Add(1, new KeyValuePair<string, object?>("kind", kind));
        pending[$"{kind} {key}"] = new(kind, key, since, attempts, reason);
    }

    /// <summary>It is published, or no longer in this silo's memory.</summary>
    internal void Forget(string kind, string key) => pending.TryRemove($"{kind} {key}", out _);

    public void Dispose() => meter.Dispose();
}

/// <param name="Kind">As the catalogue names it.</param>
/// <param name="Key">The record's grain key.</param>
/// <param name="Since">The first attempt that failed.</param>
/// <param name="Attempts">Attempts so far.</param>
/// <param name="Reason">Why the last one failed.</param>
public sealed record PendingRecord(string Kind, string Key, DateTimeOffset Since, int Attempts, string Reason);
