using Kolosal.Storage.Migrations;
using Kolosal.Storage.Postgres;
using Kolosal.Testing;

namespace Kolosal.Storage;

/// <summary>A database with the product's schema, made when a test first asks for it.</summary>
public sealed class PostgresServer : IDisposable
{
    private readonly PostgresFixture _server = new();
    private readonly Lazy<PostgresDatabase> _migrated;

    public PostgresServer() => _migrated = new Lazy<PostgresDatabase>(() =>
    {
        var database = Empty();
        database.MigrateAsync(Migration.Embedded("postgres"), default).GetAwaiter().GetResult();
        return database;
    });

    internal PostgresDatabase Migrated => _migrated.Value;

    internal PostgresDatabase Empty() => new(_server.CreateDatabase());

    public void Dispose() => _server.Dispose();
}
