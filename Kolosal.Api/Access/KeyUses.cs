using System.Collections.Concurrent;

namespace Kolosal.Access;

/// <summary>Remembers which keys were used, and tells them so once a minute: a request costs no write.</summary>
/// <remarks>A crash loses the last minute of it.</remarks>
internal sealed partial class KeyUses(IGrainFactory grains, TimeProvider clock, ILogger<KeyUses> log) : BackgroundService
{
    private const string KeyPrefix = "key_";

    /// <summary>Keys told of in one round; more are told of in the next.</summary>
    private const int Most = 10_000;

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Workspace, string Key), DateTimeOffset> used = new();

    /// <summary>A request by this caller was let in. Keys that stand for a principal are not told apart from it.</summary>
    public void Note(Principal principal)
    {
        if (!principal.Subject.StartsWith(KeyPrefix, StringComparison.Ordinal) || used.Count >= Most) return;

        // To the minute: the time of the first use since the last round will do, and costs the others no write.
        used.TryAdd((principal.Workspace, principal.Subject), clock.GetUtcNow());
    }

    /// <summary>Tells now.</summary>
    public async Task TellAsync()
    {
        foreach (var ((workspace, key), at) in used.ToArray())
        {
            try
            {
                await grains.ApiKey(workspace, key).NoteUseAsync(at);
                used.TryRemove((workspace, key), out _);
            }
            catch (Exception fault)
            {
                LogUntold(log, fault, key);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(Every, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TellAsync();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Key} could not be told of its use; it is told again")]
    private static partial void LogUntold(ILogger log, Exception fault, string key);
}
