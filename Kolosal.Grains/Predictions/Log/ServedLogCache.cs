using Kolosal.Events;
using Kolosal.LogConsumers;
using Microsoft.Extensions.Options;

namespace Kolosal.Predictions;

/// <summary>The prediction logs, decoded once for all consumers of this silo. Safe for any number of callers.</summary>
/// <remarks>
/// A part that was read is kept until newer ones need its place. Consumers of one model are rarely far from each other, so that all but the
/// first find what they ask for. Those who ask for the same at the same time wait for one reading. Behind a full part the next is read ahead, so
/// that decoding and counting go side by side.
/// </remarks>
internal sealed class ServedLogCache(
    IPredictionLogReader reader, IGrainFactory grains, IOptionsMonitor<PredictionsOptions> options, FeedInstruments instruments) : IServedLog
{
    /// <summary>Parts that are kept however small they are: of quiet models each is a request or two.</summary>
    private const int MostParts = 1_024;

    private readonly Lock gate = new();
    private readonly LinkedList<Part> recent = []; // first: used last
    private readonly Dictionary<(string LogId, string Model), List<Part>> parts = [];
    private readonly Dictionary<(string LogId, string Model, long After), Task<PredictionsServed?>> readings = [];
    private long bytes;

    public ValueTask<PredictionsServed?> ReadAsync(string logId, string model, long after)
    {
        lock (gate)
        {
            if (Find(logId, model, after) is { } part)
            {
                recent.Remove(part.Place);
                recent.AddFirst(part.Place);
                if (part.IsFull && Find(logId, model, part.Served.Last) is null) _ = Read((logId, model, part.Served.Last));
                instruments.Shared();
                return new(part.Served);
            }

            if (readings.ContainsKey((logId, model, after))) instruments.Shared();
            return new(Read((logId, model, after)));
        }
    }

    private Task<PredictionsServed?> Read((string LogId, string Model, long After) wanted)
    {
        if (readings.TryGetValue(wanted, out var reading)) return reading;

        // On the thread pool: decoding must not take turns of the grain that happens to ask first.
        reading = Task.Run(() => ReadAndKeepAsync(wanted));
        readings.Add(wanted, reading);
        return reading;
    }

    private async Task<PredictionsServed?> ReadAndKeepAsync((string LogId, string Model, long After) wanted)
    {
        try
        {
            var read = reader.Holds(wanted.LogId) ? await reader.ReadAsync(wanted.LogId, wanted.Model, wanted.After, ReadLimits.Requests)
                : await grains.PredictionLog(wanted.LogId).ReadAsync(wanted.Model, wanted.After, ReadLimits.Requests);
            instruments.Decoded(read?.Requests.Length ?? 0);
            lock (gate)
            {
                readings.Remove(wanted);
                if (read is not null) Keep(wanted.Model, read);
            }

            return read;
        }
        catch
        {
            lock (gate) readings.Remove(wanted); // the next caller reads again
            throw;
        }
    }

    private Part? Find(string logId, string model, long after)
    {
        if (!parts.TryGetValue((logId, model), out var own)) return null;
        foreach (var part in own)
            if (part.Served.Previous <= after && after < part.Served.Last) return part;
        return null;
    }

    private void Keep(string model, PredictionsServed read)
    {
        var part = new Part((read.LogId, model), read);
        if (!parts.TryGetValue(part.Key, out var own)) parts.Add(part.Key, own = []);
        own.Add(part);
        recent.AddFirst(part.Place);
        bytes += part.Bytes;
        long limit = options.CurrentValue.DecodedMegabytes * 1024L * 1024;
        while (recent.Count > MostParts || (bytes > limit && recent.Count > 1)) Drop(recent.Last!.Value);
    }

    private void Drop(Part part)
    {
        recent.Remove(part.Place);
        bytes -= part.Bytes;
        var own = parts[part.Key];
        own.Remove(part);
        if (own.Count == 0) parts.Remove(part.Key);
    }

    private sealed class Part
    {
        /// <summary>What a request takes beside its values.</summary>
        private const int Overhead = 200;

        public Part((string LogId, string Model) key, PredictionsServed served)
        {
            (Key, Served) = (key, served);
            long cells = served.Requests.Sum(ReadLimits.CellsOf);
            IsFull = cells >= ReadLimits.Cells || served.Requests.Length == ReadLimits.Requests;
            Bytes = cells * sizeof(double) + served.Requests.Sum(request => Overhead + request.Decisions.Length * sizeof(int));
            Place = new(this);
        }

        public (string LogId, string Model) Key { get; }

        public PredictionsServed Served { get; }

        public long Bytes { get; }

        /// <summary>It ends where it does because a reading takes no more, so that there is likely more.</summary>
        public bool IsFull { get; }

        public LinkedListNode<Part> Place { get; }
    }
}
