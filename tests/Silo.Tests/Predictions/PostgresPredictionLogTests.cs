using System.Collections.Concurrent;
using Kolosal.Events;
using Kolosal.Storage;
using Kolosal.Storage.Postgres;
using Kolosal.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kolosal.Predictions;

/// <summary>Rows of the shared prediction log are removed or changed behind its back; what is left is known from what was appended.</summary>
public sealed class PostgresPredictionLogTests(PostgresServer server) : IClassFixture<PostgresServer>, IAsyncLifetime
{
    /// <summary>Where a log's row begins again that is lost after a few records: a million behind the first.</summary>
    private const long Mark = (1 << 20) + 1;

    private readonly string model = $"acme/{Guid.NewGuid():n}";
    private readonly Losses losses = new();
    private PostgresLogWriter writer = null!;
    private PostgresPredictionLog log = null!;

    public Task InitializeAsync()
    {
        if (PostgresFixture.Binaries is null) return Task.CompletedTask;
        writer = new(server.Migrated, NullLogger<PostgresLogWriter>.Instance);
        log = new(new PostgresLogs(server.Migrated, writer), writer, losses);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        if (writer is not null) await writer.DisposeAsync();
    }

    [PostgresTheory]
    [InlineData("DELETE FROM log_records")]
    [InlineData("UPDATE log_records SET record = set_byte(record, 90, get_byte(record, 90) # 1)")]
    public async Task Readers_go_on_past_rows_that_are_gone_or_changed_and_tell_of_them(string harm)
    {
        await AppendAsync(10);
        await HarmAsync($"{harm} WHERE position IN (3, 4, 7)");

        Assert.Equal([0, 1, 2, 5, 6, 8, 9], await PositionsAsync(-1));
        Assert.Equal([5, 6, 8, 9], await PositionsAsync(3));
        Assert.All(losses.Told, loss => Assert.Equal(("acme", model["acme/".Length..]), (loss.Workspace, loss.Model)));
        bool deleted = harm.StartsWith("DELETE", StringComparison.Ordinal);
        Assert.Equal(
            (deleted ? ["3-5", "7-8"] : new[] { "3-4", "4-5", "7-8" }).Select(lost => $"predictions/cluster/{model}/{lost}"),
            losses.Told.Select(loss => loss.EvidenceId).Distinct().Order(StringComparer.Ordinal));
    }

    [PostgresFact]
    public async Task Rows_gone_at_the_end_are_passed_and_their_numbers_are_not_given_again()
    {
        await AppendAsync(6);
        await HarmAsync("DELETE FROM log_records WHERE position >= 4");

        Assert.Equal([0, 1, 2, 3], await PositionsAsync(-1));
        var rest = await log.ReadAsync(log.LogId, model, 3, 100);
        Assert.NotNull(rest);
        Assert.Empty(rest.Requests);
        Assert.Equal(5, rest.Last);
        Assert.Null(await log.ReadAsync(log.LogId, model, 5, 100));

        await AppendAsync(2);
        Assert.Equal([6, 7], await PositionsAsync(3));
        Assert.Equal($"predictions/cluster/{model}/4-6", Assert.Single(losses.Told.Select(loss => loss.EvidenceId).Distinct()));
    }

    [PostgresFact]
    public async Task An_emptied_log_goes_on_where_it_was()
    {
        await AppendAsync(5);
        await HarmAsync("DELETE FROM log_records");
        await AppendAsync(1);
        Assert.Equal([5], await PositionsAsync(-1));
        Assert.Equal([5], await PositionsAsync(4));
    }

    [PostgresTheory, InlineData(true), InlineData(false)]
    public async Task A_log_whose_own_row_is_gone_gives_no_number_a_second_time(bool withItsRecords)
    {
        await AppendAsync(5);
        if (withItsRecords) await HarmAsync("DELETE FROM log_records");
        await ExecuteAsync("DELETE FROM logs WHERE name = $1");

        // A cursor that stands in the lost part is led behind it, before anything new has come and after.
        Assert.Equal(Mark - 1, (await log.ReadAsync(log.LogId, model, 2, 100))!.Last);
        await AppendAsync(2);
        Assert.Equal([Mark, Mark + 1], await PositionsAsync(2));
        Assert.Equal([Mark, Mark + 1], await PositionsAsync(Mark - 1));
        Assert.Single(losses.Told.Select(loss => loss.EvidenceId).Distinct());
    }

