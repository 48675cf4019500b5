using System.Collections.Concurrent;
using System.Text;
using Kolosal.Storage.Log;
using Kolosal.Testing;

namespace Kolosal.Storage;

/// <summary>
/// A log whose files were changed, cut or removed opens, says what is lost, hands out what is sound, and gives no number twice; a strict
/// reader stops at the first record that is not what was written.
/// </summary>
public sealed class DamagedLogTests : IDisposable
{
    private readonly StorageFolder folder = new();
    private readonly ConcurrentBag<LostRecords> lost = [];

    private string Logs => Path.Combine(folder.Root, "log");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_byte_changed_before_the_last_batch_costs_its_record_and_no_other()
    {
        await FillAsync(4);
        string file = Files().Single();
        byte[] whole = File.ReadAllBytes(file);
        int last = whole.Length - RecordFrame.HeaderBytes - Payload(3).Length, size = (last - RecordFrame.SegmentHeaderBytes) / 3;
        for (int at = 0; at < last; at++)
        {
            byte[] changed = [.. whole];
            changed[at] ^= 0x10;
            File.WriteAllBytes(file, changed);
            lost.Clear();
            using var log = Open();
            Assert.Equal(4, log.NextPosition);
            int damaged = at < RecordFrame.SegmentHeaderBytes ? -1 : (at - RecordFrame.SegmentHeaderBytes) / size;
            var found = await SoundAsync(log, 0);
            Assert.Equal([0, 1, 2, 3], found.Select(record => record.Position));
            Assert.All(found, record => Assert.Equal(record.Position == damaged ? [] : Payload((int)record.Position), record.Payload.ToArray()));
            Assert.NotEmpty(lost);

            long read = 0;
            var fault = await Assert.ThrowsAsync<LogCorruptException>(async () =>
            {
                await foreach (var record in log.ReadAsync(0)) read = record.Position + 1;
            });
            Assert.Equal((Math.Max(0, damaged), Path.GetFileName(file)), (read, fault.Segment));
            Assert.InRange(fault.Offset, 0, at);
        }
    }

    [Fact]
    public async Task What_is_appended_behind_damage_is_there_after_the_next_start()
    {
        await FillAsync(6);
        Change(Files().Single(), bytes => bytes[RecordFrame.SegmentHeaderBytes + RecordFrame.HeaderBytes + 2] ^= 1);
        using (var log = Open()) Assert.Equal(6, await log.AppendAsync(Payload(6)));
        using var again = Open();
        Assert.Equal([1, 2, 3, 4, 5, 6], (await SoundAsync(again, 0)).Where(record => !record.Payload.IsEmpty).Select(record => record.Position));
        Assert.Equal([6], await StrictAsync(again, 6));
    }

    [Fact]
    public async Task Two_records_that_changed_places_are_no_records()
    {
        await FillAsync(4);
        string file = Files().Single();
        Change(file, bytes =>
        {
            int size = (bytes.Length - RecordFrame.SegmentHeaderBytes) / 4, first = RecordFrame.SegmentHeaderBytes;
            byte[] kept = bytes[first..(first + size)];
            bytes.AsSpan(first + size, size).CopyTo(bytes.AsSpan(first));
            kept.CopyTo(bytes, first + size);
        });
        using var log = Open();
        await Assert.ThrowsAsync<LogCorruptException>(() => StrictAsync(log, 0));
        Assert.Equal([2, 3], (await SoundAsync(log, 2)).Select(record => record.Position));
    }

    [Theory, InlineData(0), InlineData(1), InlineData(3)]
    public async Task A_missing_segment_costs_its_records_and_no_others(int missing)
    {
        await FillAsync(600, segmentBytes: 4096);
        string[] files = [.. Files()];
        long first = First(files[missing]), next = First(files[missing + 1]);
        File.Delete(files[missing]);
        using var log = Open(segmentBytes: 4096);
        Assert.Equal(600, log.NextPosition);
        var found = await SoundAsync(log, 0);
        Assert.Equal(Enumerable.Range(0, 600).Select(i => (long)i), found.Select(record => record.Position));
        Assert.All(found, record => Assert.Equal(record.Position >= first && record.Position < next, record.Payload.IsEmpty));
        Assert.Equal(first, (await Assert.ThrowsAsync<LogIncompleteException>(() => StrictAsync(log, first))).Position);
    }

    [Theory, InlineData(0.0), InlineData(0.3), InlineData(0.8)]
    public async Task A_log_that_became_shorter_is_noticed_and_its_numbers_are_not_given_again(double share)
    {
        using var directory = folder.Open();
        var marks = new Marks();
        var losses = new Losses();
        string file;
        using (var logs = new SegmentLogs(directory, folder.Options(), marks, losses))
        {
            for (int i = 0; i < 50; i++) await logs.Open("predictions").AppendAsync(Payload(i));
            file = Directory.GetFiles(Path.Combine(directory.Root, "logs", "predictions")).Single();
        }

        using (var cut = File.OpenWrite(file)) cut.SetLength((long)(cut.Length * share));
        using (var logs = new SegmentLogs(directory, folder.Options(), marks, losses))
        {
            var log = logs.Open("predictions");
            long kept = log.Recovery.Records;
            Assert.InRange(kept, 0, 49);
            string said = $"It ends at record {kept}; 50 had reached the disk";
            Assert.Contains(losses.Told, loss => loss.Evidence.Contains(said, StringComparison.Ordinal));
            Assert.True(await log.AppendAsync(Payload(99)) >= 50);
        }

        losses.Told.Clear();
        using var again = new SegmentLogs(directory, folder.Options(), marks, losses);
        Assert.True(again.Open("predictions").NextPosition > 50);
        Assert.Empty(losses.Told);
    }

