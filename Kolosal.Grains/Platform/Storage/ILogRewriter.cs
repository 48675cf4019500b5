namespace Kolosal.Storage;

/// <summary>Replaces the content of records of a log that is in files of this machine; their numbers and places stay. Safe for any number of callers.
/// </summary>
public interface ILogRewriter
{
    /// <summary>Offers every durable record of a log, and stores what comes back in its place.</summary>
    /// <param name="name">The log's.</param>
    /// <param name="rewrite">Answers the new content, no longer than the old (zeros fill the rest), or null to leave it.</param>
    /// <param name="cancel">Looked at between segments.</param>
    /// <returns>How many records were replaced; durable on return.</returns>
    Task<long> RewriteAsync(string name, Func<ReadOnlyMemory<byte>, byte[]?> rewrite, CancellationToken cancel);
}
