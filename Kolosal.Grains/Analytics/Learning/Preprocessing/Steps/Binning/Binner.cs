using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Preprocessing.Binning;

/// <summary>Where unsupervised bins are cut.</summary>
public enum BinStrategy
{
    /// <summary>Bins of equal width between minimum and maximum.</summary>
    Uniform,

    /// <summary>Bins of equal numbers of rows (quantiles of type 7).</summary>
    Quantile,

    /// <summary>Half-way between the centres of one-dimensional k-means, started from the centres of uniform bins.</summary>
    KMeans,
}

/// <param name="Bins">At most so many bins, at least 2. Default: 5.</param>
/// <param name="Strategy">Where they are cut. Default: quantiles.</param>
/// <param name="AsCategory">Whether the outcome is a code, for a one-hot step behind it, instead of a number. Default: no.</param>
public sealed record BinnerOptions(int Bins = 5, BinStrategy Strategy = BinStrategy.Quantile, bool AsCategory = false)
{
    /// <summary>At least 2.</summary>
    public int Bins { get; } = Require.AtLeast(Bins, 2);
}

/// <summary>Numbers into bins, column by column, as scikit-learn's KBinsDiscretizer;
/// quantile and k-means bins narrower than 1e-8 are merged into the bin below.</summary>
/// <remarks>Missing values are left out and stay missing; a constant column is one bin.</remarks>
public sealed class Binner(BinnerOptions options) : ColumnStepsFitter(Descriptor)
{
    // scikit-learn's: KBinsDiscretizer drops narrower bins; KMeans stops at this movement or after 300 rounds.
    private const double MinWidth = 1e-8, KMeansTolerance = 1e-4;
    private const int MaxRounds = 300;

    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("binner", TransformNeeds.Nothing,
        new SearchSpace(new IntegerParameter("bins", 2, 64, 5, Log: true), OptionChoices.Choices("strategy", BinStrategy.Quantile),
            OptionChoices.Switch("as_category", false)),
        given => new Binner(new BinnerOptions(given.Integer("bins"), OptionChoices.Choice<BinStrategy>(given, "strategy"),
            OptionChoices.IsOn(given, "as_category"))));

    private protected override ImmutableArray<NumericStep> LearnColumn(double[] values, FeatureRows rows, CancellationToken cancel)
    {
        double[] sorted = NumericSteps.SortedPresent(values);
        double low = sorted[0], high = sorted[^1];
        if (low == high) return [new BinStep([low, high], options.AsCategory)];
        double[] edges = options.Strategy switch
        {
            BinStrategy.Uniform => Uniform(low, high, options.Bins),
            BinStrategy.Quantile => [.. Enumerable.Range(0, options.Bins + 1).Select(k => Quantiles.OfSorted(sorted, (double)k / options.Bins))],
            _ => [low, .. Middles(Centers(NumericSteps.Present(values), options.Bins, cancel)), high],
        };
        if (options.Strategy != BinStrategy.Uniform) edges = [.. edges.Where((edge, k) => k == 0 || edge - edges[k - 1] > MinWidth)];
        if (edges.Length == 1) edges = [low, high];
        return [new BinStep([.. edges], options.AsCategory)];
    }

    private static double[] Uniform(double low, double high, int bins) =>
        [.. Enumerable.Range(0, bins + 1).Select(k => k == bins ? high : low + k * ((high - low) / bins))];

    private static IEnumerable<double> Middles(double[] centers) => centers.Skip(1).Zip(centers, (a, b) => (a + b) * 0.5);

    /// <summary>Lloyd's rounds on centred values, in ascending order of centres; a centre
    /// that loses all its values moves to the value farthest from its own.</summary>
    /// <remarks>A value half-way between two centres goes where rounding of c² − 2 x c puts
    /// it, as in scikit-learn; tables of rounded numbers have many such values.</remarks>
    private static double[] Centers(double[] values, int k, CancellationToken cancel)
    {
        double mean = FixedSum.Of(values) / values.Length, spread = 0;
        double[] edges = Uniform(values.Min(), values.Max(), k), x = [.. values.Select(v => v - mean)];
        double[] centers = [.. Enumerable.Range(0, k).Select(c => (edges[c] + edges[c + 1]) * 0.5 - mean)], sums = new double[k];
        int[] counts = new int[k], nearest = new int[x.Length];
        foreach (double value in x) spread += value * value / x.Length;
        for (int round = 0; round < MaxRounds; round++)
        {
            cancel.ThrowIfCancellationRequested();
            Array.Clear(sums);
            Array.Clear(counts);
            bool same = round > 0;
            for (int i = 0; i < x.Length; i++)
            {
                int best = 0;
                double least = double.PositiveInfinity;
                for (int c = 0; c < k; c++)
                    if (centers[c] * centers[c] - 2 * (x[i] * centers[c]) is var distance && distance < least) (best, least) = (c, distance);
                same &= nearest[i] == best;
                nearest[i] = best;
                sums[best] += x[i];
                counts[best]++;
            }
            Refill(x, centers, nearest, sums, counts);
            double moved = 0;
            for (int c = 0; c < k; c++)
            {
                double next = counts[c] > 0 ? sums[c] / counts[c] : centers[c];
                moved += (next - centers[c]) * (next - centers[c]);
                centers[c] = next;
            }
            if (same || moved <= KMeansTolerance * spread) break;
        }
        return [.. centers.Select(c => c + mean).Order()];
    }

    /// <summary>Gives the centres without values, in order, the values farthest from their own centres.</summary>
    private static void Refill(double[] x, double[] centers, int[] nearest, double[] sums, int[] counts)
    {
        int[] empty = [.. Enumerable.Range(0, counts.Length).Where(c => counts[c] == 0)];
        if (empty.Length == 0) return;
        double Distance(int i) => (x[i] - centers[nearest[i]]) * (x[i] - centers[nearest[i]]);
        int[] farthest = [.. Enumerable.Range(0, x.Length).OrderByDescending(Distance).Take(empty.Length)];
        foreach (var (c, i) in empty.Zip(farthest))
        {
            sums[nearest[i]] -= x[i];
            counts[nearest[i]]--;
            (sums[c], counts[c]) = (x[i], 1);
        }
    }
}
