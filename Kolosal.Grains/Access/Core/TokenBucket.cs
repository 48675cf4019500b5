namespace Kolosal.Access;

/// <summary>
/// A token bucket in one word: the generic cell rate algorithm (ITU-T I.371 §A.1, virtual scheduling). Instead of a count of tokens it keeps the
/// time at which the bucket will be full again; taking a token moves that time one interval on, and is refused when it would lie
/// further ahead than the bucket is deep.
/// </summary>
/// <remarks>Times are in ticks of any steady clock. Safe for any number of threads; a refusal takes nothing.</remarks>
public sealed class TokenBucket
{
    private long full = long.MinValue;

    /// <summary>Takes one token.</summary>
    /// <param name="now">Ticks of the clock; must not run backwards by more than the bucket is deep.</param>
    /// <param name="interval">Ticks in which one token comes back; ≥ 1.</param>
    /// <param name="burst">Tokens in a full bucket; ≥ 1.</param>
    /// <returns>0 when taken; otherwise the ticks until a token will be there.</returns>
    public long Take(long now, long interval, long burst)
    {
        while (true)
        {
            long seen = Volatile.Read(ref full);
            long next = Math.Max(seen, now) + interval;
            long wait = next - now - interval * burst;
            if (wait > 0) return wait;
            if (Interlocked.CompareExchange(ref full, next, seen) == seen) return 0;
        }
    }

    /// <summary>Whether nothing is missing from the bucket, so that forgetting it changes nothing.</summary>
    public bool IsFull(long now) => Volatile.Read(ref full) <= now;
}
