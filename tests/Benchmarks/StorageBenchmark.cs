using System.Diagnostics;
using System.Globalization;
using Kolosal.Storage;
using Kolosal.Storage.Keys;
using Kolosal.Storage.Log;
using Kolosal.Storage.Postgres;
using Kolosal.Storage.Sqlite;
using Kolosal.Storage.State;
using Kolosal.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kolosal.Benchmarks;

/// <summary>State writes and log appends a second, each beside the same work done one at a time.</summary>
/// <remarks>
/// The reference is what a caller gets who waits alone for the disk, in the same run on the same folder; the goals are absolute: 20,000
/// state writes/s over 16 grains and 50,000 durable appends/s of 300 bytes with 256 callers on a machine's own disk.
/// </remarks>
internal static class StorageBenchmark
{
    private const int RecordBytes = 300;

    /// <summary>Models that the callers of the shared log predict with; each has a log of its own.</summary>
    private const int Models = 8;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.5), Measured = TimeSpan.FromSeconds(2);

    /// <summary>Prints one line a figure: name, ours, reference, ratio.</summary>
    public static Task StateAsync() => InFolderAsync(async folder =>
    {
        foreach (var synchronous in new[] { SqliteSynchronous.Full, SqliteSynchronous.Normal })
        {
            using var database = new SqliteDatabase(Path.Combine(folder, $"{synchronous}.db"), synchronous);
            var storage = new SqliteGrainStorage(database, new StateSeal(new KeyRing(new byte[32])));
            double alone = await StateWritesAsync(storage, grains: 1);
            foreach (int grains in new[] { 16, 64 })
                Line($"state writes/s over {grains} grains with synchronous {synchronous} beside one grain", await StateWritesAsync(storage, grains),
                    alone);
        }
    });

    /// <summary>Prints one line a figure: name, ours, reference, ratio. The segment log
    /// first, then PostgreSQL's where a server is installed.</summary>
    public static Task LogAsync() => InFolderAsync(async folder =>
    {
        using (var log = new SegmentLog("bench", Path.Combine(folder, "log"), 64 << 20)) await AppendsAsync("segment log", _ => log);

        if (PostgresFixture.Binaries is null)
        {
            Console.WriteLine("PostgreSQL log: skipped, no server is installed (apt-get install postgresql, or KOLOSAL_POSTGRES_BIN)");
            return;
        }

        using var server = new PostgresFixture(durable: true);
        await using var database = new PostgresDatabase(server.CreateDatabase());
        await database.StartAsync(CancellationToken.None);
        await using var writer = new PostgresLogWriter(database, NullLogger<PostgresLogWriter>.Instance);
        var logs = new PostgresLogs(database, writer);
        await AppendsAsync("PostgreSQL log", caller => logs.Open($"bench/{caller % Models}"));
    });

    private static async Task AppendsAsync(string kind, Func<int, IRecordLog> log)
    {
        double alone = await AppendsAsync(log, callers: 1);
        foreach (int callers in new[] { 64, 256 })
            Line($"durable {kind} appends/s of {RecordBytes} bytes by {callers} callers beside one caller", await AppendsAsync(log, callers), alone);
    }

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

    private static Task<double> AppendsAsync(Func<int, IRecordLog> log, int callers)
    {
        var record = new byte[RecordBytes];
        return RateAsync(callers, async (caller, running) =>
        {
            var own = log(caller);
            long appends = 0;
            for (; running(); appends++) await own.AppendAsync(record, CancellationToken.None);
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
