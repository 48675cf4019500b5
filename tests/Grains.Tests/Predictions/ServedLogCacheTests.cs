using Kolosal.Events;
using Kolosal.LogConsumers;
using Microsoft.Extensions.Options;

namespace Kolosal.Predictions;

/// <summary>What one consumer had decoded the others find; what each gets is the log, whole and in order.</summary>
public class ServedLogCacheTests
{
    private const string Log = "log_a";

    [Fact]
    public async Task Five_consumers_have_everything_decoded_once()
    {
        var reader = new Reader(requests: 2_500, cells: 4);
        var cache = Cache(reader);
        for (int consumer = 0; consumer < 5; consumer++) Assert.Equal(Enumerable.Range(0, 2_500).Select(i => (long)i), await ReadAllAsync(cache));
        Assert.Equal(2_500, reader.Decoded);
    }

    [Fact]
    public async Task Those_who_ask_at_the_same_time_wait_for_one_reading()
    {
        var reader = new Reader(requests: 10, cells: 4) { Gate = new() };
        var cache = Cache(reader);
        var asking = Enumerable.Range(0, 8).Select(_ => cache.ReadAsync(Log, "w/m", -1).AsTask()).ToArray();
        reader.Gate.SetResult();
        foreach (var read in await Task.WhenAll(asking)) Assert.Equal(10, read!.Requests.Length);
        Assert.Equal(10, reader.Decoded);
    }

    [Fact]
    public async Task A_consumer_in_the_middle_of_a_part_gets_what_is_behind_it()
    {
        var reader = new Reader(requests: 10, cells: 4);
        var cache = Cache(reader);
        await cache.ReadAsync(Log, "w/m", -1);
        var read = await cache.ReadAsync(Log, "w/m", 6);
        Assert.Equal([7L, 8, 9], read!.Requests.Where(request => request.Position > 6).Select(request => request.Position));
        Assert.Null(await cache.ReadAsync(Log, "w/m", 9));
        reader.Requests = 12;
        Assert.Equal([10L, 11], (await cache.ReadAsync(Log, "w/m", 9))!.Requests.Select(request => request.Position));
    }

    [Fact]
    public async Task What_has_no_room_is_read_again()
    {
        // 64 requests of 65,536 values are 32 MiB, and 8 may be kept.
        var reader = new Reader(requests: 64, cells: 65_536);
        var cache = Cache(reader, megabytes: 8);
        Assert.Equal(64, (await ReadAllAsync(cache)).Count);
        Assert.Equal(64, (await ReadAllAsync(cache)).Count);
        Assert.InRange(reader.Decoded, 65, 192);
    }

    [Fact]
    public async Task A_reading_that_failed_is_not_remembered()
    {
        var reader = new Reader(requests: 3, cells: 4) { Fault = new IOException("away") };
        var cache = Cache(reader);
        await Assert.ThrowsAsync<IOException>(async () => await cache.ReadAsync(Log, "w/m", -1));
        reader.Fault = null;
        Assert.Equal(3, (await cache.ReadAsync(Log, "w/m", -1))!.Requests.Length);
    }

    private static async Task<List<long>> ReadAllAsync(IServedLog cache)
    {
        var positions = new List<long>();
        for (long after = -1; await cache.ReadAsync(Log, "w/m", after) is { } read; after = read.Last)
            positions.AddRange(read.Requests.Where(request => request.Position > after).Select(request => request.Position));
        return positions;
    }

    private static ServedLogCache Cache(Reader reader, int megabytes = 64) =>
        new(reader, null!, new Fixed(new PredictionsOptions { DecodedMegabytes = megabytes }), new FeedInstruments());

    private sealed class Fixed(PredictionsOptions options) : IOptionsMonitor<PredictionsOptions>
    {
        public PredictionsOptions CurrentValue => options;

        public PredictionsOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<PredictionsOptions, string?> listener) => null;
    }

    private sealed class Reader(int requests, int cells) : IPredictionLogReader
    {
        private int decoded;

        public int Requests { get; set; } = requests;

        public int Decoded => decoded;

        public TaskCompletionSource? Gate { get; init; }

        public Exception? Fault { get; set; }

        public bool Holds(string logId) => true;

        public async Task<PredictionsServed?> ReadAsync(string logId, string model, long after, int maxRequests)
        {
            if (Gate is not null) await Gate.Task;
            if (Fault is not null) throw Fault;
            int most = Math.Min(maxRequests, Math.Max(1, ReadLimits.Cells / cells)), from = (int)after + 1, count = Math.Min(most, Requests - from);
            if (count <= 0) return null;
            Interlocked.Add(ref decoded, count);
            return new(logId, after, from, from + count - 1, [.. Enumerable.Range(from, count).Select(position => new ServedRequest(
                position, Guid.Empty, 1, DateTimeOffset.UnixEpoch, 0, null, false, 1, new double[cells], [], []))]);
        }

        public Task<long> LastAsync(string logId, string model) => Task.FromResult(Requests - 1L);
    }
}
