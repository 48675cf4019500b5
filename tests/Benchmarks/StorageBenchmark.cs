using System.Diagnostics;
using System.Globalization;
using Kolosal.Storage;
using Kolosal.Storage.Log;
using Kolosal.Storage.Sqlite;

namespace Kolosal.Benchmarks;

/// <summary>State writes and log appends a second, each beside the same work done one at a time.</summary>
/// <remarks>
/// The reference is what a caller gets who waits alone for the disk, in the same run on the same folder; the goals are absolute: 20,000
/// state writes/s over 16 grains and 50,000 durable appends/s of 300 bytes with 256 callers.
/// </remarks>
internal static class StorageBenchmark
{
    private const int RecordBytes = 300;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.5), Measured = TimeSpan.FromSeconds(2);

    /// <summary>Prints one line a figure: name, ours, reference, ratio.</summary>
    public static Task StateAsync() => InFolderAsync(async folder =>
    {
        foreach (var synchronous in new[] { SqliteSynchronous.Full, SqliteSynchronous.Normal })
        {
            using var database = new SqliteDatabase(Path.Combine(folder, $"{synchronous}.db"), synchronous);
            var storage = new SqliteGrainStorage(database);
            double alone = await StateWritesAsync(storage, grains: 1);
            foreach (int grains in new[] { 16, 64 })
                Line($"state writes/s over {grains} grains with synchronous {synchronous} beside one grain", await StateWritesAsync(storage, grains),
                    alone);
        }
    });

    /// <summary>Prints one line a figure: name, ours, reference, ratio.</summary>
    public static Task LogAsync() => InFolderAsync(async folder =>
    {
        using var log = new SegmentLog("bench", Path.Combine(folder, "log"), 64 << 20);
        double alone = await AppendsAsync(log, callers: 1);
        foreach (int callers in new[] { 64, 256 })
            Line($"durable log appends/s of {RecordBytes} bytes by {callers} callers beside one caller", await AppendsAsync(log, callers), alone);
    });

    private static async Task InFolderAsync(Func<string, Task> measure)
    {
        string folder = Directory.CreateTempSubdirectory("kolosal-bench-").FullName;
        try
        {
            await measure(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<double> StateWritesAsync(SqliteGrainStorage storage, int grains) => RateAsync(grains, async (grain, running) =>
    {
        var id = GrainId.Create("bench", $"bench/{grains}-{grain}");
        var state = new GrainState<BenchState>();
        await storage.ReadStateAsync("bench", id, state);
        long writes = 0;
        for (; running(); writes++)
        {
            state.State!.Writes++;
            await storage.WriteStateAsync("bench", id, state);
        }

        return writes;
    });

    private static Task<double> AppendsAsync(SegmentLog log, int callers)
    {
        var record = new byte[RecordBytes];
        return RateAsync(callers, async (_, running) =>
        {
            long appends = 0;
            for (; running(); appends++) await log.AppendAsync(record);
            return appends;
        });
    }

    private static async Task<double> RateAsync(int workers, Func<int, Func<bool>, Task<long>> work)
    {
        await OnceAsync(WarmUp);
        return await OnceAsync(Measured);

        async Task<double> OnceAsync(TimeSpan duration)
        {
            var watch = Stopwatch.StartNew();
            long[] done = await Task.WhenAll(Enumerable.Range(0, workers)
                .Select(worker => Task.Run(() => work(worker, () => watch.Elapsed < duration))));
            return done.Sum() / watch.Elapsed.TotalSeconds;
        }
    }

    private static void Line(string name, double ours, double reference) => Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{name}, {ours:0}, {reference:0}, {ours / reference:0.00}"));

    /// <summary>About what a monitor or a record keeps.</summary>
    [GenerateSerializer, Alias("kolosal.bench-state")]
    public sealed class BenchState
    {
        [Id(0)]
        public long Writes { get; set; }

        [Id(1)]
        public string Name { get; set; } = "a state of about two hundred bytes as JSON";

        [Id(2)]
        public List<double> Values { get; set; } = [1.5, 2.5, 3.25, 4, 5, 6, 7, 8];

        [Id(3)]
        public DateTimeOffset At { get; set; } = DateTimeOffset.UnixEpoch;
    }
}
