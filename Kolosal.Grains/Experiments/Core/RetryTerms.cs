namespace Kolosal.Experiments;

/// <summary>How often, and how soon, what was lost is tried again. What was thrown by the training itself is never tried again.</summary>
public static class RetryTerms
{
    /// <summary>
    /// Losses after which a call is given up. With the pauses between them this is about three minutes: a silo is replaced and a database
    /// restarted in less.
    /// </summary>
    public const int MostLosses = 10;

    /// <summary>
    /// Times in a row that a run is interrupted before anything of it ends: a trial that takes its process with it must not do so for ever.
    /// </summary>
    public const int MostInterruptions = 20;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500), LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>The pause behind loss number n: 0.5 s · 2ⁿ⁻¹, at most a minute.</summary>
    /// <param name="losses">n, from 1.</param>
    public static TimeSpan PauseAfter(int losses)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(losses, 1);
        return losses > 8 ? LongestPause : TimeSpan.FromTicks(Math.Min(FirstPause.Ticks << (losses - 1), LongestPause.Ticks));
    }
}
