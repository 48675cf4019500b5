using System.Text;

namespace Kolosal.Storage;

/// <summary>A log whose process a test can end.</summary>
internal interface ILogHarness : IAsyncDisposable
{
    /// <summary>The log as a process that starts now opens it.</summary>
    IRecordLog Open();

    /// <summary>Ends the process that has the log open, at once and without a word to it.</summary>
    Task CrashAsync();

    /// <summary>Takes away the last record that was acknowledged, as a lost disk block or a deleted row would.</summary>
    Task LoseLastAsync();
}

/// <summary>What every log promises, in files or in a database.</summary>
internal static class RecordLogConformance
{
    public static async Task Records_come_back_in_order_from_any_position(ILogHarness logs)
    {
        var log = logs.Open();
        for (int i = 0; i < 300; i++) Assert.Equal(i, await log.AppendAsync(Payload(i), default));
        for (int from = 0; from <= 310; from += 31) await AssertHoldsAsync(log, from, 300);
    }

    public static async Task An_empty_log_reads_nothing_and_starts_at_zero(ILogHarness logs)
    {
        var log = logs.Open();
        Assert.Empty(await ReadAsync(log, 0));
        Assert.Empty(await ReadAsync(log, 17));
        Assert.Equal(0, await log.AppendAsync(Payload(0), default));
    }

    public static async Task Concurrent_writers_get_every_number_once_and_read_back_what_they_wrote(ILogHarness logs)
    {
        var log = logs.Open();
        var written = await Task.WhenAll(Enumerable.Range(0, 32).Select(writer => Task.Run(async () =>
        {
            var own = new List<(long Position, string Text)>();
            for (int i = 0; i < 40; i++)
            {
                string text = $"writer {writer} record {i}";
                own.Add((await log.AppendAsync(Encoding.ASCII.GetBytes(text), default), text));
            }

            return own;
        })));
        var records = await ReadAsync(log, 0);
        Assert.Equal(Enumerable.Range(0, 1280).Select(i => (long)i), records.Select(record => record.Position));
        foreach (var own in written)
        {
            Assert.Equal(own.Select(record => record.Position).Order(), own.Select(record => record.Position));
            Assert.All(own, record => Assert.Equal(record.Text, Encoding.ASCII.GetString(records[(int)record.Position].Payload.Span)));
        }
    }

    public static async Task A_reader_beside_writers_sees_a_growing_log_without_gaps(ILogHarness logs)
    {
        var log = logs.Open();
        var writing = Task.Run(() => Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            for (int i = 0; i < 200; i++) await log.AppendAsync(new byte[40], default);
        })));
        for (long position = 0; position < 800; await Task.Yield())
            await foreach (var record in log.ReadAsync(position)) Assert.Equal(position++, record.Position);
        await writing;
    }

    public static async Task What_was_acknowledged_outlives_a_crash_in_the_middle_of_writing(ILogHarness logs)
    {
        var acknowledged = new List<(long Position, byte[] Payload)>();
        for (int life = 0; life < 4; life++)
        {
            var log = logs.Open();
            var writers = Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
            {
                for (int i = 0; ; i++)
                {
                    byte[] payload = Encoding.ASCII.GetBytes($"life {life} writer {writer} record {i}");
                    long position;
                    try
                    {
                        position = await log.AppendAsync(payload, default);
                    }
                    catch (Exception)
                    {
                        return; // Nobody was told that this one is there; it may be.
                    }

                    lock (acknowledged) acknowledged.Add((position, payload));
                }
            })).ToArray();
            int wanted = acknowledged.Count + 50;
            await Testing.Eventually.HoldsAsync(() => { lock (acknowledged) return acknowledged.Count >= wanted; });
            await logs.CrashAsync();
            await Task.WhenAll(writers);
        }

        var records = await ReadAsync(logs.Open(), 0);
        Assert.Equal(Enumerable.Range(0, records.Count).Select(i => (long)i), records.Select(record => record.Position));
        Assert.Equal(acknowledged.Count, acknowledged.Select(record => record.Position).Distinct().Count());
        Assert.All(acknowledged, record => Assert.Equal(record.Payload, records[(int)record.Position].Payload.ToArray()));
    }

    public static async Task A_restart_goes_on_where_the_log_ended(ILogHarness logs)
    {
        var log = logs.Open();
        for (int i = 0; i < 10; i++) await log.AppendAsync(Payload(i), default);
        await logs.CrashAsync();
        log = logs.Open();
        Assert.Equal(10, await log.AppendAsync(Payload(10), default));
        await AssertHoldsAsync(log, 0, 11);
    }

    public static async Task Empty_and_oversized_records_are_refused(ILogHarness logs)
    {
        var log = logs.Open();
        await Assert.ThrowsAsync<ArgumentException>(async () => await log.AppendAsync(ReadOnlyMemory<byte>.Empty, default));
        await Assert.ThrowsAsync<ArgumentException>(async () => await log.AppendAsync(new byte[(16 << 20) + 1], default));
        Assert.Equal(0, await log.AppendAsync(new byte[16 << 20], default));
        Assert.Equal(16 << 20, Assert.Single(await ReadAsync(log, 0)).Payload.Length);
    }

    /// <summary>A file cannot know of a record that was cut off its very end, a database can; neither hands out anything else in its place.</summary>
    public static async Task<List<LogRecord>> ReadAfterLosingTheLastOfFiveAsync(ILogHarness logs)
    {
        var log = logs.Open();
        for (int i = 0; i < 5; i++) await log.AppendAsync(Payload(i), default);
        await logs.CrashAsync();
        await logs.LoseLastAsync();
        return await ReadAsync(logs.Open(), 0);
    }

    private static byte[] Payload(int i) => Encoding.ASCII.GetBytes($"record {i} {new string('x', i % 50)}");

    private static async Task<List<LogRecord>> ReadAsync(IRecordLog log, long from)
    {
        var records = new List<LogRecord>();
        await foreach (var record in log.ReadAsync(from)) records.Add(record);
        return records;
    }

    private static async Task AssertHoldsAsync(IRecordLog log, int from, int count)
    {
        var records = await ReadAsync(log, from);
        Assert.Equal(Enumerable.Range(from, Math.Max(0, count - from)).Select(i => (long)i), records.Select(record => record.Position));
        Assert.All(records, record => Assert.Equal(Payload((int)record.Position), record.Payload.ToArray()));
    }
}
