namespace Kolosal.Storage;

/// <summary>
/// An append-only log of byte records, numbered from 0 without gaps. A record is whole or absent, never torn, and its number never names
/// another. Safe for any number of callers: all who wait at the same time share one write to the disk or database.
/// </summary>
public interface IRecordLog
{
    /// <summary>Name it was opened by.</summary>
    string Name { get; }

    /// <summary>Appends a record and answers its number once it is durable. Whoever reads a number also reads every smaller one.</summary>
    /// <param name="record">1 byte to 16 MiB; copied before the call returns.</param>
    /// <param name="cancel">Looked at before the record is queued; from then on it will be written.</param>
    ValueTask<long> AppendAsync(ReadOnlyMemory<byte> record, CancellationToken cancel);

    /// <summary>The durable records from a number on, in order.</summary>
    /// <exception cref="LogCorruptException">A record is not what was written; nothing after it is handed out.</exception>
    /// <exception cref="LogIncompleteException">A record that was appended is no longer there; nothing after it is handed out.</exception>
    IAsyncEnumerable<LogRecord> ReadAsync(long fromPosition, CancellationToken cancel = default);
}
