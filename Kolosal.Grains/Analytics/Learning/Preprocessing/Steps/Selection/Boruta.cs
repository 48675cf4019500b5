using Kolosal.Statistics;
using MathNet.Numerics;

namespace Kolosal.Learning.Preprocessing.Selection;

/// <param name="Runs">Forests at most, at least 10. Default: 100.</param>
/// <param name="Trees">Trees of a forest, at least 10. Default: 50.</param>
/// <param name="Significance">The chance, at most, that a column without a say is kept or one with a say dropped by a test, all
/// columns together; above 0, below 1. Default: 0.01.</param>
/// <param name="MaxRows">The forests see a random sample of so many rows at most, at least 50. Default: 2,000.</param>
public sealed record BorutaOptions(int Runs = 100, int Trees = 50, double Significance = 0.01, int MaxRows = 2000)
{
    /// <summary>At least 10.</summary>
    public int Runs { get; } = Require.AtLeast(Runs, 10);

    /// <summary>At least 10.</summary>
    public int Trees { get; } = Require.AtLeast(Trees, 10);

    /// <summary>Above 0, below 1.</summary>
    public double Significance { get; } = Require.Inside(Significance, 0, 1);

    /// <summary>At least 50.</summary>
    public int MaxRows { get; } = Require.AtLeast(MaxRows, 50);
}

/// <summary>Boruta: keeps every column that says more of the target than the best of shuffled copies does by chance.</summary>
/// <remarks>
/// Kursa and Rudnicki, "Feature selection with the Boruta package", Journal of Statistical Software 36(11), 2010, section 2. Each run shuffles a copy
/// of every column that is still in (its shadow; of fewer than five columns several each), fits a forest to columns and shadows, and counts a hit for
/// every column whose Z score (<see cref="ForestImportance"/>) is above the largest of a shadow. Hits of a column as good as the best shadow are
/// binomial with ½: a column is confirmed or, with its shadow, thrown out when it has significantly many or few, two-sided, after Bonferroni over all
/// columns. Runs end when all are decided. Those that never are stay when the median of their Z scores is above that of the largest shadow
/// (TentativeRoughFix, section 3). Of no column left the best one stays. Unlike minimal selections it keeps columns that say the same.
/// Scores are medians of Z over the runs that a column was in.
/// </remarks>
public sealed class Boruta(BorutaOptions options) : TransformFitter(Descriptor)
{
    private const int MinShadows = 5; // the paper's

    // Chosen, not derived: with fewer a tree leaves no rows out to be judged by.
    private const int MinRows = 10;

    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("boruta_selection", TransformNeeds.Target,
        new SearchSpace(new IntegerParameter("runs", 20, 200, 100), new IntegerParameter("trees", 20, 500, 50, Log: true),
            new FloatParameter("significance", 0.001, 0.1, 0.01, Log: true)),
        given => new Boruta(new BorutaOptions(given.Integer("runs"), given.Integer("trees"), given.Float("significance"))));

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var set = WithTarget(rows);
        if (set.Rows < MinRows) throw new TrainingException($"'{Name}' needs {MinRows} rows, got {set.Rows}.");
        set = Sampled(set, seed);
        int columns = rows.Columns.Length;
        var hits = new int[columns];
        var verdicts = new bool?[columns]; // kept, thrown out, or not decided
        var scores = Enumerable.Range(0, columns).Select(_ => new List<double>()).ToArray();
        var bars = new List<double>();
        for (int run = 1; run <= options.Runs && verdicts.Contains(null); run++)
        {
            int[] left = [.. Enumerable.Range(0, columns).Where(c => verdicts[c] != false)];
            ulong stream = SeededRandom.Derive(seed, (ulong)run);
            double[] z = ForestImportance.ZScores(WithShadows(set, left, stream), options.Trees, stream, cancel);
            double bar = z.AsSpan(left.Length).ToArray().Max();
            bars.Add(bar);
            for (int i = 0; i < left.Length; i++)
            {
                scores[left[i]].Add(z[i]);
                if (z[i] > bar) hits[left[i]]++;
            }
            foreach (int c in left)
                if (verdicts[c] is null) verdicts[c] = Verdict(hits[c], run, columns);
        }
        double usual = Median(bars);
        double[] medians = [.. scores.Select(Median)];
        int[] kept = [.. Enumerable.Range(0, columns).Where(c => verdicts[c] ?? medians[c] > usual)];
        return new SelectTransform(rows.Columns, kept.Length > 0 ? [.. kept] : [Array.IndexOf(medians, medians.Max())], [.. medians]);
    }

    /// <summary>Whether so many hits are too many (true) or too few (false) for a column as good as the best shadow.</summary>
    internal bool? Verdict(int hits, int runs, int columns)
    {
        // P(X ≥ h) = I(½; h, n − h + 1) and P(X ≤ h) = I(½; n − h, h + 1).
        double many = hits == 0 ? 1 : SpecialFunctions.BetaRegularized(hits, runs - hits + 1, 0.5),
            few = hits == runs ? 1 : SpecialFunctions.BetaRegularized(runs - hits, hits + 1, 0.5);
        return many * columns < options.Significance ? true : few * columns < options.Significance ? false : null;
    }

    private TrainingSet Sampled(TrainingSet set, ulong seed)
    {
        if (set.Rows <= options.MaxRows) return set;
        int[] order = [.. Enumerable.Range(0, set.Rows)];
        new SeededRandom(seed, stream: 0xB0127).Shuffle<int>(order);
        return set.Take([.. order.Take(options.MaxRows).Order()]);
    }

    /// <summary>The columns that are left, and behind them their shadows.</summary>
    private static TrainingSet WithShadows(TrainingSet set, int[] left, ulong seed)
    {
        int copies = (MinShadows + left.Length - 1) / left.Length, width = left.Length * (1 + copies);
        var random = new SeededRandom(seed, stream: 0x5AD0);
        var features = new double[set.Rows * width];
        var infos = new FeatureInfo[width];
        int[] from = new int[set.Rows];
        for (int i = 0; i < width; i++)
        {
            var source = set.Columns[left[i % left.Length]];
            infos[i] = i < left.Length ? source : source with { Name = $"{source.Name}, shadow {i / left.Length}" };
            for (int row = 0; row < from.Length; row++) from[row] = row;
            if (i >= left.Length) random.Shuffle<int>(from);
            for (int row = 0; row < from.Length; row++) features[row * width + i] = set.Row(from[row])[left[i % left.Length]];
        }
        return set.WithFeatures(features, [.. infos]);
    }

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return Quantiles.OfSorted(sorted, 0.5);
    }
}
