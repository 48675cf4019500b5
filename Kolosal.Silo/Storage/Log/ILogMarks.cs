namespace Kolosal.Storage.Log;

/// <summary>What is remembered of each log outside its own files, so that a log that has become shorter is noticed.</summary>
internal interface ILogMarks
{
    /// <summary>The mark of a log; null when none was made yet.</summary>
    LogMark? Find(string name);

    /// <summary>Keeps marks; durable on return.</summary>
    Task SaveAsync(IReadOnlyCollection<LogMark> marks);
}

/// <summary>How far a log has come.</summary>
/// <param name="Name">The log's.</param>
/// <param name="First">Smaller numbers were removed by retention.</param>
/// <param name="Durable">Every smaller number was given to a record that had reached the disk.</param>
/// <param name="Reserved">No number at or behind it was given out.</param>
internal sealed record LogMark(string Name, long First, long Durable, long Reserved);
