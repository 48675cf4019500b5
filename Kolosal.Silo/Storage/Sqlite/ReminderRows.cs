using System.Globalization;

namespace Kolosal.Storage.Sqlite;

/// <summary>A row of the table <c>reminders</c>.</summary>
internal sealed record ReminderRow(GrainId Grain, string Name, DateTime StartUtc, TimeSpan Period, string ETag);

/// <summary>The table <c>reminders</c>, for whichever engine reads it.</summary>
internal sealed class ReminderRows(SqliteDatabase database)
{
    private const string Columns = "grain_id, name, start_at, period, etag";
    private const string SelectAll = $"SELECT {Columns} FROM reminders";
    private const string Upsert =
        $"""
        INSERT INTO reminders ({Columns}) VALUES (@0, @1, @2, @3, 0)
        ON CONFLICT (grain_id, name) DO UPDATE SET start_at = excluded.start_at, period = excluded.period, etag = reminders.etag + 1
        RETURNING etag
        """;

    private const string Delete = "DELETE FROM reminders WHERE grain_id = @0 AND name = @1 AND etag = coalesce(@2, etag)";

    public IReadOnlyList<ReminderRow> All() => database.Read(session =>
    {
        using var reader = session.Statement(SelectAll).ExecuteReader();
        var rows = new List<ReminderRow>();
        while (reader.Read())
        {
            rows.Add(new ReminderRow(
                GrainId.Parse(reader.GetString(0)), reader.GetString(1), new DateTime(reader.GetInt64(2), DateTimeKind.Utc),
                TimeSpan.FromTicks(reader.GetInt64(3)), reader.GetInt64(4).ToString(CultureInfo.InvariantCulture)));
        }

        return rows;
    });

    /// <summary>Adds or replaces; answers the new ETag once it is durable.</summary>
    public async Task<string> SaveAsync(GrainId grain, string name, DateTime startUtc, TimeSpan period)
    {
        string id = grain.ToString();
        long etag = await database.WriteAsync(session => (long)session.Statement(Upsert, id, name, startUtc.Ticks, period.Ticks).ExecuteScalar()!);
        return etag.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Removes the reminder, under any ETag when none is given; false when there was none.</summary>
    public async Task<bool> RemoveAsync(GrainId grain, string name, string? etag = null)
    {
        string id = grain.ToString();
        long? held = etag is null ? null : long.Parse(etag, CultureInfo.InvariantCulture);
        return await database.WriteAsync(session => session.Statement(Delete, id, name, held).ExecuteNonQuery()) == 1;
    }

    public Task ClearAsync() => database.WriteAsync(session => session.Statement("DELETE FROM reminders").ExecuteNonQuery());
}
