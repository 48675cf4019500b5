namespace Kolosal.Learning.Linear;

/// <summary>Where an edge crosses a row: there the slope along the edge grows.</summary>
/// <param name="Length">The way to it, 0 or more.</param>
/// <param name="SlopeChange">By how much the slope grows, above 0.</param>
/// <param name="Row">Which row.</param>
internal readonly record struct Breakpoint(double Length, double SlopeChange, int Row)
{
    /// <summary>The first step, in order of length, at which the slope changes add up to a bound; −1 when they never do.</summary>
    /// <remarks>A quickselect by sums: linear time. The steps end in an order in which
    /// those before the answer are no longer and those behind no shorter.</remarks>
    public static int Reaching(Span<Breakpoint> steps, double bound)
    {
        int low = 0, high = steps.Length - 1;
        double before = 0;
        while (low < high)
        {
            var pivot = steps[low + (high - low) / 2];
            int i = low, j = high;
            while (i <= j)
            {
                while (steps[i].IsShorter(pivot)) i++;
                while (pivot.IsShorter(steps[j])) j--;
                if (i > j) break;
                (steps[i], steps[j]) = (steps[j], steps[i]);
                i++;
                j--;
            }
            double left = 0;
            for (int k = low; k <= j; k++) left += steps[k].SlopeChange;
            if (before + left >= bound)
            {
                high = j;
                continue;
            }
            before += left;
            for (int k = j + 1; k < i; k++) // between them lies the pivot, or nothing
            {
                before += steps[k].SlopeChange;
                if (before >= bound) return k;
            }
            low = i;
        }
        return low == high && before + steps[low].SlopeChange >= bound ? low : -1;
    }

    /// <summary>By length, then by row, so that the order is one and the same for every run.</summary>
    private bool IsShorter(in Breakpoint other) => Length < other.Length || (Length == other.Length && Row < other.Row);
}
