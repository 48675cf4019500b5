using Kolosal.Storage.State;

namespace Kolosal.Storage.Sqlite;

/// <summary>Seals what programs left that did not seal yet: once an installation, before anything is served.</summary>
internal static class UnsealedStates
{
    private const string Select =
        "SELECT grain_id, state_name, etag, payload, rowid FROM grain_state WHERE seal IS NULL AND rowid > @0 ORDER BY rowid LIMIT 200";

    private const string Update = "UPDATE grain_state SET seal = @1 WHERE rowid = @0";

    public static Task SealAsync(SqliteDatabase database, StateSeal seal) => database.WriteAsync(session =>
    {
        for (long last = long.MinValue; ;)
        {
            var page = Page(session, seal, last);
            if (page.Count == 0) return true;
            foreach (var (row, sealedAs) in page) session.Statement(Update, row, sealedAs).ExecuteNonQuery();
            last = page[^1].Row;
        }
    });

    private static List<(long Row, byte[] Seal)> Page(SqliteSession session, StateSeal seal, long last)
    {
        using var reader = session.Statement(Select, last).ExecuteReader();
        var page = new List<(long Row, byte[] Seal)>();
        while (reader.Read())
            page.Add((reader.GetInt64(4),
                seal.Of(reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetFieldValue<byte[]>(3))));
        return page;
    }
}
