namespace Kolosal.Drift;

/// <summary>The most frequent of a stream of numbers in a fixed space (Misra and Gries, Science of Computer Programming 2, 1982).</summary>
/// <remarks>With k places every value of a share above 1 / (k + 1) is among them; a count is too low by at most that share.</remarks>
public static class FrequentValues
{
    /// <summary>Places.</summary>
    public const int Places = 4;

    /// <summary>Takes a value.</summary>
    /// <param name="values">k values; those without a count are free places.</param>
    /// <param name="counts">Their counts.</param>
    /// <param name="value">Finite.</param>
    public static void Add(Span<double> values, Span<long> counts, double value)
    {
        int free = -1;
        for (int i = 0; i < values.Length; i++)
        {
            if (counts[i] > 0 && values[i] == value)
            {
                counts[i]++;
                return;
            }

            if (counts[i] == 0) free = i;
        }

        if (free >= 0) (values[free], counts[free]) = (value, 1);
        else for (int i = 0; i < counts.Length; i++) counts[i]--;
    }

    /// <summary>The most frequent one with its count; null of none.</summary>
    public static (double Value, long Count)? Top(ReadOnlySpan<double> values, ReadOnlySpan<long> counts)
    {
        int best = -1;
        for (int i = 0; i < counts.Length; i++)
            if (counts[i] > 0 && (best < 0 || counts[i] > counts[best])) best = i;
        return best < 0 ? null : (values[best], counts[best]);
    }
}
