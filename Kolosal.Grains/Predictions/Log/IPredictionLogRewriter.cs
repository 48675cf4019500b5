namespace Kolosal.Predictions;

/// <summary>Replaces the content of records of the prediction log; their numbers stay. Safe for any number of callers.</summary>
internal interface IPredictionLogRewriter
{
    /// <summary>Offers every durable record of a workspace's models, and stores what comes back in its place.</summary>
    /// <param name="workspace">Whose.</param>
    /// <param name="rewrite">Answers the new content, no longer than the old, or null to leave it.</param>
    /// <param name="cancel">Looked at between parts of the log.</param>
    /// <returns>How many records were replaced.</returns>
    Task<long> RewriteAsync(string workspace, Func<ReadOnlyMemory<byte>, byte[]?> rewrite, CancellationToken cancel);
}
