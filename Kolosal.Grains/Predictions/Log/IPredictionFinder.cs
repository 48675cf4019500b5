using Kolosal.Events;
using Kolosal.LogConsumers;

namespace Kolosal.Predictions;

/// <summary>Looks predicted rows up in the logs that this silo can read. Safe for any number of callers.</summary>
internal interface IPredictionFinder
{
    /// <summary>As <see cref="IOutcomeLog.FindAsync"/>.</summary>
    Task<FoundRows> FindAsync(string workspace, IReadOnlyCollection<PredictionId> ids, CancellationToken cancel);

    /// <summary>As <see cref="IOutcomeLog.EndAsync"/>.</summary>
    Task<LogEnd> EndAsync(string model, CancellationToken cancel);
}
