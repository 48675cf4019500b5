#if !ORLEANS
using Kolosal.Runtime.Reminders;

namespace Kolosal.Storage.Sqlite;

/// <summary>Reminders of the embedded engine, kept in SQLite.</summary>
internal sealed class SqliteReminderStore(SqliteDatabase database) : IReminderStore
{
    private readonly ReminderRows _rows = new(database);

    public Task<IReadOnlyList<StoredReminder>> ReadAllAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<StoredReminder>>([.. _rows.All().Select(row => new StoredReminder(row.Grain, row.Name, row.StartUtc, row.Period))]);
    }

    public Task SaveAsync(StoredReminder reminder) =>
        _rows.SaveAsync(reminder.Grain, reminder.Name, reminder.Start.UtcDateTime, reminder.Period);

    public Task RemoveAsync(GrainId grain, string name) => _rows.RemoveAsync(grain, name);
}
#endif
