namespace Kolosal.Chaos;

/// <summary>What comparisons of a log with its counts say, one after the other: that nothing is missing counts at once, that something is missing
/// only when it stays so until the end. Readers and consumers of a log are a little behind it, so what is missing now may only be late.</summary>
public sealed class LossWatch
{
    /// <summary>For so many seconds at least the same must have been missing, to be lost.</summary>
    public const double SettledSeconds = 5;

    private (double Since, long Missing)? found;
    private double last;

    /// <summary>A comparison was made.</summary>
    /// <param name="at">Seconds on any clock that only goes forward.</param>
    /// <param name="missing">Records that were missing or counted otherwise than once; at least 0.</param>
    /// <returns>0 when nothing is missing, which is the answer; null while it is to be compared again.</returns>
    public long? Compared(double at, long missing)
    {
        last = at;
        if (missing == 0)
        {
            found = null;
            return 0;
        }

        if (found is not { } known || known.Missing != missing) found = (at, missing);
        return null;
    }

    /// <summary>What is lost where no time is left for another comparison; null when that is not known: nothing was missing yet, or not the same for
    /// <see cref="SettledSeconds"/>.</summary>
    public long? AtEnd => found is { } known && last - known.Since >= SettledSeconds ? known.Missing : null;
}
