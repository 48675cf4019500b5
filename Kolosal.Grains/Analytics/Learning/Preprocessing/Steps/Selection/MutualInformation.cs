using Kolosal.Learning.Neighbours;
using Kolosal.Statistics;
using MathNet.Numerics;

namespace Kolosal.Learning.Preprocessing.Selection;

/// <summary>I(X; Y) in nats.</summary>
/// <remarks>
/// Estimates from neighbours are noisy for some hundred rows. Tied numbers are told apart by noise of 10⁻¹⁰ of their size (Kraskov et al.,
/// section II.E), which makes the estimate depend on the seed; callers average over <see cref="NoiseDraws"/> draws. Estimates below 0 are 0.
/// </remarks>
public static class MutualInformation
{
    /// <summary>Draws of noise that an estimate averages over.</summary>
    public const int NoiseDraws = 5;
    // Kraskov, Stögbauer and Grassberger (2004) add noise of 1e-10 to part ties; here in units of the deviation.
    private const double NoiseShare = 1e-10;

    /// <summary>Between two columns of codes: Σ p(x, y) ln [p(x, y) / (p(x) p(y))] of the shares observed.</summary>
    public static double OfCodes(ReadOnlySpan<int> x, ReadOnlySpan<int> y)
    {
        var joint = new SortedDictionary<(int, int), int>();
        var first = new Dictionary<int, int>();
        var second = new Dictionary<int, int>();
        for (int i = 0; i < x.Length; i++)
        {
            joint[(x[i], y[i])] = joint.GetValueOrDefault((x[i], y[i])) + 1;
            first[x[i]] = first.GetValueOrDefault(x[i]) + 1;
            second[y[i]] = second.GetValueOrDefault(y[i]) + 1;
        }
        double n = x.Length, sum = 0;
        foreach (var ((a, b), count) in joint) sum += count / n * Math.Log(count * n / ((double)first[a] * second[b]));
        return Math.Max(0, sum);
    }

    /// <summary>Between numbers and codes (Ross, PLoS ONE 9, 2014, eq. 2): ψ(n) + ⟨ψ(k)⟩ − ⟨ψ(n of the code)⟩ −
    /// ⟨ψ(m)⟩, m the rows nearer than the k-th neighbour of the same code, the row itself included.</summary>
    /// <param name="x">One finite number a row.</param>
    /// <param name="codes">One code a row; rows whose code occurs once are left out.</param>
    /// <param name="neighbours">k ≥ 1.</param>
    /// <param name="seed">Of the noise.</param>
    public static double OfNumberAndCode(ReadOnlySpan<double> x, ReadOnlySpan<int> codes, int neighbours, ulong seed)
    {
        double total = 0;
        for (int draw = 0; draw < NoiseDraws; draw++) total += Ross(Noisy(x, SeededRandom.Derive(seed, (ulong)draw)), codes, neighbours) / NoiseDraws;
        return total;
    }

    /// <summary>Between two columns of numbers (Kraskov, Stögbauer and Grassberger, Physical
    /// Review E 69, 2004, eq. 8): ψ(k) + ψ(n) − ⟨ψ(nₓ + 1) + ψ(n_y + 1)⟩.</summary>
    /// <param name="x">One finite number a row.</param>
    /// <param name="y">One finite number a row.</param>
    /// <param name="neighbours">k ≥ 1; fewer than the rows.</param>
    /// <param name="seed">Of the noise.</param>
    /// <param name="cancel">Polled among the rows.</param>
    public static double OfNumbers(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int neighbours, ulong seed, CancellationToken cancel)
    {
        double total = 0;
        for (int draw = 0; draw < NoiseDraws; draw++)
            total += Kraskov(Noisy(x, SeededRandom.Derive(seed, 2 * (ulong)draw)), Noisy(y, SeededRandom.Derive(seed, 2 * (ulong)draw + 1)),
                neighbours, cancel) / NoiseDraws;
        return total;
    }

