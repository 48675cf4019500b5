namespace Kolosal.LogConsumers;

/// <summary>How far a consumer has read each prediction log. Part of its state, written together with what the requests changed.</summary>
/// <remarks>
/// A stream may tell twice, late, or lose its news with the process; the log does none of these. So the cursor decides: what lies at or before
/// it was counted.
/// </remarks>
[GenerateSerializer, Alias("kolosal.log-cursors")]
public sealed class LogCursors
{
    /// <summary>Position of the last counted record by log id; −1 for a log that was heard of and not counted from.</summary>
    [Id(0)]
    public Dictionary<string, long> Positions { get; set; } = [];

    /// <summary>Position of the last counted record of that log; −1 when none was.</summary>
    public long After(string logId) => Positions.GetValueOrDefault(logId, -1);

    /// <summary>Remembers a log, so that it is read when the consumer catches up.</summary>
    public void Meet(string logId) => Positions.TryAdd(logId, -1);

    /// <summary>Marks a record as counted.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It was counted before: going back would count the records between twice.</exception>
    public void Advance(string logId, long position)
    {
        long after = After(logId);
        if (position <= after)
            throw new ArgumentOutOfRangeException(nameof(position), position, $"Need a position behind {after} in {logId}.");
        Positions[logId] = position;
    }
}
