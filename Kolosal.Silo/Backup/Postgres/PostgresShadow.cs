using System.Runtime.CompilerServices;
using Kolosal.Models;
using Kolosal.Storage;
using Kolosal.Storage.Blobs;
using Kolosal.Storage.Files;
using Kolosal.Storage.Postgres;
using Kolosal.Storage.State;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Kolosal.Backup;

/// <summary>A restored database beside the cluster's own, made for a drill and dropped with it.</summary>
internal sealed class PostgresShadow : IShadow
{
    private const string Latest =
        """
        SELECT record FROM log_records JOIN logs ON logs.id = log_records.log
        WHERE starts_with(logs.name, 'predictions/') ORDER BY logs.changed_at DESC, position DESC LIMIT $1
        """;

    // A row's name has the state's and the grain's type in it, and the key beside.
    private const string SelectVersion =
        "SELECT payloadbinary FROM orleansstorage WHERE graintypestring LIKE '%model-version%' AND grainidextensionstring = $1";

    private readonly PostgresDatabase database;
    private readonly string server, name;
    private readonly DataDirectory? directory;
    private readonly long blobFiles;

    private PostgresShadow(PostgresDatabase database, string server, string name, DataDirectory? directory, IKeyRing keys)
    {
        (this.database, this.server, this.name, this.directory) = (database, server, name, directory);
        Blobs = directory is null ? new PostgresBlobStore(database, keys) : new FolderBlobStore(directory, keys);
        if (directory is not null)
            blobFiles = Directory.EnumerateFiles(directory.Folder("blobs"), "*", SearchOption.AllDirectories).LongCount();
    }

    public IBlobStore Blobs { get; }

    /// <summary>Makes a database on the same server and restores into it.</summary>
    /// <exception cref="BackupFailedException">The cluster's user may not make databases.</exception>
    public static async Task<IShadow> RestoreAsync(
        BackupReader reader, string server, string folder, IKeyRing keys, CancellationToken cancel)
    {
        string name = $"kolosal_drill_{Guid.NewGuid():n}";
        try
        {
            await ExecuteAsync(server, $"CREATE DATABASE {name}", cancel);
        }
        catch (PostgresException denied) when (denied.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new BackupFailedException("A drill makes a database of its own, which this user may not. Grant it: ALTER ROLE … CREATEDB.", denied);
        }

        var database = new PostgresDatabase(new NpgsqlConnectionStringBuilder(server) { Database = name, Pooling = false }.ToString());
        try
        {
            bool files = reader.Manifest.Files.Any(file => file.Name.StartsWith(BlobParts.Prefix, StringComparison.Ordinal));
            await PostgresRestore.RunAsync(reader, database.ConnectionString, files ? folder : null, cancel);
            var directory = files ? new DataDirectory(Options.Create(new StorageOptions { DataDirectory = folder })) : null;
            return new PostgresShadow(database, server, name, directory, keys);
        }
        catch
        {
            await database.DisposeAsync();
            await ExecuteAsync(server, $"DROP DATABASE {name} WITH (FORCE)", CancellationToken.None);
            throw;
        }
    }

    public async Task<BackupFacts> FactsAsync(CancellationToken cancel)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        return await PostgresTables.FactsAsync(connection, blobFiles, cancel);
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> LatestPredictionsAsync(int most, [EnumeratorCancellation] CancellationToken cancel)
    {
        var newestFirst = new List<byte[]>();
        await using (var select = database.Source.CreateCommand(Latest))
        {
            select.Parameters.Add(new() { Value = most });
            await using var reader = await select.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel)) newestFirst.Add(reader.GetFieldValue<byte[]>(0));
        }

        for (int i = newestFirst.Count - 1; i >= 0; i--) yield return newestFirst[i];
    }

    public async Task<VersionRegistration?> VersionAsync(VersionKey version, CancellationToken cancel)
    {
        await using var select = database.Source.CreateCommand(SelectVersion);
        select.Parameters.Add(new() { Value = version.ToString() });
        return await select.ExecuteScalarAsync(cancel) is byte[] payload ? StateJson.Deserialize<ModelVersionState>(payload).Registration : null;
    }

    public async ValueTask DisposeAsync()
    {
        directory?.Dispose();
        await database.DisposeAsync();
        await ExecuteAsync(server, $"DROP DATABASE {name} WITH (FORCE)", CancellationToken.None);
    }

    private static async Task ExecuteAsync(string server, string sql, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ToString());
        await connection.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
