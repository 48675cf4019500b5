using Npgsql;

namespace Kolosal.Backup;

/// <summary>The tables of a cluster that are backed up, and what is counted of them. Not who is a member of the cluster: a restored one is another.
/// </summary>
internal static class PostgresTables
{
    public const string Prefix = "tables/";

    private const string Logs = "SELECT name, next FROM logs ORDER BY name";

    /// <summary>Each with what it is sorted by, so that equal content gives equal bytes.</summary>
    public static readonly (string Name, string Order)[] All =
    [
        ("orleansstorage", "graintypestring, grainidn0, grainidn1, grainidextensionstring, serviceid"),
        ("orleansreminderstable", "serviceid, grainid, remindername"), ("catalogue", "workspace, kind, id"), ("blobs", "workspace, sha256"),
        ("blob_frames", "frames, number"), ("audit_entries", "workspace, sequence"), ("logs", "id"), ("log_records", "log, position"),
        ("log_marks", "name"), ("relocations", "source"), ("master_key", "single"),
    ];

    /// <summary>Counts and roots, within one transaction or of a database that nobody writes.</summary>
    public static async Task<BackupFacts> FactsAsync(NpgsqlConnection connection, long blobFiles, CancellationToken cancel)
    {
        var logs = ImmutableArray.CreateBuilder<BackedUpLog>();
        await using (var select = new NpgsqlCommand(Logs, connection))
        await using (var reader = await select.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel)) logs.Add(new(reader.GetString(0), reader.GetInt64(1)));
        var ends = new List<(string Workspace, long Entries)>();
        await using (var select = new NpgsqlCommand(
            "SELECT workspace, max(sequence) + 1 FROM audit_entries GROUP BY workspace ORDER BY workspace", connection))
        await using (var reader = await select.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel)) ends.Add((reader.GetString(0), reader.GetInt64(1)));
        var chains = ImmutableArray.CreateBuilder<BackedUpChain>();
        foreach (var (workspace, entries) in ends)
            chains.Add(await AuditFacts.ReadAsync(PostgresChains.ReadAsync(connection, workspace, cancel), workspace, entries));
        return new(
            await CountAsync(connection, "orleansstorage", cancel), await CountAsync(connection, "catalogue", cancel),
            await CountAsync(connection, "orleansreminderstable", cancel), await CountAsync(connection, "blobs", cancel) + blobFiles,
            logs.ToImmutable(), chains.ToImmutable());
    }

    /// <param name="connection">The database.</param>
    /// <param name="table">One of ours.</param>
    /// <param name="cancel">Ends the count.</param>
    public static async Task<long> CountAsync(NpgsqlConnection connection, string table, CancellationToken cancel)
    {
        await using var count = new NpgsqlCommand($"SELECT count(*) FROM {table}", connection) { CommandTimeout = 0 };
        return (long)(await count.ExecuteScalarAsync(cancel))!;
    }
}
