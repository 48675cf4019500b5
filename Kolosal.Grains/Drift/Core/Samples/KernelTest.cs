using System.Numerics.Tensors;

namespace Kolosal.Drift;

/// <summary>The maximum mean discrepancy of two samples (Gretton et al., A Kernel Two-Sample Test, JMLR 13, 2012, equation 5), by random deals.
/// </summary>
internal static class KernelTest
{
    /// <summary>MMD² = aᵀ K a, a = 1/n for the one sample and −1/m for the other: the biased form, which is never negative.</summary>
    public static DriftTestResult Of(SamplePair s, double falseAlarm, ulong seed)
    {
        double[] all = [.. s.Reference, .. s.Current];
        int n = s.Reference.Length, count = all.Length;
        double width = s.Ordered ? MedianDistance(all) : 1;
        double[] kernel = new double[count * count], weights = new double[count];
        for (int i = 0; i < count; i++)
            for (int j = 0; j <= i; j++)
            {
                // Of texts: alike or not.
                double apart = s.Ordered ? (all[i] - all[j]) / width : all[i] == all[j] ? 0 : 1;
                kernel[i * count + j] = kernel[j * count + i] = s.Ordered ? Math.Exp(-apart * apart / 2) : 1 - apart;
            }

        var result = PermutationTest.Of(seed, labels =>
        {
            for (int i = 0; i < count; i++) weights[i] = labels[i] ? 1.0 / n : -1.0 / (count - n);
            double sum = 0;
            for (int i = 0; i < count; i++) sum += weights[i] * TensorPrimitives.Dot<double>(kernel.AsSpan(i * count, count), weights);
            return Math.Max(0, sum);
        }, [.. Enumerable.Range(0, count).Select(at => at < n)]);
        return new(result.Statistic, result.P);
    }

    private static double MedianDistance(double[] values)
    {
        var apart = new List<double>();
        for (int i = 0; i < values.Length; i++)
            for (int j = 0; j < i; j++)
                if (values[i] != values[j]) apart.Add(Math.Abs(values[i] - values[j]));
        if (apart.Count == 0) return 1;
        apart.Sort();
        double median = apart[apart.Count / 2];
        return median > 0 && double.IsFinite(median) ? median : 1;
    }
}
