using Kolosal.Events;
using Kolosal.LogConsumers;
using Kolosal.Predictions;

namespace Kolosal.Chaos;

/// <summary>Holds a model's log against what was counted of it and what was acknowledged.</summary>
internal sealed class CountedPredictions(IGrainFactory grains, IServedLog served, ModelKey model)
{
    /// <summary>Records that are compared at most: more would fill the memory for a test.</summary>
    private const int MostRecords = 500_000;

    /// <summary>How far the logs are counted, and how many requests that makes.</summary>
    /// <returns>Null while counting goes on, so that the two do not belong to one moment.</returns>
    public async Task<(Dictionary<string, long> UpTo, long Counted)?> StandAsync()
    {
        var stats = grains.PredictionStats(model);
        var before = await stats.LogsAsync();
        var counts = await stats.GetAsync();
        var after = await stats.LogsAsync();
        bool still = before.Count == after.Count && before.All(log => after.TryGetValue(log.Key, out long to) && to == log.Value);
        return still ? (new(after), counts.Requests + counts.Errors) : null;
    }

    /// <summary>Where the logs end now.</summary>
    public async Task<Dictionary<string, long>> EndsAsync(IEnumerable<string> logs)
    {
        var ends = new Dictionary<string, long>();
        foreach (string log in logs) ends[log] = await grains.PredictionLog(log).LastAsync(model.ToString());
        return ends;
    }

    /// <summary>Records lost, or counted otherwise than once, between two stands.</summary>
    /// <returns>Null when there are too many to compare.</returns>
    public async Task<long?> LostAsync(
        Dictionary<string, long> from, Dictionary<string, long> upTo, long counted, IReadOnlyCollection<Guid> acknowledged)
    {
        var logged = new List<Guid>();
        foreach (var (log, last) in upTo)
        {
            for (long after = from.GetValueOrDefault(log, -1); after < last;)
            {
                if (await served.ReadAsync(log, model.ToString(), after) is not { } read) break;
                logged.AddRange(read.Requests.Where(one => one.Position > after && one.Position <= last && one.Outcomes is null)
                    .Select(one => one.BatchId));
                if (logged.Count > MostRecords) return null;
                after = read.Last;
            }
        }

        return Comparison.Lost(acknowledged, logged, counted);
    }
}
