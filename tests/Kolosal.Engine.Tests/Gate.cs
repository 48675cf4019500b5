using System.Collections.Concurrent;

namespace Kolosal.Engine.Tests;

/// <summary>Lets a test hold a grain at a point, and know that it is there. By name, as tests and grains share a process and nothing else.</summary>
public static class Gate
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly ConcurrentDictionary<string, Door> Doors = new();

    /// <summary>Says that the grain is here, and waits until the test opens.</summary>
    public static Task PassAsync(string name)
    {
        var door = Of(name);
        door.Reached.TrySetResult();
        return door.Opened.Task.WaitAsync(Patience);
    }

    /// <summary>Waits until a grain stands at the gate.</summary>
    public static Task ReachedAsync(string name) => Of(name).Reached.Task.WaitAsync(Patience);

    public static bool WasReached(string name) => Of(name).Reached.Task.IsCompleted;

    public static void Open(string name) => Of(name).Opened.TrySetResult();

    private static Door Of(string name) => Doors.GetOrAdd(name, _ => new Door());

    private sealed class Door
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public TaskCompletionSource Opened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
