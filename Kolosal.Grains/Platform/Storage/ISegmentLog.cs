namespace Kolosal.Storage;

/// <summary>A log in files of this machine. A byte that changed on disk is found when it is read.</summary>
public interface ISegmentLog : IRecordLog
{
    /// <summary>Number that the next record will get; the first record of a log is number 0.</summary>
    long NextPosition { get; }

    /// <summary>Number of the oldest record that is kept.</summary>
    long FirstPosition { get; }

    /// <summary>Every record with a smaller number has reached the disk.</summary>
    long DurablePosition { get; }

    /// <summary>What opening the log had to repair.</summary>
    LogRecovery Recovery { get; }

    /// <summary>Appends a record and answers its number; numbers have no gaps and follow the order on disk.</summary>
    /// <param name="record">1 byte to 16 MiB; copied before the call returns.</param>
    /// <param name="durable">
    /// True: completes after fsync. False: completes when queued, and reaches the disk within 100 ms; if the process dies before, the
    /// number is given again, so a cursor that lies beyond <see cref="NextPosition"/> after a start must be taken back to it.
    /// </param>
    /// <param name="cancel">Looked at before the record is queued; from then on it will be written.</param>
    /// <exception cref="LogFailedException">A write failed (disk full, device lost). The log tries by itself until the disk takes records
    /// again; what failed was not acknowledged, is not there, and its numbers are given again.</exception>
    ValueTask<long> AppendAsync(ReadOnlyMemory<byte> record, bool durable = true, CancellationToken cancel = default);

    ValueTask<long> IRecordLog.AppendAsync(ReadOnlyMemory<byte> record, CancellationToken cancel) => AppendAsync(record, durable: true, cancel);

    /// <summary>
    /// As <see cref="IRecordLog.ReadAsync"/>, but a record that is damaged or lost does not end the reading: it comes with an empty payload, and
    /// every number has its record. Damage that is met is reported.
    /// </summary>
    IAsyncEnumerable<LogRecord> ReadSoundAsync(long fromPosition, CancellationToken cancel = default);

    /// <summary>Gives up the numbers below a position, none of which is given again: records behind what is there now were lost.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The log is there already.</exception>
    void SkipTo(long position);

    /// <summary>The largest number, at most the given one, below which whole files hold nothing else.</summary>
    long CutAt(long before);

    /// <summary>Completes when everything that was appended before the call is durable.</summary>
    ValueTask FlushAsync(CancellationToken cancel = default);
}
