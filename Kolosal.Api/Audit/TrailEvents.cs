using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Kolosal.Http;
using Kolosal.Storage;

namespace Kolosal.Audit;

/// <summary>Follows a workspace's audit trail for what somebody is about.</summary>
/// <remarks>
/// The trail numbers every change without gaps and keeps it, so a client that was away for long goes on where it was; the numbers of what
/// does not concern it are passed over. Entries of one moment may be listed out of order: a number that is missing is waited for, and
/// passed over only when it does not come.
/// </remarks>
/// <param name="catalogue">Lists the trail.</param>
/// <param name="workspace">Whose.</param>
/// <param name="clock">The platform's.</param>
/// <param name="concerning">What the actions begin with; an empty text for all.</param>
internal sealed class TrailEvents(ICatalogue catalogue, string workspace, TimeProvider clock, ImmutableArray<string> concerning)
{
    private const int Batch = 500;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromSeconds(5), Overlap = TimeSpan.FromMinutes(2);

    private DateTimeOffset reached;

    /// <param name="last">Number of the last event that the client has; 0 to begin now.</param>
    /// <param name="cancel">Ends it.</param>
    public async IAsyncEnumerable<StreamEvent> FollowAsync(long last, [EnumeratorCancellation] CancellationToken cancel)
    {
        // Events are numbered from 1, the chain from 0.
        long next = last > 0 ? await MeetAsync(last, cancel) : await BeginAsync(cancel);
        DateTimeOffset? missingSince = null;
        while (!cancel.IsCancellationRequested)
        {
            var found = await ReadAsync(next, whole: false, cancel);
            bool gap = found.Count > 0 && found[0].Sequence > next;
            if (gap && clock.GetUtcNow() - (missingSince ??= clock.GetUtcNow()) >= Patience)
            {
                // An entry whose time lies far back comes late into the list.
                found = await ReadAsync(next, whole: true, cancel);
                if (found[0].Sequence > next) next = found[0].Sequence;
                gap = false;
            }
            if (!gap) missingSince = null;
            int taken = 0;
            foreach (var (sequence, entry) in found)
            {
                if (sequence != next) break;
                next++;
                taken++;
                if (entry.CreatedAt > reached) reached = entry.CreatedAt;
                if (Read(entry, sequence) is { } told) yield return told;
            }
            if (taken < Batch) await Task.Delay(LookEvery, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<long> BeginAsync(CancellationToken cancel)
    {
        reached = clock.GetUtcNow();
        var newest = await catalogue.QueryAsync(new(workspace, CatalogueKinds.AuditEvent, [], "-created_at", 1, 1), cancel);
        if (newest.Items.IsEmpty) return 0;

        // The newest by time need not have the largest number; those beside it are looked through.
        reached = newest.Items[0].CreatedAt;
        var near = await catalogue.QueryAsync(new(workspace, CatalogueKinds.AuditEvent, [Since()], "-seq", 1, 1), cancel);
        return Sequence(near.Items[0]) + 1;
    }

    private async Task<long> MeetAsync(long last, CancellationToken cancel)
    {
        var known = await catalogue.QueryAsync(
            new(workspace, CatalogueKinds.AuditEvent, [new("seq", FilterOperator.Equal, Text(last - 1))], null, 1, 1), cancel);
        if (!known.Items.IsEmpty)
        {
            reached = known.Items[0].CreatedAt;
            return last;
        }

        // A number that was never given, as of a client that knew another installation, is as good as none.
        long now = await BeginAsync(cancel);
        if (last >= now) return now;
        reached = DateTimeOffset.UnixEpoch + Overlap;
        return last;
    }

    private async Task<List<(long Sequence, CatalogueEntry Entry)>> ReadAsync(long next, bool whole, CancellationToken cancel)
    {
        ImmutableArray<CatalogueFilter> filters = [new("seq", FilterOperator.AtLeast, Text(next)), .. whole ? [] : (CatalogueFilter[])[Since()]];
        var found = await catalogue.QueryAsync(new(workspace, CatalogueKinds.AuditEvent, filters, "seq", 1, Batch), cancel);
        return [.. found.Items.Select(entry => (Sequence(entry), entry))];
    }

    /// <summary>By age, which the catalogue finds without looking at every entry.</summary>
    private CatalogueFilter Since() => new("created_at", FilterOperator.AtLeast,
        (reached - Overlap).ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture));

    private StreamEvent? Read(CatalogueEntry entry, long sequence)
    {
        using var document = JsonDocument.Parse(entry.Document);
        string action = document.RootElement.GetProperty("action").GetString()!;
        if (!concerning.Any(prefix => action.StartsWith(prefix, StringComparison.Ordinal))) return null;
        return new(sequence + 1, action, new TrailEvent(
            entry.CreatedAt, action, document.RootElement.GetProperty("subject").GetString()!,
            document.RootElement.TryGetProperty("model", out var model) ? model.GetString() : null,
            document.RootElement.GetProperty("detail").Clone()));
    }

    private static long Sequence(CatalogueEntry entry)
    {
        using var document = JsonDocument.Parse(entry.Document);
        return document.RootElement.GetProperty("seq").GetInt64();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
