using Kolosal.Audit;
using Kolosal.Storage.Log;
using Microsoft.Data.Sqlite;

namespace Kolosal.Backup;

/// <summary>Counts of a single machine's data.</summary>
internal static class MachineFacts
{
    public const string AuditPrefix = "audit-";

    /// <param name="database">Within one read transaction, or a database that nobody writes.</param>
    /// <param name="logs">The logs.</param>
    /// <param name="ends">By log the number behind its last record that counts.</param>
    /// <param name="blobs">How many blobs.</param>
    public static async Task<BackupFacts> ReadAsync(
        SqliteConnection database, SegmentLogs logs, IReadOnlyDictionary<string, long> ends, long blobs, CancellationToken cancel)
    {
        var trail = new SegmentAuditLog(logs);
        var chains = ImmutableArray.CreateBuilder<BackedUpChain>();
        var others = ImmutableArray.CreateBuilder<BackedUpLog>();
        foreach (var (name, next) in ends.OrderBy(end => end.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(AuditPrefix, StringComparison.Ordinal)) others.Add(new(name, next));
            else
            {
                string workspace = name[AuditPrefix.Length..];
                chains.Add(await AuditFacts.ReadAsync(trail.ReadAsync(workspace, 0, cancel), workspace, next));
            }
        }

        return new(
            Count(database, "grain_state"), Count(database, "catalogue"), Count(database, "reminders"), blobs, others.ToImmutable(),
            chains.ToImmutable());
    }

    /// <summary>Names of the logs of a folder.</summary>
    public static IEnumerable<string> LogNames(string folder) =>
        Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    private static long Count(SqliteConnection database, string table)
    {
        using var count = database.CreateCommand();
        count.CommandText = $"SELECT count(*) FROM {table}";
        return (long)count.ExecuteScalar()!;
    }
}
