using Kolosal.Storage.Migrations;
using Kolosal.Storage.Postgres;
using Kolosal.Testing;

namespace Kolosal.Storage;

/// <summary>A database with the product's schema, made when a test first asks for it.</summary>
public sealed class PostgresServer : IDisposable
{
    private readonly PostgresFixture server = new();
    private readonly Lazy<PostgresDatabase> migrated;

    public PostgresServer() => migrated = new Lazy<PostgresDatabase>(() =>
    {
        var database = Empty();
        database.MigrateAsync(Migration.Embedded("postgres"), default).GetAwaiter().GetResult();
        return database;
    });

    internal PostgresDatabase Migrated => migrated.Value;

    internal PostgresDatabase Empty() => new(server.CreateDatabase());

    public void Dispose() => server.Dispose();
}
