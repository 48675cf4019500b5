using System.Security.Cryptography;
using Kolosal.Events;
using Kolosal.LogConsumers;

namespace Kolosal.Predictions;

/// <summary>The prediction log of this silo, or the shared one, for outcomes.</summary>
internal sealed class OutcomeLog(IPredictionLog log, IPredictionFinder finder) : IOutcomeLog
{
    public Task<FoundRows> FindAsync(string workspace, IReadOnlyCollection<PredictionId> ids, CancellationToken cancel) =>
        ids.Count == 0 ? Task.FromResult(new FoundRows([], [])) : finder.FindAsync(workspace, ids, cancel);

    public async Task<LogEnd> AppendAsync(string model, ServedRequest record)
    {
        if (record.Outcomes is not { } outcomes) throw new ArgumentException("Need a record of outcomes, got a request.", nameof(record));

        // There are no rows as they came: what is sealed in their place are the facts.
        var facts = new byte[LoggedOutcomes.MaximumBytes(outcomes)];
        byte[] hash = SHA256.HashData(facts.AsSpan(0, LoggedOutcomes.Write(outcomes, facts)));
        return new(log.LogId, await log.AppendAsync(model, hash, record, durable: true));
    }

    public Task<LogEnd> EndAsync(string model, CancellationToken cancel) => finder.EndAsync(model, cancel);
}
