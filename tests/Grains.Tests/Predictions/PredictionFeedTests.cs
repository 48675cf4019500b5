using Kolosal.Events;

namespace Kolosal.Predictions;

public class PredictionFeedTests
{
    private readonly MemoryLogs logs = new();

    [Fact]
    public async Task Of_every_model_it_is_told_how_far_its_log_goes()
    {
        var published = new Publisher();
        var (log, feed) = await StartAsync(published);
        var random = new Random(1);
        var appended = new List<(string Model, long Position)>();
        for (int pass = 0; pass < 20; pass++)
        {
            int count = random.Next(200);
            for (int i = 0; i < count; i++) appended.Add(await AppendAsync(log, $"a/m{random.Next(17)}"));
            await feed.PumpAsync(CancellationToken.None);
        }

        AssertTold(published, appended);
    }

    [Fact]
    public async Task Nothing_is_published_before_it_is_on_disk()
    {
        var published = new Publisher();
        var (log, feed) = await StartAsync(published);
        for (int i = 0; i < 10; i++) await AppendAsync(log, "a/m");
        logs[PredictionLog.LogName].HoldBack(4);
        await feed.PumpAsync(CancellationToken.None);
        Assert.Equal(5, published.Events.Max(served => served.Event.Last));

        logs[PredictionLog.LogName].HoldBack(0);
        await feed.PumpAsync(CancellationToken.None);
        Assert.Equal(9, published.Events.Max(served => served.Event.Last));
    }

    [Fact]
    public async Task What_was_not_handed_over_is_read_from_the_log()
    {
        var published = new Publisher();
        var (log, feed) = await StartAsync(published);
        var appended = new List<(string Model, long Position)>();

        // Twice what the hand-over holds: the rest is dropped from memory and stands in the log alone.
        for (int i = 0; i < 33_000; i++) appended.Add(await AppendAsync(log, $"a/m{i % 3}"));
        for (int pass = 0; pass < 40 && published.Events.Select(told => told.Event.Last).DefaultIfEmpty(-1).Max() < appended.Count - 1; pass++)
            await feed.PumpAsync(CancellationToken.None);
        AssertTold(published, appended);
    }

    [Fact]
    public async Task A_restart_tells_the_monitors_where_to_look_and_goes_on_without_a_gap()
    {
        var before = new Publisher();
        var (log, feed) = await StartAsync(before);
        var appended = new List<(string Model, long Position)>();
        for (int i = 0; i < 2 * PredictionIndex.BlockRecords + 50; i++) appended.Add(await AppendAsync(log, $"a/m{i % 7}"));
        await feed.PumpAsync(CancellationToken.None);

        // These reach the disk but no monitor: the process ends first.
        for (int i = 0; i < 30; i++) appended.Add(await AppendAsync(log, $"a/m{i % 5}"));
        logs[PredictionLog.LogName].HoldBack(3);
        logs[PredictionLog.LogName].Crash();
        appended.RemoveRange(appended.Count - 3, 3);

        var after = new Publisher();
        var (logAgain, feedAgain) = await StartAsync(after);
        foreach (string model in appended.Select(record => record.Model).Distinct())
        {
            var (_, woken) = Assert.Single(after.Events, served => served.Model == model);
            Assert.Equal(appended.Last(record => record.Model == model).Position, woken.Last);
        }

        var (model7, position) = await AppendAsync(logAgain, "a/m6");
        await feedAgain.PumpAsync(CancellationToken.None);
        var next = after.Events[^1];
        Assert.Equal((model7, position), (next.Model, next.Event.Last));
    }

    [Fact]
    public async Task A_start_reads_only_what_the_blocks_do_not_cover()
    {
        var (log, feed) = await StartAsync(new Publisher());
        for (int i = 0; i < 2 * PredictionIndex.BlockRecords + 5; i++) await AppendAsync(log, "a/m");
        await feed.PumpAsync(CancellationToken.None);
        Assert.Equal(2, logs[PredictionIndex.LogName].NextPosition);

        var again = new PredictionLog(logs);
        var index = new PredictionIndex();
        await new PredictionFeed(again, index, logs, new Publisher()).StartAsync(CancellationToken.None);
        Assert.Equal(2 * PredictionIndex.BlockRecords + 5, index.Next);
        Assert.Equal(2, logs[PredictionIndex.LogName].NextPosition);
    }

    private async Task<(PredictionLog Log, PredictionFeed Feed)> StartAsync(Publisher publisher)
    {
        var log = new PredictionLog(logs);
        var feed = new PredictionFeed(log, new PredictionIndex(), logs, publisher);
        await feed.StartAsync(CancellationToken.None);
        return (log, feed);
    }

    private static async Task<(string Model, long Position)> AppendAsync(PredictionLog log, string model) => (model, await log.AppendAsync(
        model, new byte[ServedRecord.HashBytes], new ServedRequest(
            -1, Guid.NewGuid(), 1, DateTimeOffset.UnixEpoch, 1, null, false, 1, [1], [0.5, 0.5], [0]), durable: true));

    /// <summary>What is told of a model only goes up, and ends at its last record; nothing is told of others.</summary>
    private static void AssertTold(Publisher published, List<(string Model, long Position)> appended)
    {
        Assert.Equal(appended.Select(record => record.Model).Distinct().Order(), published.Events.Select(told => told.Model).Distinct().Order());
        foreach (var model in appended.GroupBy(record => record.Model))
        {
            long[] told = [.. published.Events.Where(told => told.Model == model.Key).Select(told => told.Event.Last)];
            Assert.Equal(told.Distinct().Order(), told);
            Assert.Empty(told.Except(model.Select(record => record.Position)));
            Assert.Equal(model.Max(record => record.Position), told[^1]);
        }
    }

    private sealed class Publisher : IPredictionPublisher
    {
        public List<(string Model, PredictionsLogged Event)> Events { get; } = [];

        public Task PublishAsync(string model, PredictionsLogged logged, CancellationToken cancel)
        {
            Events.Add((model, logged));
            return Task.CompletedTask;
        }
    }
}
