namespace Kolosal.Fairness;

/// <summary>When violations become an incident: so many of the last windows, of the same measure and partition.</summary>
/// <param name="Needed">Windows in violation, 1 to <paramref name="OfLast"/>; equal for windows in a row.</param>
/// <param name="OfLast">Windows looked back on, 1 to 64.</param>
public readonly record struct SustainedPolicy(int Needed, int OfLast)
{
    public const int MostWindows = 64;

    /// <summary>Takes in a window.</summary>
    /// <param name="before">What was known of the measure.</param>
    /// <param name="violated">Whether the window violates it.</param>
    /// <returns>What is known now. A violation that was sustained ends when none of the windows looked back on violates the measure: recovery.
    /// </returns>
    public ViolationHistory After(ViolationHistory before, bool violated)
    {
        ulong bits = (before.Violated << 1) | (violated ? 1UL : 0), seen = OfLast >= MostWindows ? bits : bits & ((1UL << OfLast) - 1);
        bool reached = violated && System.Numerics.BitOperations.PopCount(seen) >= Needed;
        return new(bits, reached || (before.Sustained && seen != 0), before.Sustained && seen == 0);
    }
}

/// <summary>How one measure of one partition went in the latest windows.</summary>
/// <param name="Violated">A bit a window, the latest lowest.</param>
/// <param name="Sustained">An incident is due or was raised, and the measure has not recovered.</param>
/// <param name="Recovered">It recovered with the latest window.</param>
public readonly record struct ViolationHistory(ulong Violated, bool Sustained, bool Recovered);
