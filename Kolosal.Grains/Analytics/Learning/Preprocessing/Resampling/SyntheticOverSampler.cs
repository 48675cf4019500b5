using Kolosal.Learning.Neighbours;
using Kolosal.Statistics;

namespace Kolosal.Learning.Preprocessing.Resampling;

/// <summary>Fills smaller classes up with new rows between a row and one of its k nearest
/// of the same class: x + u (z − x), u uniform on [0, 1).</summary>
/// <remarks>
/// Which rows the new ones start from is what the three ways differ in. A new row has the weight of the row that
/// it starts from. Numbers only; scale the columns first. A class with one row has no neighbour and is refused.
/// </remarks>
public abstract class SyntheticOverSampler : ClassResampler
{
    private protected SyntheticOverSampler(string name, ClassResamplerOptions options) : base(name, options) { }

    /// <summary>The rows that new ones start from, one entry a new row.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="own">The rows of the class.</param>
    /// <param name="missing">How many new rows are wanted, at least 1.</param>
    /// <param name="others">For each row of the class, how many of its k nearest among all rows are of other classes; k at most.</param>
    /// <param name="random">The only source of randomness.</param>
    private protected abstract List<int> Starts(TrainingSet rows, int[] own, int missing, Func<int[]> others, ref SeededRandom random);

    private protected override TrainingSet Resample(TrainingSet rows, int[][] members, SeededRandom random, CancellationToken cancel)
    {
        int wanted = Wanted(members), p = rows.Columns.Length;
        var features = new List<double>(rows.Features.ToArray());
        var labels = new List<int>(rows.Labels.ToArray());
        var weights = new List<double>(rows.Weights.ToArray());
        for (int k = 0; k < members.Length; k++)
        {
            int[] own = members[k];
            if (own.Length == 0 || own.Length >= wanted) continue;
            if (own.Length == 1)
                throw new TrainingException(
                    $"'{Name}' needs two rows of a class to put new ones between, and class {k} has one; use 'random_over_sampler'.");
            int neighbours = Math.Min(Options.Neighbours, own.Length - 1);
            var index = NeighbourIndex.Build(rows.Take(own).Features, p, DistanceMetric.Euclidean, cancel: cancel);
            var near = new int[own.Length][];
            var distances = new double[neighbours];
            foreach (int start in Starts(rows, own, wanted - own.Length, () => Others(rows, own, cancel), ref random))
            {
                cancel.ThrowIfCancellationRequested();
                var x = rows.Row(own[start]);
                if (near[start] is null) index.Query(x, neighbours, near[start] = new int[neighbours], distances, exclude: start);
                var z = index.Row(near[start][random.Next(neighbours)]);
                double u = random.NextDouble();
                for (int c = 0; c < p; c++) features.Add(x[c] + u * (z[c] - x[c]));
                labels.Add(k);
                if (!rows.Weights.IsEmpty) weights.Add(rows.Weight(own[start]));
            }
        }
        return TrainingSet.Classification((double[])[.. features], rows.Columns, (int[])[.. labels], rows.Classes, (double[])[.. weights]);
    }

    private int[] Others(TrainingSet rows, int[] own, CancellationToken cancel)
    {
        int k = Math.Min(Options.Neighbours, rows.Rows - 1);
        var index = NeighbourIndex.Build(rows.Features, rows.Columns.Length, DistanceMetric.Euclidean, cancel: cancel);
        int[] found = new int[k], others = new int[own.Length];
        var distances = new double[k];
        for (int i = 0; i < own.Length; i++)
        {
            if (i % 64 == 0) cancel.ThrowIfCancellationRequested();
            index.Query(rows.Row(own[i]), k, found, distances, exclude: own[i]);
            foreach (int row in found) if (rows.Labels.Span[row] != rows.Labels.Span[own[i]]) others[i]++;
        }
        return others;
    }
}

/// <summary>SMOTE: new rows start from rows of the class drawn at random with replacement (Chawla et al., JAIR 16, 2002).</summary>
public sealed class Smote(ClassResamplerOptions options) : SyntheticOverSampler(Descriptor.Name, options)
{
    /// <summary>The entry in <see cref="Resamplers.All"/>.</summary>
    public static ResamplerDescriptor Descriptor { get; } =
        new("smote", new SearchSpace(ClassResamplerOptions.RatioParameter, ClassResamplerOptions.NeighboursParameter), given =>
            new Smote(ClassResamplerOptions.From(given)));

    private protected override List<int> Starts(TrainingSet rows, int[] own, int missing, Func<int[]> others, ref SeededRandom random)
    {
        var starts = new List<int>(missing);
        for (int i = 0; i < missing; i++) starts.Add(random.Next(own.Length));
        return starts;
    }
}

/// <summary>Borderline-SMOTE: new rows start from rows in danger alone, those with at least half, but not
/// all, of their k nearest in other classes (Han, Wang and Mao, ICIC 2005, borderline-SMOTE1).</summary>
/// <remarks>A class without a row in danger stays as it is.</remarks>
public sealed class BorderlineSmote(ClassResamplerOptions options) : SyntheticOverSampler(Descriptor.Name, options)
{
    /// <summary>The entry in <see cref="Resamplers.All"/>.</summary>
    public static ResamplerDescriptor Descriptor { get; } =
        new("borderline_smote", new SearchSpace(ClassResamplerOptions.RatioParameter, ClassResamplerOptions.NeighboursParameter),
            given => new BorderlineSmote(ClassResamplerOptions.From(given)));

    private protected override List<int> Starts(TrainingSet rows, int[] own, int missing, Func<int[]> others, ref SeededRandom random)
    {
        int[] count = others();
        int k = Math.Min(Options.Neighbours, rows.Rows - 1);
        int[] danger = [.. Enumerable.Range(0, own.Length).Where(i => 2 * count[i] >= k && count[i] < k)];
        var starts = new List<int>(missing);
        for (int i = 0; i < missing && danger.Length > 0; i++) starts.Add(danger[random.Next(danger.Length)]);
        return starts;
    }
}

/// <summary>ADASYN: a row starts the more new ones, the more of its k nearest are in other classes (He et al., IJCNN 2008, eq. 3 to 5).</summary>
/// <remarks>Numbers of new rows are rounded row by row, so that the class ends near its size and not
/// always on it. A class whose rows have none but their own kind around them stays as it is.</remarks>
public sealed class Adasyn(ClassResamplerOptions options) : SyntheticOverSampler(Descriptor.Name, options)
{
    /// <summary>The entry in <see cref="Resamplers.All"/>.</summary>
    public static ResamplerDescriptor Descriptor { get; } =
        new("adasyn", new SearchSpace(ClassResamplerOptions.RatioParameter, ClassResamplerOptions.NeighboursParameter), given =>
            new Adasyn(ClassResamplerOptions.From(given)));

    private protected override List<int> Starts(TrainingSet rows, int[] own, int missing, Func<int[]> others, ref SeededRandom random)
    {
        int[] count = others();
        double all = count.Sum();
        var starts = new List<int>(missing);
        for (int i = 0; i < own.Length && all > 0; i++) starts.AddRange(Enumerable.Repeat(i, (int)Math.Round(count[i] / all * missing)));
        return starts;
    }
}
