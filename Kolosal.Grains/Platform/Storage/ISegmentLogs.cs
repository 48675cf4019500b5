namespace Kolosal.Storage;

/// <summary>The logs of this silo.</summary>
public interface ISegmentLogs
{
    /// <summary>Stable name of this silo's log folder, created once: <c>log_</c> and 16
    /// random hex digits. With a position it names a record for ever.</summary>
    string LogId { get; }

    /// <summary>The log of that name, opened on first use and shared from then on.</summary>
    /// <param name="name">1 to 64 of <c>[a-z0-9-]</c>.</param>
    /// <remarks>Damage does not keep a log from opening: it is reported, and met by whoever reads there.</remarks>
    /// <exception cref="LogFailedException">The folder cannot be read or written.</exception>
    ISegmentLog Open(string name);

    /// <summary>Removes whole files of a log that hold only smaller numbers than one; the one that is written stays.</summary>
    /// <returns>Bytes freed.</returns>
    Task<long> RemoveAsync(string name, long before);
}
