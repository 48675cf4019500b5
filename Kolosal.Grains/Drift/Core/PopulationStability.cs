using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Kolosal.Drift;

/// <summary>The population stability index: PSI = Σ (pᵢ − qᵢ) ln(pᵢ / qᵢ), the symmetrised Kullback-Leibler divergence of binned shares.</summary>
public static class PopulationStability
{
    /// <summary>Below this expected count the χ² law of the index is off (Cochran 1954); such bins are judged together.</summary>
    private const double SparseBin = 5;

    /// <summary>The index with half a row added to every bin, so that one that is empty on one side only stays finite.</summary>
    /// <remarks>A bin that is empty on both sides says nothing and takes no part: half a row weighs more in the smaller sample.</remarks>
    /// <param name="reference">Rows per bin at training time; b ≥ 2 bins.</param>
    /// <param name="current">Rows per bin in the window; the same b bins.</param>
    /// <returns>Nats, ≥ 0; 0 when the shapes agree.</returns>
    /// <exception cref="ArgumentException">The bin counts differ, or there are fewer than two.</exception>
    public static double Index(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        if (reference.Length != current.Length || reference.Length < 2)
            throw new ArgumentException($"Need one set of at least two bins, got {reference.Length} and {current.Length}.");
        int used = 0;
        for (int bin = 0; bin < reference.Length; bin++)
            if (reference[bin] + current[bin] > 0) used++;
        double n = Total(reference) + 0.5 * used, m = Total(current) + 0.5 * used, index = 0;
        for (int bin = 0; bin < reference.Length; bin++)
        {
            if (reference[bin] + current[bin] == 0) continue;
            double p = (reference[bin] + 0.5) / n, q = (current[bin] + 0.5) / m;
            index += (p - q) * Math.Log(p / q);
        }
        return index;
    }

    /// <summary>The index over given shares, each floored at <paramref name="floor"/> and
    /// not renormalised: the form found in scorecard practice.</summary>
    /// <param name="reference">Shares at training time.</param>
    /// <param name="current">Shares now; the same bins.</param>
    /// <param name="floor">Smallest share counted, &gt; 0.</param>
    public static double IndexOfShares(ReadOnlySpan<double> reference, ReadOnlySpan<double> current, double floor)
    {
        if (reference.Length != current.Length) throw new ArgumentException($"Need the same bins, got {reference.Length} and {current.Length}.");
        double index = 0;
        for (int bin = 0; bin < reference.Length; bin++)
        {
            double p = Math.Max(reference[bin], floor), q = Math.Max(current[bin], floor);
            index += (q - p) * Math.Log(q / p);
        }
        return index;
    }

    /// <summary>Probability that two samples of one distribution differ by at least as much.</summary>
    /// <remarks>
    /// Without drift PSI / (1/n + 1/m) is near χ² with b − 1 degrees of freedom (arXiv:2307.11878). Bins in which either sample expects
    /// fewer than five rows are pooled first, where the law would not hold.
    /// </remarks>
    /// <returns>0 to 1; 1 when fewer than two bins remain.</returns>
    public static double PValue(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        long n = Total(reference), m = Total(current);
        if (n == 0 || m == 0) return 1;
        var (pooledReference, pooledCurrent) = Pool(reference, current, n, m);
        if (pooledReference.Length < 2) return 1;
        double statistic = Index(pooledReference, pooledCurrent) / (1.0 / n + 1.0 / m);
        return SpecialFunctions.GammaUpperRegularized((pooledReference.Length - 1) / 2.0, statistic / 2);
    }

    /// <summary>The index from which on the p-value is below a rate: the quantile of its law over the pooled bins.</summary>
    /// <returns>Null when fewer than two bins remain.</returns>
    public static double? Threshold(ReadOnlySpan<long> reference, ReadOnlySpan<long> current, double falseAlarm)
    {
        long n = Total(reference), m = Total(current);
        if (n == 0 || m == 0) return null;
        int bins = Pool(reference, current, n, m).Reference.Length;
        return bins < 2 ? null : ChiSquared.InvCDF(bins - 1, 1 - falseAlarm) * (1.0 / n + 1.0 / m);
    }

    /// <summary>The counts with sparse bins put together.</summary>
    internal static (long[] Reference, long[] Current) Pooled(ReadOnlySpan<long> reference, ReadOnlySpan<long> current) =>
        Pool(reference, current, Total(reference), Total(current));

    private static (long[] Reference, long[] Current) Pool(ReadOnlySpan<long> reference, ReadOnlySpan<long> current, long n, long m)
    {
        var (keptReference, keptCurrent) = (new List<long>(), new List<long>());
        long restReference = 0, restCurrent = 0;
        for (int bin = 0; bin < reference.Length; bin++)
        {
            double share = (reference[bin] + current[bin]) / (double)(n + m);
            if (share * Math.Min(n, m) >= SparseBin)
            {
                keptReference.Add(reference[bin]);
                keptCurrent.Add(current[bin]);
            }
            else
            {
                restReference += reference[bin];
                restCurrent += current[bin];
            }
        }
        if (restReference + restCurrent > 0)
        {
            keptReference.Add(restReference);
            keptCurrent.Add(restCurrent);
        }
        return ([.. keptReference], [.. keptCurrent]);
    }

    internal static long Total(ReadOnlySpan<long> counts)
    {
        long total = 0;
        foreach (long count in counts) total += count;
        return total;
    }
}
