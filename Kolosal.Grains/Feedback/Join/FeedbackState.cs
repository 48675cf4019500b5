using Kolosal.LogConsumers;

namespace Kolosal.Feedback;

/// <summary>
/// Where the rows of a model that have an outcome are kept. A crash loses nothing: the segments hold at least what the log says up to the cursors,
/// and the rest is read from the log again.
/// </summary>
[GenerateSerializer, Alias("kolosal.feedback-state")]
internal sealed class FeedbackState : LogConsumerState
{
    /// <summary>Ascending; the first begins before every id.</summary>
    [Id(0)] public List<SegmentRange> Segments { get; set; } = [];

    [Id(1)] public int NextSegment { get; set; }

    /// <summary>The segment that a request's rows belong to, by its place in the list.</summary>
    public int PlaceOf(Guid batch)
    {
        if (Segments.Count == 0) Segments.Add(new(NextSegment++, Guid.Empty));
        int low = 0, high = Segments.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Segments[middle].From <= batch) low = middle + 1;
            else high = middle;
        }

        return Math.Max(0, low - 1);
    }

    /// <summary>Where the segment at a place begins; the first one, whatever has gone before it, holds every smaller id.</summary>
    public Guid From(int place) => place == 0 ? Guid.Empty : Segments[place].From;

    /// <summary>Where the segment at a place ends; null for the last.</summary>
    public Guid? Until(int place) => place + 1 < Segments.Count ? Segments[place + 1].From : null;

    /// <summary>Takes up a segment.</summary>
    /// <returns>Its number.</returns>
    public int Add(Guid from)
    {
        int place = PlaceOf(from), number = NextSegment++;
        Segments.Insert(place + 1, new(number, from));
        return number;
    }

    /// <summary>Lets the segments go whose requests are all before an id; the last one stays.</summary>
    /// <returns>Their numbers.</returns>
    public int[] Drop(Guid before)
    {
        int old = 0;
        while (old + 1 < Segments.Count && Segments[old + 1].From <= before) old++;
        int[] numbers = [.. Segments.Take(old).Select(segment => segment.Number)];
        Segments.RemoveRange(0, old);
        return numbers;
    }
}

/// <param name="Number">Names it among the model's.</param>
/// <param name="From">The first batch id that belongs to it.</param>
[GenerateSerializer, Immutable, Alias("kolosal.segment-range")]
internal sealed record SegmentRange(int Number, Guid From);
