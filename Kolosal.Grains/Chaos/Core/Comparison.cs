namespace Kolosal.Chaos;

/// <summary>Whether everything that was acknowledged is in the log, and everything in the log was counted once.</summary>
public static class Comparison
{
    /// <summary>Records that were lost or counted more than once.</summary>
    /// <param name="acknowledged">Requests that were answered as durable.</param>
    /// <param name="logged">Requests in the log over the same stretch, in log order; one that is there twice counts as a loss.</param>
    /// <param name="counted">Requests that the counts grew by over that stretch.</param>
    public static long Lost(IReadOnlyCollection<Guid> acknowledged, IReadOnlyCollection<Guid> logged, long counted)
    {
        var there = logged.ToHashSet();
        return acknowledged.Count(id => !there.Contains(id)) + (logged.Count - there.Count) + Math.Abs(counted - logged.Count);
    }
}
