using System.Buffers.Binary;
using Kolosal.Events;
using Kolosal.LogConsumers;

namespace Kolosal.Predictions;

/// <summary>Rows are found by their ids, wherever in the log their requests are and whatever the clock did.</summary>
public sealed class PredictionFinderTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly MemoryLogs logs = new();
    private readonly Random random = new(1);
    private readonly List<(Guid Batch, string Model, int Rows)> served = [];

    [Fact]
    public async Task Every_row_is_found_in_any_order_in_indexed_blocks_and_in_what_is_not_indexed_yet()
    {
        var (log, finder) = await StartAsync(3 * PredictionIndex.BlockRecords + 100, indexed: 3 * PredictionIndex.BlockRecords + 40);
        var wanted = Draw(2_000);
        AssertFound(wanted, await finder.FindAsync("a", Ids(wanted), CancellationToken.None));
        foreach (var one in wanted.Take(50)) AssertFound([one], await finder.FindAsync("a", Ids([one]), CancellationToken.None));
        AssertFound(served.TakeLast(60), await finder.FindAsync("a", Ids(served.TakeLast(60)), CancellationToken.None));
        await AppendAsync(log, Guid.CreateVersion7(Start.AddDays(1)), Start.AddDays(1));
        AssertFound(served.TakeLast(1), await finder.FindAsync("a", Ids(served.TakeLast(1)), CancellationToken.None));
    }

    [Fact]
    public async Task Rows_of_other_workspaces_rows_that_were_not_and_failed_requests_are_not_found()
    {
        var (log, finder) = await StartAsync(300, indexed: 300);
        var wanted = Draw(20);
        Assert.Empty((await finder.FindAsync("b", Ids(wanted), CancellationToken.None)).Requests);
        Assert.Empty((await finder.FindAsync("a", [new(Guid.CreateVersion7(Start), 0), new(Guid.NewGuid(), 0)], CancellationToken.None)).Requests);
        var beyond = await finder.FindAsync("a", [new(served[7].Batch, served[7].Rows)], CancellationToken.None);
        Assert.Empty(beyond.Rows);
        Assert.Equal(served[7].Batch, Assert.Single(beyond.Requests));
        var failed = Guid.CreateVersion7(Start);
        await log.AppendAsync("a/m0", new byte[32], new(0, failed, 1, Start, 1, "predict.bad-rows", true, 0, [], [], []), durable: true);
        Assert.Empty((await finder.FindAsync("a", [new(failed, 0)], CancellationToken.None)).Rows);
    }

    /// <summary>The clock steps back by an hour in the middle, and one record in fifty is appended minutes late.</summary>
    [Fact]
    public async Task A_clock_that_steps_hides_nothing()
    {
        int records = 2 * PredictionIndex.BlockRecords;
        var (_, finder) = await StartAsync(records, records, i =>
            Start.AddSeconds(i).AddHours(i > records / 2 ? -1 : 0).AddMinutes(i % 50 == 0 ? -random.Next(20) : 0));
        var wanted = Draw(500);
        AssertFound(wanted, await finder.FindAsync("a", Ids(wanted), CancellationToken.None));
    }

    [Fact]
    public async Task Random_ids_of_earlier_programs_are_found_in_the_newest_blocks()
    {
        var (_, finder) = await StartAsync(2 * PredictionIndex.BlockRecords, 2 * PredictionIndex.BlockRecords, id: _ => Guid.NewGuid());
        var wanted = Draw(200);
        AssertFound(wanted, await finder.FindAsync("a", Ids(wanted), CancellationToken.None));
    }

    /// <summary>Blocks of the first format say nothing of time, so each of them may hold a row.</summary>
    [Fact]
    public async Task An_index_of_the_first_format_is_read()
    {
        await StartAsync(2 * PredictionIndex.BlockRecords, 2 * PredictionIndex.BlockRecords);
        var old = new MemoryLogs();
        await foreach (var record in logs[PredictionLog.LogName].ReadAsync(0)) await old[PredictionLog.LogName].AppendAsync(record.Payload);
        await foreach (var block in logs[PredictionIndex.LogName].ReadAsync(0))
        {
            byte[] bytes = block.Payload.ToArray();
            bytes[0] = 1;
            await old[PredictionIndex.LogName].AppendAsync((byte[])[.. bytes[..13], .. bytes[29..]]);
        }

        var log = new PredictionLog(old);
        var index = new PredictionIndex();
        await new PredictionFeed(log, index, old, new Nobody()).StartAsync(CancellationToken.None);
        Assert.Equal(2, old[PredictionIndex.LogName].NextPosition);
        using var finder = new SegmentPredictionFinder(log, index, TimeProvider.System);
        var wanted = Draw(100);
        AssertFound(wanted, await finder.FindAsync("a", Ids(wanted), CancellationToken.None));
    }

    [Fact]
    public async Task The_time_of_blocks_comes_back_from_their_records()
    {
        await StartAsync(2 * PredictionIndex.BlockRecords, 2 * PredictionIndex.BlockRecords);
        var index = new PredictionIndex();
        await foreach (var block in logs[PredictionIndex.LogName].ReadAsync(0)) Assert.True(index.Restore(block.Payload.Span));
        long first = Start.ToUnixTimeMilliseconds(), second = Start.AddSeconds(PredictionIndex.BlockRecords).ToUnixTimeMilliseconds();
        Assert.Equal([0], index.Blocks("a", [first]).AsEnumerable());
        Assert.Equal([1], index.Blocks("a", [second]).AsEnumerable());
        Assert.Equal([1, 0], index.Blocks("a", [first, second]).AsEnumerable());
        Assert.Empty(index.Blocks("a", [first - 1]));
        Assert.Empty(index.Blocks("b", [first]));
    }

    private async Task<(PredictionLog Log, SegmentPredictionFinder Finder)> StartAsync(
        int records, int indexed, Func<int, DateTimeOffset>? at = null, Func<int, Guid>? id = null)
    {
        var log = new PredictionLog(logs);
        var index = new PredictionIndex();
        var feed = new PredictionFeed(log, index, logs, new Nobody());
        await feed.StartAsync(CancellationToken.None);
        for (int i = 0; i < records; i++)
        {
            if (i == indexed) await feed.PumpAsync(CancellationToken.None);
            var instant = at?.Invoke(i) ?? Start.AddSeconds(i);
            await AppendAsync(log, id?.Invoke(i) ?? Guid.CreateVersion7(instant), instant);
        }

        for (int pass = 0; indexed == records && index.Next < indexed && pass < 100; pass++) await feed.PumpAsync(CancellationToken.None);
        return (log, new(log, index, TimeProvider.System));
    }

    private async Task AppendAsync(PredictionLog log, Guid batch, DateTimeOffset at)
    {
        int rows = random.Next(1, 4);
        string model = $"a/m{random.Next(5)}";
        served.Add((batch, model, rows));
        await log.AppendAsync(model, new byte[ServedRecord.HashBytes], new(
            0, batch, 3, at, 1, null, false, rows, [.. Enumerable.Range(0, rows).Select(row => (double)Mark(batch, row))],
            [.. Enumerable.Range(0, rows).SelectMany(_ => (double[])[0.5, 0.5])], new int[rows]), durable: true);
    }

    private (Guid Batch, string Model, int Rows)[] Draw(int count) => [.. served.OrderBy(_ => random.Next()).Take(count)];

    private static PredictionId[] Ids(IEnumerable<(Guid Batch, string Model, int Rows)> requests) =>
        [.. requests.SelectMany(request => Enumerable.Range(0, request.Rows).Select(row => new PredictionId(request.Batch, row)))];

    private static void AssertFound(IEnumerable<(Guid Batch, string Model, int Rows)> wanted, FoundRows found)
    {
        var models = wanted.ToDictionary(request => request.Batch, request => request.Model);
        Assert.Equal(Ids(wanted).Length, found.Rows.Length);
        Assert.All(found.Rows, row => Assert.Equal(
            (models[row.Id.BatchId], 3, Mark(row.Id.BatchId, row.Id.Row)), (row.Model, row.Version, (int)Assert.Single(row.Inputs))));
    }

    /// <summary>What a row holds follows from its id.</summary>
    private static int Mark(Guid batch, int row) => (BinaryPrimitives.ReadInt32LittleEndian(batch.ToByteArray().AsSpan(12)) >> 4) + row;

    private sealed class Nobody : IPredictionPublisher
    {
        public Task PublishAsync(string model, PredictionsLogged logged, CancellationToken cancel) => Task.CompletedTask;
    }
}
