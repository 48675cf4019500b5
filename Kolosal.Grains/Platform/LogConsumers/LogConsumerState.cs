namespace Kolosal.LogConsumers;

/// <summary>What every consumer keeps. A crash loses nothing: the cursors and what the requests changed go down in one write.</summary>
[GenerateSerializer, Alias("kolosal.log-consumer-state")]
public abstract class LogConsumerState : RecordState
{
    [Id(0)] public LogCursors Cursors { get; set; } = new();
}