    [Fact]
    public async Task A_lost_chain_is_told_in_its_workspace_and_keeps_the_numbers_of_its_entries()
    {
        using var directory = folder.Open();
        var marks = new Marks();
        var losses = new Losses();
        using (var logs = new SegmentLogs(directory, folder.Options(), marks, losses))
            for (int i = 0; i < 50; i++) await logs.Open("audit-ws").AppendAsync(Payload(i));
        Directory.Delete(Path.Combine(directory.Root, "logs", "audit-ws"), recursive: true);
        using var again = new SegmentLogs(directory, folder.Options(), marks, losses);
        var log = again.Open("audit-ws");
        Assert.Equal("ws", Assert.Single(losses.Told).Workspace);

        // The chain's grain knows from the signed head that entry 50 comes next.
        log.SkipTo(50);
        Assert.Equal(50, await log.AppendAsync(Payload(50)));
        Assert.Equal([50], await StrictAsync(log, 50));
        Assert.Equal(0, (await Assert.ThrowsAsync<LogIncompleteException>(() => StrictAsync(log, 0))).Position);
    }

    [Fact]
    public async Task Removed_segments_are_no_loss()
    {
        using var directory = folder.Open();
        var options = Microsoft.Extensions.Options.Options.Create(new StorageOptions { SegmentBytes = 4096 });
        var marks = new Marks();
        var losses = new Losses();
        using (var logs = new SegmentLogs(directory, options, marks, losses))
        {
            for (int i = 0; i < 300; i++) await logs.Open("predictions").AppendAsync(Payload(i));
            Assert.InRange(await logs.RemoveAsync("predictions", 200), 2_000, 300 * 100);
        }

        using var again = new SegmentLogs(directory, options, marks, losses);
        var log = (SegmentLog)again.Open("predictions");
        Assert.InRange(log.FirstPosition, 100, 200);
        Assert.All(await SoundAsync(log, 0), record => Assert.Equal(record.Position < log.FirstPosition, record.Payload.IsEmpty));
        Assert.Empty(losses.Told);
    }

    [TmpfsFact]
    public async Task A_full_disk_refuses_and_the_log_goes_on_by_itself_once_there_is_space()
    {
        using var disk = new Tmpfs(megabytes: 1);
        using var log = new SegmentLog("small", Path.Combine(disk.Path, "log"), 64 << 20);
        for (int i = 0; i < 10; i++) await log.AppendAsync(Payload(i));
        disk.Fill();
        var full = await Assert.ThrowsAsync<LogFailedException>(async () =>
        {
            for (int i = 0; i < 100; i++) await log.AppendAsync(new byte[64 << 10]);
        });
        Assert.Equal(StorageTrouble.Full, full.Trouble);
        Assert.NotNull(log.Failure);
        long acknowledged = log.DurablePosition;

        disk.Free();
        await Eventually.HoldsAsync(() => log.Failure is null);
        Assert.Equal(acknowledged, await log.AppendAsync(Payload(0)));
        Assert.Equal(acknowledged + 1, (await StrictAsync(log, 0)).Count);
        log.Dispose();
        using var again = new SegmentLog("small", Path.Combine(disk.Path, "log"), 64 << 20);
        Assert.Equal(acknowledged + 1, again.NextPosition);
    }

    private static byte[] Payload(int i) => Encoding.ASCII.GetBytes($"record {i:d5}");

    private static long First(string path) => long.Parse(Path.GetFileNameWithoutExtension(path));

    private static void Change(string path, Action<byte[]> change)
    {
        byte[] bytes = File.ReadAllBytes(path);
        change(bytes);
        File.WriteAllBytes(path, bytes);
    }

    private IEnumerable<string> Files() => Directory.GetFiles(Logs, "*.seg").Order();

    private SegmentLog Open(long segmentBytes = 64 << 20) => new("test", Logs, segmentBytes, lost.Add);

    private async Task FillAsync(int records, long segmentBytes = 64 << 20)
    {
        using var log = Open(segmentBytes);
        for (int i = 0; i < records; i++) await log.AppendAsync(Payload(i));
    }

    private static async Task<List<LogRecord>> SoundAsync(ISegmentLog log, long from)
    {
        var records = new List<LogRecord>();
        await foreach (var record in log.ReadSoundAsync(from)) records.Add(record);
        return records;
    }

    private static async Task<List<long>> StrictAsync(ISegmentLog log, long from)
    {
        var records = new List<long>();
        await foreach (var record in log.ReadAsync(from)) records.Add(record.Position);
        return records;
    }

    private sealed class Marks : ILogMarks
    {
        private readonly ConcurrentDictionary<string, LogMark> marks = new();

        public LogMark? Find(string name) => marks.GetValueOrDefault(name);

        public Task SaveAsync(IReadOnlyCollection<LogMark> marks)
        {
            foreach (var mark in marks) this.marks[mark.Name] = mark;
            return Task.CompletedTask;
        }
    }

    private sealed class Losses : IStorageLosses
    {
        public ConcurrentBag<StorageLoss> Told { get; } = [];

        public void Report(StorageLoss loss) => Told.Add(loss);
    }
}
