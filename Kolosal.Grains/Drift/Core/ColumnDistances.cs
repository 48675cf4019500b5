using Kolosal.Statistics;

namespace Kolosal.Drift;

/// <summary>How far two samples of one column lie apart, by measures that need the values themselves; missing values take no part.</summary>
/// <remarks>Of numbers the last four use 20 equal bins over the joint range, of texts the texts. What a test cannot say, for want of values
/// or because all are equal, is null.</remarks>
/// <param name="Name">The column.</param>
/// <param name="Wasserstein">In the column's unit; null for texts.</param>
/// <param name="Energy">In the root of the column's unit; null for texts.</param>
/// <param name="KolmogorovSmirnov">The largest gap between the distribution functions, 0 to 1; null for texts.</param>
/// <param name="CramerVonMisesP">Probability of a gap as large without drift; null for texts.</param>
/// <param name="AndersonDarlingP">The same, tails weighing more; from 0.001 to 0.25, values beyond are cut there; null for texts.</param>
/// <param name="ChiSquaredP">Of equal shares; null for numbers.</param>
/// <param name="CramersV">0 to 1; null for numbers.</param>
/// <param name="JensenShannon">Divergence in bits, 0 to 1.</param>
/// <param name="Hellinger">0 to 1.</param>
/// <param name="TotalVariation">0 to 1.</param>
/// <param name="KullbackLeibler">Of the second sample from the first, nats; shares floored at 0.0001.</param>
public sealed record ColumnDistances(
    string Name, double? Wasserstein, double? Energy, double? KolmogorovSmirnov, double? CramerVonMisesP, double? AndersonDarlingP,
    double? ChiSquaredP, double? CramersV, double? JensenShannon, double? Hellinger, double? TotalVariation, double? KullbackLeibler)
{
    private const int JointBins = 20;
    private const double Floor = 1e-4;

    /// <param name="name">The column.</param>
    /// <param name="reference">NaN where missing.</param>
    /// <param name="current">NaN where missing.</param>
    public static ColumnDistances OfNumbers(string name, double[] reference, double[] current)
    {
        double[] x = Array.FindAll(reference, double.IsFinite), y = Array.FindAll(current, double.IsFinite);
        if (x.Length == 0 || y.Length == 0) return Unknown(name);
        bool enough = x.Length >= 2 && y.Length >= 2;
        var (before, now) = SampleDistances.JointBins(x, y, JointBins);
        return OfShares(name, before, now) with
        {
            Wasserstein = Defined(SampleDistances.Wasserstein(x, y)),
            Energy = Defined(SampleDistances.Energy(x, y)),
            KolmogorovSmirnov = Statistics.KolmogorovSmirnov.Distance(x, y),
            CramerVonMisesP = enough ? Defined(CramerVonMises.Test(x, y).P) : null,
            AndersonDarlingP = enough ? Defined(AndersonDarling.Test([x, y]).P) : null,
        };
    }

    /// <param name="name">The column.</param>
    /// <param name="reference">Null where missing.</param>
    /// <param name="current">Null where missing.</param>
    public static ColumnDistances OfTexts(string name, string?[] reference, string?[] current)
    {
        string[] texts = [.. reference.Concat(current).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        var codes = texts.Index().ToDictionary(text => text.Item, text => text.Index);
        long[] before = Count(reference, codes), now = Count(current, codes);
        if (before.Sum() == 0 || now.Sum() == 0) return Unknown(name);
        var test = texts.Length > 1 ? ContingencyTests.ChiSquared([.. before, .. now], texts.Length, yates: false) : default(TestResult?);
        return OfShares(name, before, now) with
        {
            ChiSquaredP = test is { } found ? Defined(found.P) : null,
            CramersV = test is { } seen ? Defined(Math.Sqrt(seen.Statistic / (before.Sum() + now.Sum()))) : null, // two rows: min(r, c) − 1 = 1
        };
    }

    private static ColumnDistances OfShares(string name, long[] before, long[] now)
    {
        double[] q = ShareDistances.Shares(before), p = ShareDistances.Shares(now);
        return Unknown(name) with
        {
            JensenShannon = ShareDistances.JensenShannon(p, q),
            Hellinger = ShareDistances.Hellinger(p, q),
            TotalVariation = ShareDistances.TotalVariation(p, q),
            KullbackLeibler = ShareDistances.KullbackLeibler(p, q, Floor),
        };
    }

    private static long[] Count(string?[] values, Dictionary<string, int> codes)
    {
        var counts = new long[codes.Count];
        foreach (string? value in values)
            if (value is not null) counts[codes[value]]++;
        return counts;
    }

    private static ColumnDistances Unknown(string name) => new(name, null, null, null, null, null, null, null, null, null, null, null);

    private static double? Defined(double value) => double.IsFinite(value) ? value : null;
}