    private static double Ross(double[] x, ReadOnlySpan<int> codes, int neighbours)
    {
        var groups = new SortedDictionary<int, List<double>>();
        for (int i = 0; i < x.Length; i++)
        {
            if (!groups.TryGetValue(codes[i], out var group)) groups.Add(codes[i], group = []);
            group.Add(x[i]);
        }
        double[] all = [.. groups.Values.Where(g => g.Count > 1).SelectMany(g => g).Order()];
        if (all.Length == 0) return 0;
        double sum = 0;
        foreach (var group in groups.Values.Where(g => g.Count > 1))
        {
            group.Sort();
            int k = Math.Min(neighbours, group.Count - 1);
            double ofGroup = SpecialFunctions.DiGamma(k) - SpecialFunctions.DiGamma(group.Count);
            for (int i = 0; i < group.Count; i++)
                sum += ofGroup - SpecialFunctions.DiGamma(Within(all, group[i], Math.BitDecrement(Farthest(group, i, k))));
        }
        return Math.Max(0, SpecialFunctions.DiGamma(all.Length) + sum / all.Length);
    }

    /// <summary>The distance to the k-th nearest of the others among sorted values.</summary>
    private static double Farthest(List<double> sorted, int i, int k)
    {
        int low = i, high = i;
        double farthest = 0;
        for (int found = 0; found < k; found++)
        {
            double below = low > 0 ? sorted[i] - sorted[low - 1] : double.PositiveInfinity,
                above = high < sorted.Count - 1 ? sorted[high + 1] - sorted[i] : double.PositiveInfinity;
            farthest = Math.Min(below, above);
            if (below <= above) low--;
            else high++;
        }
        return farthest;
    }

    private static double Kraskov(double[] x, double[] y, int neighbours, CancellationToken cancel)
    {
        int n = x.Length, k = Math.Min(neighbours, n - 1);
        if (k < 1) return 0;
        var points = new double[2 * n];
        for (int i = 0; i < n; i++) (points[2 * i], points[2 * i + 1]) = (x[i], y[i]);
        var index = NeighbourIndex.Build(points, 2, new DistanceMetric(DistanceKind.Chebyshev), cancel: cancel);
        double[] sortedX = [.. x.Order()], sortedY = [.. y.Order()], distances = new double[k];
        var found = new int[k];
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            if (i % 256 == 0) cancel.ThrowIfCancellationRequested();
            index.Query(points.AsSpan(2 * i, 2), k, found, distances, exclude: i);
            double radius = Math.BitDecrement(distances[k - 1]);
            // The row itself is within, so the counts are already nₓ + 1 and n_y + 1.
            sum += SpecialFunctions.DiGamma(Within(sortedX, x[i], radius)) + SpecialFunctions.DiGamma(Within(sortedY, y[i], radius));
        }
        return Math.Max(0, SpecialFunctions.DiGamma(n) + SpecialFunctions.DiGamma(k) - sum / n);
    }

    /// <summary>How many sorted values are at most a radius away. Distances are compared,
    /// not ends of the range: value ± radius would round.</summary>
    private static int Within(double[] sorted, double value, double radius)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (value - sorted[middle] > radius) low = middle + 1;
            else high = middle;
        }
        int first = low;
        high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (sorted[middle] - value <= radius) low = middle + 1;
            else high = middle;
        }
        return Math.Max(1, low - first);
    }

    /// <summary>Divided by the standard deviation, with noise of 10⁻¹⁰ of the mean magnitude, at least 10⁻¹⁰.</summary>
    private static double[] Noisy(ReadOnlySpan<double> values, ulong seed)
    {
        double[] scaled = values.ToArray();
        double deviation = NumericSteps.MeanAndDeviation([.. scaled]).Deviation, magnitude = 0;
        if (!(deviation > 0) || !double.IsFinite(deviation)) deviation = 1;
        for (int i = 0; i < scaled.Length; i++) magnitude += Math.Abs(scaled[i] /= deviation) / scaled.Length;
        var random = new SeededRandom(seed);
        for (int i = 0; i < scaled.Length; i++) scaled[i] += NoiseShare * Math.Max(1, magnitude) * random.NextNormal();
        return scaled;
    }
}
