namespace Kolosal.Storage.Sqlite;

/// <summary>Reminders of a lone Orleans silo, kept in SQLite.</summary>
/// <remarks>There are at most thousands of them, so a range is filtered here and no hash of one runtime is stored for another.</remarks>
internal sealed class SqliteReminderTable(SqliteDatabase database) : IReminderTable
{
    private readonly ReminderRows rows = new(database);

    public Task<ReminderTableData> ReadRows(GrainId grainId) => Task.FromResult(Rows(row => row.Grain == grainId));

    /// <summary>Hashes h with begin &lt; h ≤ end; where begin ≥ end the range goes round over zero.</summary>
    public Task<ReminderTableData> ReadRows(uint begin, uint end) => Task.FromResult(Rows(row =>
    {
        uint hash = row.Grain.GetUniformHashCode();
        return begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;
    }));

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => Task.FromResult(
        rows.All().Where(row => row.Grain == grainId && row.Name == reminderName).Select(Entry).FirstOrDefault());

    public async Task<string?> UpsertRow(ReminderEntry entry) =>
        await rows.SaveAsync(entry.GrainId, entry.ReminderName, entry.StartAt.ToUniversalTime(), entry.Period);

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => rows.RemoveAsync(grainId, reminderName, eTag);

    public Task TestOnlyClearTable() => rows.ClearAsync();

    private ReminderTableData Rows(Func<ReminderRow, bool> wanted) => new(rows.All().Where(wanted).Select(Entry));

    private static ReminderEntry Entry(ReminderRow row) =>
        new() { GrainId = row.Grain, ReminderName = row.Name, StartAt = row.StartUtc, Period = row.Period, ETag = row.ETag };
}
