using System.Collections.Concurrent;
using Kolosal.Privacy;

namespace Kolosal.Backup;

/// <summary>An engine that does what a test says, and remembers what it was asked.</summary>
internal sealed class FakeBackupEngine(TimeProvider clock) : IBackupEngine
{
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>Jobs wait for it; done by default.</summary>
    public TaskCompletionSource Gate { get; set; } = Done();

    public string? Fails { get; set; }

    public string? Damaged { get; set; }

    public bool Equal { get; set; } = true;

    /// <summary>The target lies away from the host.</summary>
    public bool OffHost { get; init; }

    /// <summary>Backups that lie in the target.</summary>
    public ConcurrentDictionary<string, BackupContent> Stored { get; } = [];

    public Refusal? Refuse() => null;

    public async Task<BackupContent> TakeAsync(BackupTask task, CancellationToken cancel)
    {
        Asked.Enqueue($"take {task.Id} {task.Type} on {task.BaseId ?? "nothing"}");
        await Gate.Task;
        if (Fails is { } why) throw new BackupFailedException(why);
        return Stored[task.Id] = new(
            clock.GetUtcNow(), 10, 100, 3, "/backups", OffHost, true, new('a', 64), 1,
            new(1, 1, 1, 1, [], [new("acme", 3, "h", "r"), new("other", 1, "h", "r")]));
    }

    public Task<BackupContent?> FindAsync(string id, CancellationToken cancel) =>
        Task.FromResult(Stored.TryGetValue(id, out var found) ? found : null);

    public async Task VerifyAsync(string id, CancellationToken cancel)
    {
        Asked.Enqueue($"verify {id}");
        await Gate.Task;
        if (Damaged is { } what) throw new BackupDamagedException(what);
        if (Fails is { } why) throw new BackupFailedException(why);
    }

    public async Task<RestoredFolder> RestoreAsync(string id, string name, CancellationToken cancel)
    {
        Asked.Enqueue($"restore {id} {name}");
        await Gate.Task;
        return Fails is { } why ? throw new BackupFailedException(why) : new RestoredFolder($"/restored/{name}", Erasures.Count);
    }

    public async Task<RestoreDrillOutcome> DrillAsync(string id, CancellationToken cancel)
    {
        Asked.Enqueue($"drill {id}");
        await Gate.Task;
        if (Fails is { } why) throw new BackupFailedException(why);
        return new(2.5, 100, [new("blobs", "1", Equal ? "1" : "0", Equal)], 7, 7, 0);
    }

    /// <summary>What a redaction finds.</summary>
    public ImmutableArray<RedactedBackup> Redacted { get; set; } = [];

    /// <summary>What is remembered beside the backups.</summary>
    public ConcurrentQueue<ErasureEntry> Erasures { get; } = [];

    public Task<ErasureEntry> RememberAsync(ErasureEntry entry, CancellationToken cancel)
    {
        Erasures.Enqueue(entry);
        return Task.FromResult(entry);
    }

    public Task<ImmutableArray<ErasureEntry>> ErasuresAsync(CancellationToken cancel) =>
        Fails is { } why ? throw new BackupFailedException(why) : Task.FromResult<ImmutableArray<ErasureEntry>>([.. Erasures]);

    public Task<ImmutableArray<RedactedBackup>> RedactAsync(BackupErasure erasure, CancellationToken cancel)
    {
        Asked.Enqueue($"redact {erasure.Workspace}");
        return Fails is { } why ? throw new BackupFailedException(why) : Task.FromResult(Redacted);
    }

    public Task RemoveAsync(string id, CancellationToken cancel)
    {
        Asked.Enqueue($"remove {id}");
        Stored.TryRemove(id, out _);
        return Task.CompletedTask;
    }

    public static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }
}
