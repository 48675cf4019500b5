using System.Collections.Concurrent;

namespace Kolosal.Backup;

/// <summary>What this process does for the records of backups and drills, beside their turns. Safe for any number of callers.</summary>
internal sealed class BackupJobs
{
    private readonly ConcurrentDictionary<string, Task> jobs = new(StringComparer.Ordinal);

    /// <summary>Begins a job unless one of this name is there.</summary>
    /// <param name="name">The record's key and what is done for it.</param>
    /// <param name="work">Runs on the thread pool, not in a turn.</param>
    public void Start<T>(string name, Func<Task<T>> work) => jobs.GetOrAdd(name, _ => Task.Run(work));

    /// <summary>The job; null when this process has none of this name: it was begun by one that is gone.</summary>
    public Task<T>? Find<T>(string name) => jobs.TryGetValue(name, out var job) ? (Task<T>)job : null;

    /// <summary>Its outcome is stored.</summary>
    public void Forget(string name) => jobs.TryRemove(name, out _);
}