    [PostgresFact]
    public async Task Rows_are_found_by_their_ids_durable_or_queued_and_outcomes_are_not_requests()
    {
        var at = DateTimeOffset.UtcNow;
        Guid durable = Guid.CreateVersion7(at), queued = Guid.CreateVersion7(at), report = Guid.CreateVersion7(at);
        var request = new ServedRequest(0, durable, 4, at, 1, null, false, 2, [7, 8], [0.5, 0.5, 0.25, 0.75], [0, 1]);
        await log.AppendAsync(model, new byte[32], request, durable: true);
        await log.AppendAsync(model, new byte[32], request with { BatchId = queued }, durable: false);
        await log.AppendAsync(model, new byte[32], new(
            0, report, 4, at, 0, null, false, 0, [], [], [], [new(durable, 1, at, 1, null, [8], [0.25, 0.75], 1)]), durable: true);

        var found = await log.FindAsync("acme", [new(durable, 1), new(queued, 0), new(durable, 2), new(report, 0)], CancellationToken.None);
        Assert.Equal([(durable, 1, 8.0, 1), (queued, 0, 7.0, 0)],
            found.Rows.Select(row => (row.Id.BatchId, row.Id.Row, row.Inputs[0], row.Decision)).OrderBy(row => row.Row == 0));
        Assert.Equal(2, found.Requests.Count);
        Assert.Empty((await log.FindAsync("other", [new(durable, 0)], CancellationToken.None)).Requests);
        Assert.Equal(2, (await log.EndAsync(model, CancellationToken.None)).Position);
        var outcome = Assert.Single((await log.ReadAsync(log.LogId, model, 1, 10))!.Requests).Outcomes!.Value[0];
        Assert.Equal((durable, 1, 1.0), (outcome.BatchId, outcome.Row, outcome.Actual));
    }

    [PostgresFact]
    public async Task The_migration_finds_the_ids_of_earlier_records()
    {
        var id = Guid.NewGuid();
        await log.AppendAsync(model, new byte[32], new(0, id, 1, DateTimeOffset.UnixEpoch, 1, null, false, 1, [3], [0.5, 0.5], [0]), durable: true);
        await HarmAsync("UPDATE log_records SET key = NULL");
        Assert.Empty((await log.FindAsync("acme", [new(id, 0)], CancellationToken.None)).Rows);

        string migration = await File.ReadAllTextAsync(Path.Combine(SharedFolders.Repository, "deploy", "postgres", "011_log_keys.sql"));
        int from = migration.IndexOf("UPDATE", StringComparison.Ordinal);
        await using var command = server.Migrated.Source.CreateCommand(migration[from..(migration.IndexOf(';', from) + 1)]);
        Assert.True(await command.ExecuteNonQueryAsync() > 0);
        Assert.Equal(3, Assert.Single((await log.FindAsync("acme", [new(id, 0)], CancellationToken.None)).Rows).Inputs[0]);
    }

    private async Task AppendAsync(int requests)
    {
        for (int i = 0; i < requests; i++)
        {
            var request = new ServedRequest(0, Guid.NewGuid(), 1, DateTimeOffset.UnixEpoch, 1, null, false, 1, [i], [0.5, 0.5], [0]);
            await log.AppendAsync(model, new byte[32], request, durable: true);
        }
    }

    private async Task<List<long>> PositionsAsync(long after)
    {
        var found = new List<long>();
        while (await log.ReadAsync(log.LogId, model, after, 3) is { } read)
        {
            found.AddRange(read.Requests.Select(request => request.Position));
            Assert.True(read.Last > after);
            after = read.Last;
        }

        return found;
    }

    private Task HarmAsync(string sql) =>
        ExecuteAsync($"{sql} {(sql.Contains("WHERE", StringComparison.Ordinal) ? "AND" : "WHERE")} log = (SELECT id FROM logs WHERE name = $1)");

    private async Task ExecuteAsync(string sql)
    {
        await using var command = server.Migrated.Source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = PostgresPredictionLog.Name(log.LogId, model) });
        Assert.True(await command.ExecuteNonQueryAsync() > 0);
    }

    private sealed class Losses : IStorageLosses
    {
        public ConcurrentBag<StorageLoss> Told { get; } = [];

        public void Report(StorageLoss loss) => Told.Add(loss);
    }
}
