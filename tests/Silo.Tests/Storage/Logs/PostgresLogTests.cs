using System.Text;
using Kolosal.Storage.Postgres;
using Kolosal.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Kolosal.Storage;

public sealed class PostgresLogTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private PostgresHarness Logs => new(server.Migrated);

    [PostgresFact]
    public Task Records_come_back_in_order_from_any_position() => RecordLogConformance.Records_come_back_in_order_from_any_position(Logs);

    [PostgresFact]
    public Task An_empty_log_reads_nothing_and_starts_at_zero() => RecordLogConformance.An_empty_log_reads_nothing_and_starts_at_zero(Logs);

    [PostgresFact]
    public Task Concurrent_writers_get_every_number_once_and_read_back_what_they_wrote() =>
        RecordLogConformance.Concurrent_writers_get_every_number_once_and_read_back_what_they_wrote(Logs);

    [PostgresFact]
    public Task A_reader_beside_writers_sees_a_growing_log_without_gaps() =>
        RecordLogConformance.A_reader_beside_writers_sees_a_growing_log_without_gaps(Logs);

    [PostgresFact]
    public Task What_was_acknowledged_outlives_a_crash_in_the_middle_of_writing() =>
        RecordLogConformance.What_was_acknowledged_outlives_a_crash_in_the_middle_of_writing(Logs);

    [PostgresFact]
    public Task A_restart_goes_on_where_the_log_ended() => RecordLogConformance.A_restart_goes_on_where_the_log_ended(Logs);

    [PostgresFact]
    public Task Empty_and_oversized_records_are_refused() => RecordLogConformance.Empty_and_oversized_records_are_refused(Logs);

    [PostgresFact]
    public async Task A_record_that_was_deleted_is_missed() =>
        Assert.Equal(4, (await Assert.ThrowsAsync<LogIncompleteException>(
            () => RecordLogConformance.ReadAfterLosingTheLastOfFiveAsync(Logs))).Position);

    [PostgresFact]
    public async Task Two_silos_write_one_log_without_a_gap_or_a_number_twice()
    {
        await using var logs = Logs;
        var silos = new[] { logs.Open(), logs.OpenAnother() };
        long[] positions = (await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(async () =>
        {
            var own = new List<long>();
            for (int i = 0; i < 30; i++) own.Add(await silos[writer % 2].AppendAsync(Encoding.ASCII.GetBytes($"{writer} {i}"), default));
            Assert.Equal(own.Order(), own);
            return own;
        })))).SelectMany(own => own).ToArray();
        Assert.Equal(Enumerable.Range(0, 480).Select(i => (long)i), positions.Order());
    }

    [PostgresFact]
    public async Task Callers_who_wait_together_share_a_commit()
    {
        await using var writer = new PostgresLogWriter(server.Migrated, NullLogger<PostgresLogWriter>.Instance);
        string name = $"shared/{Guid.NewGuid():n}";
        await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => writer.AppendAsync($"{name}/{i % 7}", new byte[300], default).AsTask()));
        Assert.InRange(writer.Commits, 1, 1000); // usually some tens; a machine that is busy elsewhere lets fewer meet
    }

    [PostgresFact]
    public async Task A_record_that_nobody_waits_for_is_committed_by_itself()
    {
        await using var writer = new PostgresLogWriter(server.Migrated, NullLogger<PostgresLogWriter>.Instance);
        string name = $"unawaited/{Guid.NewGuid():n}";
        var queued = await writer.QueueAsync(name, new byte[1], default);
        Assert.Equal(0, await queued.WaitAsync());
        Assert.Equal(1, await new PostgresLogs(server.Migrated, writer).NextAsync(name, default));
    }

    [PostgresFact]
    public async Task A_log_answers_again_after_the_database_went_away()
    {
        await using var logs = Logs;
        var log = logs.Open();
        await log.AppendAsync(new byte[] { 1 }, default);
        await PostgresHarness.TerminateAsync(server.Migrated);
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                return await log.AppendAsync(new byte[] { 2 }, default) > 0;
            }
            catch (NpgsqlException)
            {
                return false;
            }
        });
        var records = new List<byte>();
        await foreach (var record in log.ReadAsync(0)) records.Add(record.Payload.Span[0]);
        Assert.Equal([1, 2], records.Distinct());
    }

    /// <summary>A process dies by having all its connections cut; its writer is then abandoned as a dead process would leave it.</summary>
    private sealed class PostgresHarness(PostgresDatabase database) : ILogHarness
    {
        private readonly string name = $"test/{Guid.NewGuid():n}";
        private readonly List<PostgresLogWriter> writers = [];

        public IRecordLog Open() => OpenAnother();

        public IRecordLog OpenAnother()
        {
            var writer = new PostgresLogWriter(database, NullLogger<PostgresLogWriter>.Instance);
            writers.Add(writer);
            return new PostgresLogs(database, writer).Open(name);
        }

        public async Task CrashAsync()
        {
            await TerminateAsync(database);
            await writers[^1].DisposeAsync();
        }

        public async Task LoseLastAsync()
        {
            await using var command = database.Source.CreateCommand(
                "DELETE FROM log_records USING logs WHERE logs.id = log AND name = $1 AND position = next - 1");
            command.Parameters.Add(new() { Value = name });
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var writer in writers) await writer.DisposeAsync();
        }

        public static async Task TerminateAsync(PostgresDatabase database)
        {
            await using var connection = new NpgsqlConnection(database.ConnectionString);
            await connection.OpenAsync();
            await using var cut = new NpgsqlCommand(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", connection);
            await cut.ExecuteNonQueryAsync();
            database.Source.Clear();
        }
    }
}
