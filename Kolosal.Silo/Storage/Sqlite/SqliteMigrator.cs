using Kolosal.Storage.Migrations;
using Microsoft.Data.Sqlite;

namespace Kolosal.Storage.Sqlite;

/// <summary>Applies the steps a database still needs, all or none, while nobody else may touch it.</summary>
internal static class SqliteMigrator
{
    public static void Migrate(SqliteConnection connection, ImmutableArray<Migration> known)
    {
        Execute(connection, "BEGIN EXCLUSIVE");
        try
        {
            Execute(connection, "CREATE TABLE IF NOT EXISTS schema_version (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)");
            foreach (var migration in MigrationPlan.Pending(known, Applied(connection)))
            {
                Execute(connection, migration.Sql);
                using var record = connection.CreateCommand();
                record.CommandText = "INSERT INTO schema_version (number, name, checksum) VALUES (@number, @name, @checksum)";
                record.Parameters.AddWithValue("@number", migration.Number);
                record.Parameters.AddWithValue("@name", migration.Name);
                record.Parameters.AddWithValue("@checksum", migration.Checksum);
                record.ExecuteNonQuery();
            }

            Execute(connection, "COMMIT");
        }
        catch
        {
            Execute(connection, "ROLLBACK");
            throw;
        }
    }

    private static List<AppliedMigration> Applied(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT number, name, checksum FROM schema_version ORDER BY number";
        using var reader = command.ExecuteReader();
        var applied = new List<AppliedMigration>();
        while (reader.Read()) applied.Add(new AppliedMigration(reader.GetInt32(0), reader.GetString(1), reader.GetString(2)));
        return applied;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
