using System.Collections.Concurrent;

namespace Kolosal.Runtime.Reminders;

/// <summary>Reminders that last as long as this object; tests share one between silos.</summary>
internal sealed class MemoryReminderStore : IReminderStore
{
    private readonly ConcurrentDictionary<(GrainId, string), StoredReminder> _reminders = new();

    public Task<IReadOnlyList<StoredReminder>> ReadAllAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<StoredReminder>>([.. _reminders.Values]);

    public Task SaveAsync(StoredReminder reminder)
    {
        _reminders[(reminder.Grain, reminder.Name)] = reminder;
        return Task.CompletedTask;
    }

    public Task RemoveAsync(GrainId grain, string name)
    {
        _reminders.TryRemove((grain, name), out _);
        return Task.CompletedTask;
    }
}
