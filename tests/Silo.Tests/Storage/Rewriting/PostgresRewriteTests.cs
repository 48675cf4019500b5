using System.Text;
using Kolosal.Storage.Postgres;
using Kolosal.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kolosal.Storage;

/// <summary>States, list entries and records of logs are changed in place in the database that silos share.</summary>
public sealed class PostgresRewriteTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const string Person = "ann-4711@example.org";

    [PostgresFact]
    public async Task States_and_entries_of_one_workspace_are_rewritten_under_their_next_version()
    {
        string acme = $"a{Guid.NewGuid():n}"[..12], other = $"{acme}x";
        var catalogue = new PostgresCatalogue(server.Migrated);
        foreach (string workspace in (string[])[acme, other])
        {
            await ExecuteAsync("INSERT INTO orleansstorage VALUES (1, 0, 0, 2, 'note', $1, 'kolosal', $2, now(), 4)", $"{workspace}/one",
                Encoding.UTF8.GetBytes($$"""{"Text":"{{Person}}"}"""));
            await catalogue.UpsertAsync(new(workspace, "note", "one", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch,
                $$"""{"text":"{{Person}}"}"""), default);
        }

        var rewriter = new PostgresRecordRewriter(server.Migrated);
        var done = await rewriter.RewriteAsync(acme, Without, default);
        Assert.Equal((0, 1, 1), (done.States.Length, done.Entries, done.Unnamed));
        Assert.Equal((5, """{"Text":"nobody"}"""), await StateAsync($"{acme}/one"));
        Assert.Equal((4, $$"""{"Text":"{{Person}}"}"""), await StateAsync($"{other}/one"));
        var entry = await catalogue.FindAsync(acme, "note", "one", default);
        Assert.DoesNotContain(Person, entry!.Document, StringComparison.Ordinal);
        Assert.Equal(1, (await catalogue.QueryAsync(new(acme, "note", [new("text", FilterOperator.Equal, "nobody")], null, 1, 10), default)).Total);
        Assert.True((await rewriter.RewriteAsync(acme, Without, default)) is { Unnamed: 0, Entries: 0 });
    }

    [PostgresFact]
    public async Task Records_of_a_workspaces_logs_are_replaced_in_their_places()
    {
        string acme = $"a{Guid.NewGuid():n}"[..12];
        await using var writer = new PostgresLogWriter(server.Migrated, NullLogger<PostgresLogWriter>.Instance);
        var logs = new PostgresLogs(server.Migrated, writer);
        string own = $"predictions/cluster/{acme}/m", foreign = $"predictions/cluster/{acme}x/m";
        for (int i = 0; i < 300; i++) await logs.AppendAsync(own, Encoding.ASCII.GetBytes(i % 100 == 7 ? Person : $"{i}"), default);
        await logs.AppendAsync(foreign, Encoding.ASCII.GetBytes(Person), default);
        Assert.Equal(3, await logs.RewriteAsync("predictions/", $"/{acme}/", record =>
            Encoding.ASCII.GetString(record.Span) == Person ? "gone"u8.ToArray() : null, default));

        int next = 0;
        await foreach (var record in logs.ReadAsync(own, 0, default))
        {
            Assert.Equal((next, next % 100 == 7 ? "gone" : $"{next}"), ((int)record.Position, Encoding.ASCII.GetString(record.Payload.Span)));
            next++;
        }

        Assert.Equal(300, next);
        await foreach (var record in logs.ReadAsync(foreign, 0, default)) Assert.Equal(Person, Encoding.ASCII.GetString(record.Payload.Span));
    }

    private static byte[]? Without(StoredRecord record)
    {
        string text = Encoding.UTF8.GetString(record.Json.Span);
        return text.Contains(Person, StringComparison.Ordinal)
            ? Encoding.UTF8.GetBytes(text.Replace(Person, "nobody", StringComparison.Ordinal)) : null;
    }

    private async Task<(int Version, string Json)> StateAsync(string key)
    {
        await using var command = server.Migrated.Source.CreateCommand(
            "SELECT version, payloadbinary FROM orleansstorage WHERE grainidextensionstring = $1");
        command.Parameters.Add(new() { Value = key });
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        return (reader.GetInt32(0), Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(1)));
    }

    private async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = server.Migrated.Source.CreateCommand(sql);
        foreach (object value in values) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
    }
}
