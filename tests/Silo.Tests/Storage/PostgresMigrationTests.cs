using Kolosal.Storage.Migrations;
using Kolosal.Storage.Postgres;
using Kolosal.Testing;
using Npgsql;

namespace Kolosal.Storage;

public sealed class PostgresMigrationTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly Migration One = new(1, "001_one", "CREATE TABLE one (a integer)");
    private static readonly Migration Two = new(2, "002_two", "CREATE TABLE two (a integer)");

    [PostgresFact]
    public async Task Silos_that_start_together_apply_each_step_once()
    {
        await using var database = server.Empty();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => database.MigrateAsync(Migration.Embedded("postgres"), default)));
        Assert.Equal((long)Migration.Embedded("postgres").Length, await ScalarAsync(database, "SELECT count(*) FROM schema_version"));
    }

    [PostgresFact]
    public async Task A_text_that_changed_after_it_was_applied_is_refused()
    {
        await using var database = server.Empty();
        await database.MigrateAsync([One], default);
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => database.MigrateAsync([One with { Sql = "CREATE TABLE other (a integer)" }, Two], default));
        await database.MigrateAsync([One, Two], default);
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.MigrateAsync([One], default));
    }

    [PostgresFact]
    public async Task A_failing_step_leaves_nothing_behind()
    {
        await using var database = server.Empty();
        await Assert.ThrowsAsync<PostgresException>(() => database.MigrateAsync(
            [One, Two with { Sql = "CREATE TABLE two (a integer); SELECT nonsense" }], default));
        Assert.Equal(0L, await ScalarAsync(database, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"));
    }

    private static async Task<object?> ScalarAsync(PostgresDatabase database, string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
