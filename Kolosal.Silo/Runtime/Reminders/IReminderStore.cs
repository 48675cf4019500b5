namespace Kolosal.Runtime.Reminders;

/// <summary>Keeps reminders over restarts. One silo uses it at a time.</summary>
internal interface IReminderStore
{
    Task<IReadOnlyList<StoredReminder>> ReadAllAsync(CancellationToken cancel);

    /// <summary>Adds the reminder, or replaces the one of the same grain and name. Durable when it returns.</summary>
    Task SaveAsync(StoredReminder reminder);

    /// <summary>Removes it; no fault when there is none.</summary>
    Task RemoveAsync(GrainId grain, string name);
}

/// <param name="Start">When it is, or was, due for the first time.</param>
/// <param name="Period">From one tick to the next; at least a minute.</param>
internal sealed record StoredReminder(GrainId Grain, string Name, DateTimeOffset Start, TimeSpan Period);
