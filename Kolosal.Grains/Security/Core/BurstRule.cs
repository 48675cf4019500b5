namespace Kolosal.Security;

/// <summary>Sightings of the last minutes, counted by minute and source; says whether they are a burst.</summary>
/// <remarks>A burst is many by one source, or many more by all together, which is what a distributed guesser looks like.</remarks>
/// <param name="minutes">Minutes looked back on.</param>
/// <param name="ofOneSource">Sightings of one source that are a burst.</param>
/// <param name="ofAllSources">Sightings of all together that are one.</param>
public sealed class BurstRule(int minutes, long ofOneSource, long ofAllSources)
{
    /// <summary>Sources remembered; more come from one that has many addresses, and count together all the same.</summary>
    private const int MostSources = 1_000;

    private readonly Dictionary<string, Dictionary<long, long>> sources = new(StringComparer.Ordinal);
    private readonly Dictionary<long, long> all = [];

    /// <summary>Adds sightings.</summary>
    /// <returns>What they amount to.</returns>
    public Burst Add(string source, long count, DateTimeOffset at)
    {
        long minute = at.ToUnixTimeSeconds() / 60, oldest = minute - minutes + 1;
        if (!sources.TryGetValue(source, out var own))
        {
            if (sources.Count >= MostSources) Forget(oldest);
            own = [];
            if (sources.Count < MostSources) sources.Add(source, own);
        }

        long one = Count(own, minute, oldest, count), together = Count(all, minute, oldest, count);
        return one >= ofOneSource ? Burst.OfOneSource : together >= ofAllSources ? Burst.OfAllSources : Burst.None;
    }

    private static long Count(Dictionary<long, long> counts, long minute, long oldest, long more)
    {
        foreach (long old in counts.Keys.Where(known => known < oldest).ToArray()) counts.Remove(old);
        counts[minute] = counts.GetValueOrDefault(minute) + more;
        return counts.Values.Sum();
    }

    private void Forget(long oldest)
    {
        foreach (string source in sources.Where(known => known.Value.Keys.All(minute => minute < oldest)).Select(known => known.Key).ToArray())
            sources.Remove(source);
    }
}

/// <summary>What sightings amount to.</summary>
public enum Burst
{
    None,

    /// <summary>One source does it again and again.</summary>
    OfOneSource,

    /// <summary>Many sources do it at once.</summary>
    OfAllSources,
}
