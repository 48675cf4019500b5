using Kolosal.Storage.Migrations;
using Kolosal.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Kolosal.Storage;

public sealed class MigrationTests : IDisposable
{
    private static readonly Migration One = new(1, "001_one", "CREATE TABLE one (a INTEGER)");
    private static readonly Migration Two = new(2, "002_two", "CREATE TABLE two (a INTEGER)");
    private readonly SqliteConnection connection = new("Data Source=:memory:");

    public MigrationTests() => connection.Open();

    public void Dispose() => connection.Dispose();

    [Fact]
    public void Each_step_runs_once_and_later_steps_follow()
    {
        SqliteMigrator.Migrate(connection, [One]);
        SqliteMigrator.Migrate(connection, [One]);
        SqliteMigrator.Migrate(connection, [One, Two]);
        Assert.Equal(2L, Scalar("SELECT count(*) FROM schema_version"));
        Assert.Equal(0L, Scalar("SELECT count(*) FROM two"));
    }

    [Fact]
    public void A_text_that_changed_after_it_was_applied_is_refused()
    {
        SqliteMigrator.Migrate(connection, [One]);
        var refused = Assert.Throws<InvalidOperationException>(
            () => SqliteMigrator.Migrate(connection, [One with { Sql = "CREATE TABLE one (b INTEGER)" }, Two]));
        Assert.Contains("001_one", refused.Message);
        Assert.Equal(1L, Scalar("SELECT count(*) FROM schema_version"));
    }

    [Fact]
    public void A_database_of_a_newer_program_is_refused()
    {
        SqliteMigrator.Migrate(connection, [One, Two]);
        Assert.Throws<InvalidOperationException>(() => SqliteMigrator.Migrate(connection, [One]));
    }

    [Fact]
    public void A_gap_in_the_numbers_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => SqliteMigrator.Migrate(connection, [One, Two with { Number = 3 }]));

    [Fact]
    public void A_failing_step_leaves_nothing_behind()
    {
        Assert.Throws<SqliteException>(() => SqliteMigrator.Migrate(
            connection, [One, Two with { Sql = "CREATE TABLE two (a INTEGER); SELECT nonsense" }]));
        Assert.Equal(0L, Scalar("SELECT count(*) FROM sqlite_master"));
    }

    [Fact]
    public void Line_ends_do_not_count() =>
        Assert.Equal(new Migration(1, "a", "x\ny\n").Checksum, new Migration(1, "a", "x\r\ny\r\n").Checksum);

    [Theory, InlineData("sqlite")]
    public void Released_steps_are_numbered_without_gaps(string dialect)
    {
        var steps = Migration.Embedded(dialect);
        Assert.NotEmpty(steps);
        Assert.Equal(Enumerable.Range(1, steps.Length), steps.Select(step => step.Number));
    }

    [Fact]
    public void A_database_of_before_the_counts_has_its_entries_counted_and_goes_on_counting()
    {
        var steps = Migration.Embedded("sqlite");
        SqliteMigrator.Migrate(connection, [.. steps.Take(4)]);
        Scalar("INSERT INTO catalogue VALUES ('w', 'run', 'a', '', '', '{}'), ('w', 'run', 'b', '', '', '{}'), ('v', 'run', 'a', '', '', '{}')");
        SqliteMigrator.Migrate(connection, steps);
        Scalar("INSERT INTO catalogue VALUES ('w', 'run', 'b', '', '', '{}') ON CONFLICT (workspace, kind, id) DO UPDATE SET updated_at = 'x'");
        Assert.Equal(2L, Scalar("SELECT entries FROM catalogue_counts WHERE workspace = 'w' AND kind = 'run'"));
        Scalar("DELETE FROM catalogue WHERE workspace = 'w' AND id = 'a'");
        Assert.Equal(1L, Scalar("SELECT entries FROM catalogue_counts WHERE workspace = 'w' AND kind = 'run'"));
        Assert.Equal(1L, Scalar("SELECT entries FROM catalogue_counts WHERE workspace = 'v' AND kind = 'run'"));
    }

    private object? Scalar(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
