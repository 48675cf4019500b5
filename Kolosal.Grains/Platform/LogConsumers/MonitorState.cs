namespace Kolosal.LogConsumers;

/// <summary>What every window monitor keeps. A crash loses nothing: the cursors and what the requests changed go down in one write.</summary>
[GenerateSerializer, Alias("kolosal.monitor-state")]
public abstract class MonitorState : RecordState
{
    [Id(0)] public LogCursors Cursors { get; set; } = new();

    /// <summary>The version that the current window counts; 0 before the first request. A window never mixes versions.</summary>
    [Id(1)] public int Version { get; set; }

    /// <summary>Windows closed so far; with the key it names a window for ever.</summary>
    [Id(2)] public long Windows { get; set; }

    /// <summary>When the first request of the current window was answered; null while it is empty.</summary>
    [Id(3)] public DateTimeOffset? WindowBeganAt { get; set; }
}
