using System.Text.Json;
using Kolosal.Audit;

namespace Kolosal.Compliance.Controls;

/// <summary>Reads the audit chain once, from its first kept entry to its last.</summary>
internal sealed class ChainFactsReader(IGrainFactory grains)
{
    /// <summary>For how long a clock that ran back counts.</summary>
    private static readonly TimeSpan ClockHistory = TimeSpan.FromDays(1);

    /// <returns>Null while nothing was audited.</returns>
    public async Task<ChainFact?> ReadAsync(string workspace, DateTimeOffset now, CancellationToken cancel)
    {
        var audit = grains.Audit(workspace);
        var verified = await audit.VerifyAsync(cancel);

        // One that is damaged from its first entry on has none that verify, and is not empty.
        if (verified is { Entries: 0, Valid: true }) return null;

        var tally = new ChainTally(now - ClockHistory);
        long covered = verified.Checkpoint?.Entries ?? 0;
        DateTimeOffset? unsealed = null;
        string? fault = verified.Valid ? null : verified.Fault ?? "The chain does not verify.";
        await foreach (var line in audit.ExportAsync(0, cancel))
        {
            if (line.Fault is { } broken)
            {
                fault ??= broken;
                break;
            }

            using var parsed = JsonDocument.Parse(line.Entry);
            var entry = parsed.RootElement;
            long sequence = entry.GetProperty("seq").GetInt64();
            // What was added since it was verified is left for the next time: the facts are of one moment.
            if (sequence >= verified.Entries) break;
            var at = entry.GetProperty("at").GetDateTimeOffset();
            tally.Count(sequence, at, entry.GetProperty("event_id").GetString()!, line.Entry);
            if (sequence >= covered) unsealed ??= at;
        }

        return tally.Read(verified.Entries, fault, verified.Checkpoint?.Entries, unsealed);
    }
}
