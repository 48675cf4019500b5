using System.Text;
using Kolosal.Storage.Log;

namespace Kolosal.Storage;

public sealed class SegmentLogTests : IDisposable
{
    private readonly StorageFolder folder = new();

    private string Logs => Path.Combine(folder.Root, "log");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_check_sum_is_that_of_RFC_3720()
    {
        // RFC 3720 B.4: 32 bytes of zeros, 32 of ones; and the usual check string of the CRC catalogue.
        Assert.Equal(0x8A9136AAu, Crc32C.Of(new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Of(Enumerable.Repeat((byte)0xFF, 32).ToArray()));
        Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));
    }

    [Fact]
    public async Task Records_come_back_in_order_after_reopening()
    {
        using (var log = Open())
        {
            for (int i = 0; i < 100; i++) Assert.Equal(i, await log.AppendAsync(Payload(i)));
        }

        using var again = Open();
        Assert.Equal(new LogRecovery(100, 0, "00000000000000000000.seg"), again.Recovery);
        Assert.Equal(100, again.NextPosition);
        await AssertHolds(again, 100);
    }

    [Fact]
    public async Task An_empty_log_reads_nothing_and_starts_at_zero()
    {
        using var log = Open();
        Assert.Empty(await Read(log, 0));
        Assert.Empty(await Read(log, 17));
        Assert.Equal(0, log.NextPosition);
    }

    [Fact]
    public async Task A_write_cut_off_at_any_byte_costs_that_record_and_no_other()
    {
        using (var log = Open())
        {
            for (int i = 0; i < 5; i++) await log.AppendAsync(Payload(i));
        }

        byte[] whole = File.ReadAllBytes(Only());
        int start = whole.Length - RecordFrame.HeaderBytes - Payload(4).Length;
        for (int length = start; length < whole.Length; length++)
        {
            File.WriteAllBytes(Only(), whole[..length]);
            using var log = Open();
            Assert.Equal(length - start, log.Recovery.TornBytes);
            Assert.Equal(4, log.NextPosition);
            Assert.Equal(4, await log.AppendAsync(Payload(4)));
            await AssertHolds(log, 5);
        }
    }

    [Fact]
    public async Task A_cut_inside_a_batch_keeps_its_whole_records()
    {
        using (var log = Open())
        {
            for (int i = 0; i < 8; i++) await log.AppendAsync(Payload(i), durable: false);
        }

        byte[] whole = File.ReadAllBytes(Only());
        File.WriteAllBytes(Only(), whole[..^3]);
        using var again = Open();
        Assert.Equal(7, again.NextPosition);
        await AssertHolds(again, 7);
    }

    [Fact]
    public async Task A_byte_changed_in_the_last_batch_is_dropped_and_reported_as_torn()
    {
        using (var log = Open())
        {
            for (int i = 0; i < 3; i++) await log.AppendAsync(Payload(i));
        }

        byte[] whole = File.ReadAllBytes(Only());
        int last = whole.Length - RecordFrame.HeaderBytes - Payload(2).Length;
        for (int at = last; at < whole.Length; at++)
        {
            byte[] changed = [.. whole];
            changed[at] ^= 0x01;
            File.WriteAllBytes(Only(), changed);
            using var log = Open();
            Assert.Equal(2, log.NextPosition);
            Assert.Equal(whole.Length - last, log.Recovery.TornBytes);
        }
    }

    [Fact]
    public async Task A_log_rolls_by_size_and_reads_from_any_position()
    {
        using (var log = Open(segmentBytes: 4096))
        {
            for (int i = 0; i < 500; i++) await log.AppendAsync(Payload(i));
        }

        Assert.InRange(Directory.GetFiles(Logs, "*.seg").Length, 5, 500);
        using var again = Open(segmentBytes: 4096);
        await AssertHolds(again, 500);
        for (int from = 0; from <= 500; from += 37) Assert.Equal(500 - from, (await Read(again, from)).Count);
    }

    [Fact]
    public async Task A_seek_through_the_index_finds_every_record_of_a_long_segment()
    {
        using var log = Open();
        for (int i = 0; i < 3000; i++) await log.AppendAsync(Payload(i), durable: false);
        await log.FlushAsync();
        await AssertHolds(log, 3000);
        for (int from = 2999; from > 0; from -= 271)
        {
            await foreach (var record in log.ReadAsync(from))
            {
                Assert.Equal(from, record.Position);
                Assert.Equal(Payload(from), record.Payload.ToArray());
                break;
            }
        }
    }

    [Fact]
    public async Task Callers_who_wait_together_share_a_sync()
    {
        using var log = Open();
        var appends = Enumerable.Range(0, 2000).Select(i => log.AppendAsync(Payload(i)).AsTask()).ToArray();
        long[] positions = await Task.WhenAll(appends);
        Assert.Equal(Enumerable.Range(0, 2000).Select(i => (long)i), positions);
        Assert.InRange(log.Syncs, 1, 1000);
        Assert.Equal(2000, log.DurablePosition);
    }

    [Fact]
    public async Task One_flush_makes_everything_before_it_durable()
    {
        using var log = Open();
        for (int i = 0; i < 50; i++) await log.AppendAsync(Payload(i), durable: false);
        await log.FlushAsync();
        Assert.Equal(50, log.DurablePosition);
        await log.FlushAsync();
    }

    [Fact]
    public async Task A_record_that_nobody_waits_for_reaches_the_disk_by_itself()
    {
        using var log = Open();
        await log.AppendAsync(Payload(0), durable: false);
        while (log.DurablePosition == 0) await Task.Yield();
        await AssertHolds(log, 1);
    }

    [Fact]
    public async Task What_a_killed_process_acknowledged_is_there()
    {
        // The files as they are while the log is open are what a killed process leaves behind.
        using var log = Open(segmentBytes: 4096);
        for (int i = 0; i < 120; i++) await log.AppendAsync(Payload(i));
        string left = Path.Combine(folder.Root, "left");
        Directory.CreateDirectory(left);
        foreach (string file in Directory.GetFiles(Logs)) File.Copy(file, Path.Combine(left, Path.GetFileName(file)));
        using var recovered = new SegmentLog("left", left, 4096);
        await AssertHolds(recovered, 120);
    }

    [Fact]
    public async Task A_segment_made_but_never_written_is_dropped()
    {
        using (var log = Open())
        {
            for (int i = 0; i < 3; i++) await log.AppendAsync(Payload(i));
        }

        File.WriteAllBytes(Path.Combine(Logs, $"{3:d20}.seg"), [1, 2, 3]);
        using var again = Open();
        Assert.Equal(3, again.Recovery.TornBytes);
        Assert.Equal(3, await again.AppendAsync(Payload(3)));
        await AssertHolds(again, 4);
    }

    [Fact]
    public async Task Readers_see_a_growing_log_without_gaps()
    {
        using var log = Open(segmentBytes: 8192);
        var writing = Task.Run(() => Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            for (int i = 0; i < 500; i++) await log.AppendAsync(new byte[40]);
        })));
        long position = 0;
        while (position < 2000)
        {
            await foreach (var record in log.ReadAsync(position)) Assert.Equal(position++, record.Position);
            await Task.Yield();
        }

        await writing;
        Assert.Equal(2000, log.NextPosition);
    }

    [Fact]
    public async Task Empty_and_oversized_records_are_refused()
    {
        using var log = Open();
        await Assert.ThrowsAsync<ArgumentException>(async () => await log.AppendAsync(ReadOnlyMemory<byte>.Empty));
        await Assert.ThrowsAsync<ArgumentException>(async () => await log.AppendAsync(new byte[RecordFrame.MaximumPayload + 1]));
        Assert.Equal(0, await log.AppendAsync(new byte[RecordFrame.MaximumPayload]));
        Assert.Single(await Read(log, 0));
    }

    [Fact]
    public async Task A_closed_log_refuses_appends()
    {
        var log = Open();
        log.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await log.AppendAsync(new byte[1]));
    }

    [Fact]
    public void The_log_id_stays_the_same_and_a_name_cannot_leave_the_folder()
    {
        using var directory = folder.Open();
        string id;
        using (var logs = new SegmentLogs(directory, folder.Options()))
        {
            id = logs.LogId;
            Assert.Matches("^log_[0-9a-f]{16}$", id);
            Assert.Same(logs.Open("predictions"), logs.Open("predictions"));
            Assert.Throws<ArgumentException>(() => logs.Open("../predictions"));
        }

        using var again = new SegmentLogs(directory, folder.Options());
        Assert.Equal(id, again.LogId);
    }

    private static byte[] Payload(int i) => Encoding.ASCII.GetBytes($"record {i} {new string('x', i % 50)}");

    private SegmentLog Open() => Open(64 << 20);

    private SegmentLog Open(long segmentBytes) => new("test", Logs, segmentBytes);

    private string Only() => Directory.GetFiles(Logs, "*.seg").Single();

    private static async Task<List<LogRecord>> Read(ISegmentLog log, long from)
    {
        var records = new List<LogRecord>();
        await foreach (var record in log.ReadAsync(from)) records.Add(record);
        return records;
    }

    private static async Task AssertHolds(ISegmentLog log, int count)
    {
        var records = await Read(log, 0);
        Assert.Equal(Enumerable.Range(0, count).Select(i => (long)i), records.Select(record => record.Position));
        for (int i = 0; i < count; i++) Assert.Equal(Payload(i), records[i].Payload.ToArray());
    }
}
