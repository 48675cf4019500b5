namespace Kolosal.Chaos;

/// <summary>Which calls a share of a fault strikes: a function of seed and number of the call, so that a test can be repeated.</summary>
public static class FaultDraw
{
    /// <summary>Whether call number <paramref name="call"/> is struck.</summary>
    /// <param name="seed">Of the test.</param>
    /// <param name="call">From 0, counted over the calls within the blast radius.</param>
    /// <param name="share">0 to 1: the long-run share of calls that are struck; 1 strikes each.</param>
    public static bool Strikes(long seed, long call, double share)
    {
        if (share >= 1) return true;

        // SplitMix64 (Steele, Lea, Flood 2014, OOPSLA), the upper 53 bits as a number in [0, 1).
        ulong z = unchecked((ulong)seed + ((ulong)call + 1) * 0x9E3779B97F4A7C15);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        z ^= z >> 31;
        return (z >> 11) * (1.0 / (1UL << 53)) < share;
    }
}
