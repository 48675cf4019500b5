using Kolosal.Storage.Log;

namespace Kolosal.Storage;

public sealed class SegmentLogConformanceTests : IDisposable
{
    private readonly StorageFolder folder = new();

    private readonly SegmentHarness logs;

    public SegmentLogConformanceTests() => logs = new(folder.Root);

    public void Dispose()
    {
        logs.Dispose();
        folder.Dispose();
    }

    [Fact]
    public Task Records_come_back_in_order_from_any_position() => RecordLogConformance.Records_come_back_in_order_from_any_position(logs);

    [Fact]
    public Task An_empty_log_reads_nothing_and_starts_at_zero() => RecordLogConformance.An_empty_log_reads_nothing_and_starts_at_zero(logs);

    [Fact]
    public Task Concurrent_writers_get_every_number_once_and_read_back_what_they_wrote() =>
        RecordLogConformance.Concurrent_writers_get_every_number_once_and_read_back_what_they_wrote(logs);

    [Fact]
    public Task A_reader_beside_writers_sees_a_growing_log_without_gaps() =>
        RecordLogConformance.A_reader_beside_writers_sees_a_growing_log_without_gaps(logs);

    [Fact]
    public Task What_was_acknowledged_outlives_a_crash_in_the_middle_of_writing() =>
        RecordLogConformance.What_was_acknowledged_outlives_a_crash_in_the_middle_of_writing(logs);

    [Fact]
    public Task A_restart_goes_on_where_the_log_ended() => RecordLogConformance.A_restart_goes_on_where_the_log_ended(logs);

    [Fact]
    public Task Empty_and_oversized_records_are_refused() => RecordLogConformance.Empty_and_oversized_records_are_refused(logs);

    [Fact]
    public async Task A_record_cut_off_the_end_takes_no_other_with_it() =>
        Assert.Equal(4, (await RecordLogConformance.ReadAfterLosingTheLastOfFiveAsync(logs)).Count);

    /// <summary>The files as they are while a log is open are what a killed process leaves: each life goes on with a copy of them.</summary>
    private sealed class SegmentHarness(string root) : ILogHarness, IDisposable
    {
        private readonly List<MortalLog> opened = [];
        private int life;

        private string Folder => Path.Combine(root, $"life-{life}");

        public IRecordLog Open()
        {
            var log = new MortalLog(new SegmentLog("test", Folder, 64 << 10));
            opened.Add(log);
            return log;
        }

        public Task CrashAsync()
        {
            opened[^1].Die();
            string left = Folder;
            life++;
            Directory.CreateDirectory(Folder);
            foreach (string file in Directory.GetFiles(left).Order()) File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
            opened[^1].Dispose();
            return Task.CompletedTask;
        }

        public Task LoseLastAsync()
        {
            string last = Directory.GetFiles(Folder).Order().Last();
            using var file = File.OpenWrite(last);
            file.SetLength(file.Length - 1);
            return Task.CompletedTask;
        }

        public void Dispose() => opened.ForEach(log => log.Dispose());

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>After the death of its process a log acknowledges nothing, although its thread still writes.</summary>
    private sealed class MortalLog(SegmentLog log) : IRecordLog, IDisposable
    {
        private volatile bool dead;

        public string Name => log.Name;

        public async ValueTask<long> AppendAsync(ReadOnlyMemory<byte> record, CancellationToken cancel)
        {
            long position = await log.AppendAsync(record, durable: true, cancel);
            return dead ? throw new IOException("The process is dead.") : position;
        }

        public IAsyncEnumerable<LogRecord> ReadAsync(long fromPosition, CancellationToken cancel = default) => log.ReadAsync(fromPosition, cancel);

        public void Die() => dead = true;

        public void Dispose() => log.Dispose();
    }
}
