using System.Collections.Concurrent;
using Kolosal.Events;
using Kolosal.LogConsumers;
using Kolosal.Predictions;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Fairness;

/// <summary>A platform silo in whose log outcomes stand: records that a test marks come out of it as reports of outcomes.</summary>
internal sealed class OutcomesInTheLog
{
    private readonly ConcurrentDictionary<Guid, ImmutableArray<PredictionOutcome>> marked = new();

    public Task<PlatformSilo> StartAsync(Dictionary<string, string?> settings) => PlatformSilo.StartAsync(settings, services: services =>
    {
        services.AddSingleton<ServedLogCache>();
        services.AddSingleton<IServedLog>(provider => new Marked(provider.GetRequiredService<ServedLogCache>(), marked));
    });

    /// <summary>Reports outcomes in one record.</summary>
    public async Task ReportAsync(PlatformSilo silo, ModelKey model, int version, IEnumerable<PredictionOutcome> outcomes)
    {
        var id = Guid.NewGuid();
        marked[id] = [.. outcomes];
        await silo.Services.GetRequiredService<IPredictionLog>().AppendAsync(model.ToString(), new byte[32],
            new(0, id, version, DateTimeOffset.UtcNow, 0, "outcomes", true, 0, [], [], []), durable: true);
    }

    /// <summary>An outcome of a decision on one person of the usual test model.</summary>
    /// <param name="sex">0 or 1.</param>
    /// <param name="selected">Whether the favourable decision was made.</param>
    /// <param name="positive">Whether the favourable outcome came.</param>
    /// <param name="corrects">What was reported before.</param>
    public static PredictionOutcome Outcome(int sex, bool selected, bool positive, bool? corrects = null) => new(
        Guid.NewGuid(), 0, DateTimeOffset.UtcNow, positive ? 1 : 0, corrects is { } old ? old ? 1 : 0 : null, [0, sex],
        selected ? [0.2, 0.8] : [0.8, 0.2], selected ? 1 : 0);

    private sealed class Marked(ServedLogCache real, ConcurrentDictionary<Guid, ImmutableArray<PredictionOutcome>> marked) : IServedLog
    {
        public async ValueTask<PredictionsServed?> ReadAsync(string logId, string model, long after) =>
            await real.ReadAsync(logId, model, after) is not { } read ? null : read with
            {
                Requests = [.. read.Requests.Select(request => marked.TryGetValue(request.BatchId, out var outcomes)
                    ? request with { Error = null, ClientFault = false, Outcomes = outcomes } : request)],
            };
    }
}
