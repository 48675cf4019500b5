namespace Kolosal.Drift;

/// <summary>Distances that add up over the gaps between sorted values: sorted once, dealt often.</summary>
internal static class SortedTest
{
    /// <param name="s">Numbers.</param>
    /// <param name="seed">Of the deals.</param>
    /// <param name="term">Of the distribution functions' gap and the width over which it holds.</param>
    /// <param name="whole">Of the terms' sum.</param>
    public static DriftTestResult Of(SamplePair s, ulong seed, Func<double, double, double> term, Func<double, double> whole)
    {
        double[] values = [.. s.Reference, .. s.Current];
        bool[] labels = [.. Enumerable.Range(0, values.Length).Select(at => at < s.Reference.Length)];
        Array.Sort(values, labels);
        double n = s.Reference.Length, m = s.Current.Length;
        var result = PermutationTest.Of(seed, dealt =>
        {
            double sum = 0, gap = 0;
            for (int at = 0; at + 1 < values.Length; at++)
            {
                gap += dealt[at] ? 1 / n : -1 / m;
                double width = values[at + 1] - values[at];
                if (width > 0) sum += term(gap, width);
            }

            return whole(sum);
        }, labels);
        return new(result.Statistic, result.P);
    }
}
