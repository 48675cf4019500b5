namespace Kolosal.Learning;

/// <summary>What code allocates once it is loaded and its pools are full.</summary>
internal static class Allocated
{
    private const int Rounds = 8;

    /// <summary>The fewest bytes that an action allocates on this thread, of several rounds: the first load code and fill pools, and a collection may
    /// take a pool's arrays away in any.</summary>
    public static long Least(Action act)
    {
        long least = long.MaxValue;
        for (int round = 0; round < Rounds && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            act();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
