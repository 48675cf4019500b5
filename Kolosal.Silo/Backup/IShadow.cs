using Kolosal.Models;
using Kolosal.Storage;

namespace Kolosal.Backup;

/// <summary>A restored copy that nobody serves from.</summary>
internal interface IShadow : IAsyncDisposable
{
    /// <summary>Its packages and datasets.</summary>
    IBlobStore Blobs { get; }

    /// <summary>Its counts, heads and roots.</summary>
    Task<BackupFacts> FactsAsync(CancellationToken cancel);

    /// <summary>The latest records of its prediction logs, oldest first.</summary>
    /// <param name="most">At most so many.</param>
    /// <param name="cancel">Ends the reading.</param>
    IAsyncEnumerable<ReadOnlyMemory<byte>> LatestPredictionsAsync(int most, CancellationToken cancel);

    /// <summary>What its state holds of a version; null when there is none.</summary>
    Task<VersionRegistration?> VersionAsync(VersionKey version, CancellationToken cancel);
}
