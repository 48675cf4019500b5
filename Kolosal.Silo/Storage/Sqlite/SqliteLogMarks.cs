using Kolosal.Storage.Log;

namespace Kolosal.Storage.Sqlite;

/// <summary>The table <c>log_marks</c>.</summary>
internal sealed class SqliteLogMarks(SqliteDatabase database) : ILogMarks
{
    private const string Select = "SELECT name, first, durable, reserved FROM log_marks WHERE name = @0";

    // A mark never goes back: two of one process may be on their way at once.
    private const string Upsert =
        """
        INSERT INTO log_marks (name, first, durable, reserved) VALUES (@0, @1, @2, @3)
        ON CONFLICT (name) DO UPDATE SET first = max(first, excluded.first), durable = max(durable, excluded.durable),
        reserved = max(reserved, excluded.reserved)
        """;

    public LogMark? Find(string name) => database.Read(session =>
    {
        using var reader = session.Statement(Select, name).ExecuteReader();
        return reader.Read() ? new LogMark(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)) : null;
    });

    public Task SaveAsync(IReadOnlyCollection<LogMark> marks) => database.WriteAsync(session =>
    {
        foreach (var mark in marks) session.Statement(Upsert, mark.Name, mark.First, mark.Durable, mark.Reserved).ExecuteNonQuery();
        return marks.Count;
    });
}
