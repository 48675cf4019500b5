using System.Buffers.Binary;
using Kolosal.Events;
using Kolosal.LogConsumers;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Feedback;

/// <remarks>
/// Reads <see cref="PredictionStream"/> for outcomes; keeps <see cref="FeedbackState"/> and <see cref="IOutcomeSegmentGrain"/>s; appends to the
/// prediction log. The log is the truth and it is the log's only writer of outcomes, so what it knows follows from the log: it answers after it
/// has read every record that was durable when it woke, and from then on adds what it appends. Segments are written behind: seldom, and before
/// the cursors.
/// </remarks>
[ImplicitStreamSubscription(PredictionStream.Namespace)]
internal sealed class FeedbackGrain(
    [PersistentState("feedback")] IPersistentState<FeedbackState> storage, ICatalogue catalogue, TimeProvider clock, IOutcomeLog log,
    IServedLog served, IOptions<FeedbackOptions> options, FeedbackInstruments instruments)
    : LogConsumerGrain<FeedbackState>(storage, catalogue, clock, instruments), IFeedbackGrain
{
    /// <summary>Rows of a segment; with more it is split.</summary>
    internal const int SegmentRows = 16_384;

    /// <summary>Decoded segments that are kept; about 1 MB each, and in use only while outcomes come in no order at all.</summary>
    private const int KeptSegments = 32;

    /// <summary>Known rows that may wait for their segments.</summary>
    private const int FreshRows = 65_536;

    private readonly Dictionary<(Guid Batch, int Row), double> fresh = [];
    private readonly Dictionary<int, (OutcomeSegment Segment, long LastUse)> kept = [];
    private bool following;
    private LogEnd appended = new("", -1);
    private long uses;

    /// <summary>Never written: outcomes have no list of their own.</summary>
    protected override string CatalogueKind => CatalogueKinds.Feedback;

    public async Task<Result<ImmutableArray<OutcomeVerdict>>> RecordAsync(ImmutableArray<JoinedOutcome> outcomes)
    {
        if (await FollowAsync() is { } refusal) return refusal;
        var known = await KnownAsync(outcomes.Select(joined => joined.Outcome.BatchId));
        var oldest = Oldest;
        var verdicts = ImmutableArray.CreateBuilder<OutcomeVerdict>(outcomes.Length);
        var news = new List<JoinedOutcome>();
        var staged = new Dictionary<(Guid, int), double>();
        foreach (var joined in outcomes)
        {
            var key = (joined.Outcome.BatchId, joined.Outcome.Row);
            double? before = staged.TryGetValue(key, out double newer) ? newer : known(key);
            var status = joined.Outcome.PredictedAt < oldest ? FeedbackStatus.NotFound
                : before is null ? FeedbackStatus.Accepted
                : before == joined.Outcome.Actual ? FeedbackStatus.Repeated : FeedbackStatus.Corrected;
            verdicts.Add(new(status, before));
            if (status is not (FeedbackStatus.Accepted or FeedbackStatus.Corrected)) continue;
            news.Add(joined with { Outcome = joined.Outcome with { Corrects = before } });
            staged[key] = joined.Outcome.Actual;
        }

        foreach (var record in OutcomeRecords.Of(news, Clock.GetUtcNow())) await AppendAsync(record);
        return verdicts.MoveToImmutable();
    }

    protected override object? Describe() => null;

    protected override Task CountAsync(ServedRequest request) => Task.CompletedTask;

    protected override Task CountOutcomesAsync(ServedRequest record)
    {
        // What it appended itself it knows, and perhaps a correction of it.
        if (following && record.Position <= appended.Position) return Task.CompletedTask;
        foreach (var outcome in record.Outcomes!.Value) fresh[(outcome.BatchId, outcome.Row)] = outcome.Actual;
        return Task.CompletedTask;
    }

    protected override TimeSpan WriteEvery => TimeSpan.FromSeconds(options.Value.WriteSeconds);

    protected override bool IsWriteDue => fresh.Count >= FreshRows;

    /// <summary>Known outcomes go into their segments before the cursors go down.</summary>
    protected override bool IsStateAll => fresh.Count == 0;

    /// <summary>Brings what became known into the segments, and then the cursors down.</summary>
    protected override async Task KeepAsync()
    {
        // From the right, so that the places of those that follow stay.
        foreach (var rows in fresh.GroupBy(known => State.PlaceOf(known.Key.Batch)).OrderByDescending(rows => rows.Key).ToArray())
            await WriteAsync(rows.Key, rows);
        int[] dropped = State.Drop(FirstIdAt(Oldest));
        await StoreAsync();
        fresh.Clear();
        foreach (int number in dropped)
        {
            kept.Remove(number);
            await SegmentGrain(number).ClearAsync();
        }
    }

    private DateTimeOffset Oldest => Clock.GetUtcNow().AddDays(-options.Value.RetentionDays);

    /// <summary>Sees to it that every outcome is known that was durable when the grain woke.</summary>
    private async Task<Refusal?> FollowAsync()
    {
        if (following) return null;
        var late = new Refusal(
            RefusalKind.Busy, "feedback.catching-up",
            $"The earlier outcomes of '{Model.Name}' are still being read; send the same again in a moment.");
        string model = this.GetPrimaryKeyString();
        LogEnd end;
        try
        {
            end = await log.EndAsync(model, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            return late;
        }

        if (end.Position >= 0) await StandAsync(end.LogId, end.Position);
        foreach (string logId in State.Cursors.Positions.Keys.ToArray())
        {
            long after = State.Cursors.After(logId);
            bool there = logId == end.LogId && after >= end.Position;
            if (!there && await served.ReadAsync(logId, model, after) is not null) return late;
        }

        (following, appended) = (true, end);
        return null;
    }

    private async Task AppendAsync(ServedRequest record)
    {
        try
        {
            appended = await log.AppendAsync(this.GetPrimaryKeyString(), record);
        }
        catch
        {
            // Nobody knows whether it is there: the next activation reads it from the log.
            following = false;
            DeactivateOnIdle();
            throw;
        }

        foreach (var outcome in record.Outcomes!.Value) fresh[(outcome.BatchId, outcome.Row)] = outcome.Actual;
    }

    /// <summary>Gets hold of what is known of some requests, segment by segment.</summary>
    private async Task<Func<(Guid Batch, int Row), double?>> KnownAsync(IEnumerable<Guid> batches)
    {
        var segments = new Dictionary<int, OutcomeSegment>();
        foreach (int place in batches.Distinct().Select(State.PlaceOf).Distinct().ToArray())
            segments.Add(State.Segments[place].Number, await LoadAsync(place));
        return key => fresh.TryGetValue(key, out double actual) ? actual
            : segments[State.Segments[State.PlaceOf(key.Batch)].Number].Find(key.Batch, key.Row);
    }

    private async Task<OutcomeSegment> LoadAsync(int place)
    {
        int number = State.Segments[place].Number;
        if (!kept.TryGetValue(number, out var found))
        {
            byte[]? stored = await SegmentGrain(number).ReadAsync();
            found.Segment = stored is null ? new() : OutcomeSegment.Read(stored);
            found.Segment.Trim(State.From(place), State.Until(place));
        }

        kept[number] = (found.Segment, ++uses);
        if (kept.Count > KeptSegments) kept.Remove(kept.MinBy(segment => segment.Value.LastUse).Key);
        return found.Segment;
    }

    private async Task WriteAsync(int place, IEnumerable<KeyValuePair<(Guid Batch, int Row), double>> rows)
    {
        var segment = await LoadAsync(place);
        foreach (var ((batch, row), actual) in rows) segment.Set(batch, row, actual);

        // Whole: until the list is stored, it is here that its upper part is looked for. What stands here too much is trimmed when it is loaded.
        int number = State.Segments[place].Number;
        await SegmentGrain(number).SaveAsync(segment.Write());
        if (segment.Count <= SegmentRows) return;
        var parts = segment.Split(SegmentRows);
        kept[number] = (parts[0].Part, ++uses);
        foreach (var (from, part) in parts.Skip(1))
        {
            int added = State.Add(from);
            await SegmentGrain(added).SaveAsync(part.Write());
        }
    }

    private IOutcomeSegmentGrain SegmentGrain(int number) =>
        GrainFactory.GetGrain<IOutcomeSegmentGrain>($"{this.GetPrimaryKeyString()}/{number}");

    /// <summary>The least version-7 id of an instant.</summary>
    private static Guid FirstIdAt(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)Math.Max(0, at.ToUnixTimeMilliseconds()) << 16);
        return new(bytes, bigEndian: true);
    }
}
