using System.Runtime.CompilerServices;
using Kolosal.Audit;
using Npgsql;

namespace Kolosal.Backup;

/// <summary>An audit chain as one transaction sees it.</summary>
internal static class PostgresChains
{
    private const string Select = "SELECT sequence, entry, hash FROM audit_entries WHERE workspace = $1 ORDER BY sequence";

    public static async IAsyncEnumerable<ChainedEntry> ReadAsync(
        NpgsqlConnection connection, string workspace, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var select = new NpgsqlCommand(Select, connection) { CommandTimeout = 0, Parameters = { new() { Value = workspace } } };
        await using var reader = await select.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) yield return new(reader.GetInt64(0), reader.GetString(1), reader.GetString(2));
    }
}
