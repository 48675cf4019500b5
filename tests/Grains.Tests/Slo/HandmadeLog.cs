using System.Collections.Concurrent;
using Kolosal.Events;
using Kolosal.LogConsumers;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Slo;

/// <summary>A prediction log of hand-made records, and the nudge by which a monitor counts them before the call returns.</summary>
internal sealed class HandmadeLog : IServedLog
{
    private const string LogId = "handmade";

    private readonly ConcurrentDictionary<string, List<ServedRequest>> records = new(StringComparer.Ordinal);

    /// <summary>A silo that reads this log in place of its own.</summary>
    public Task<PlatformSilo> StartSiloAsync(Dictionary<string, string?>? settings = null) =>
        PlatformSilo.StartAsync(settings, services: services => services.AddSingleton<IServedLog>(this));

    /// <summary>Appends records and lets the service-level monitor of the model count them.</summary>
    public async Task CountAsync(PlatformSilo silo, ModelKey model, params ServedRequest[] added)
    {
        var log = records.GetOrAdd(model.ToString(), _ => []);
        lock (log) foreach (var record in added) log.Add(record with { Position = log.Count });
        var monitor = silo.Grains.GetGrain<ILogConsumerGrain>(model.ToString(), typeof(SloMonitorGrain).FullName);
        await Eventually.HoldsAsync(() => monitor.StandAsync(LogId, log.Count - 1), standing => standing.Counted == log.Count - 1);
    }

    public ValueTask<PredictionsServed?> ReadAsync(string logId, string model, long after)
    {
        if (logId != LogId || !records.TryGetValue(model, out var log)) return new((PredictionsServed?)null);
        lock (log)
        {
            ImmutableArray<ServedRequest> found = [.. log.Where(record => record.Position > after)];
            return new(found.IsEmpty ? null : new PredictionsServed(logId, after, found[0].Position, found[^1].Position, found));
        }
    }

    public static ServedRequest Request(DateTimeOffset at, string? error = null, bool clientFault = false, int version = 1) => error is null
        ? new(0, Guid.NewGuid(), version, at, 5, null, false, 1, [0.1, 0], [0.2, 0.8], [1])
        : new(0, Guid.NewGuid(), version, at, 5, error, clientFault, 1, [], [], []);

    public static ServedRequest[] Requests(int count, DateTimeOffset at, string? error = null, int version = 1) =>
        [.. Enumerable.Range(0, count).Select(_ => Request(at, error, version: version))];
}
