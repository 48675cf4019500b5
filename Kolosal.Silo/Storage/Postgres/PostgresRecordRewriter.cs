using System.Text;
using Npgsql;

namespace Kolosal.Storage.Postgres;

/// <summary>Rewrites states and list entries in the database that silos share. A state gets the next version, so that an activation that still
/// holds the old one is refused when it writes.</summary>
internal sealed class PostgresRecordRewriter(PostgresDatabase database) : IRecordRewriter
{
    private const string States =
        """
        SELECT grainidhash, graintypehash, graintypestring, grainidextensionstring, serviceid, version, payloadbinary FROM orleansstorage
        WHERE payloadbinary IS NOT NULL AND starts_with(grainidextensionstring, $1)
        """;

    private const string UpdateState =
        """
        UPDATE orleansstorage SET payloadbinary = $7, version = version + 1, modifiedon = now()
        WHERE grainidhash = $1 AND graintypehash = $2 AND graintypestring = $3 AND grainidextensionstring = $4 AND serviceid = $5 AND version = $6
        """;

    private const string Entries = "SELECT kind, id, document::text FROM catalogue WHERE workspace = $1";

    private const string UpdateEntry =
        "UPDATE catalogue SET document = $4::json, search = $5::jsonb WHERE workspace = $1 AND kind = $2 AND id = $3";

    public async Task<RewrittenRecords> RewriteAsync(string workspace, Func<StoredRecord, byte[]?> rewrite, CancellationToken cancel)
    {
        var states = new List<object[]>();
        await ReadAsync(States, $"{workspace}/", reader =>
        {
            if (rewrite(new(null, reader.GetString(3), reader.GetFieldValue<byte[]>(6))) is { } left)
                states.Add([reader.GetInt32(0), reader.GetInt32(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                    reader.GetInt32(5), left]);
        }, cancel);
        var entries = new List<object[]>();
        await ReadAsync(Entries, workspace, reader =>
        {
            string kind = reader.GetString(0), id = reader.GetString(1);
            if (rewrite(new(kind, id, Encoding.UTF8.GetBytes(reader.GetString(2)))) is not { } left) return;
            string document = Encoding.UTF8.GetString(left);
            entries.Add([workspace, kind, id, document, document.Replace("\\u0000", "\\ufffd", StringComparison.Ordinal)]);
        }, cancel);

        foreach (object[] state in states) await ExecuteAsync(UpdateState, state, cancel);
        foreach (object[] entry in entries) await ExecuteAsync(UpdateEntry, entry, cancel);
        return new([], entries.Count, states.Count);
    }

    private async Task ReadAsync(string sql, string value, Action<NpgsqlDataReader> take, CancellationToken cancel)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = value } } };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) take(reader);
    }

    private async Task ExecuteAsync(string sql, object[] values, CancellationToken cancel)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (object value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
