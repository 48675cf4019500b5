using Kolosal.Learning.Neighbours;
using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Preprocessing.Resampling;

/// <summary>Keeps of greater classes the rows nearest to the smallest one: those with the
/// least mean distance to their k nearest rows of it.</summary>
/// <remarks>NearMiss-1 of Mani and Zhang (ICML workshop on learning from imbalanced data sets, 2003). Scale the columns first.</remarks>
public sealed class NearMiss(ClassResamplerOptions options) : ClassResampler(Descriptor.Name, options)
{
    /// <summary>The entry in <see cref="Resamplers.All"/>.</summary>
    public static ResamplerDescriptor Descriptor { get; } =
        new("near_miss", new SearchSpace(ClassResamplerOptions.RatioParameter, ClassResamplerOptions.NeighboursParameter), given =>
            new NearMiss(ClassResamplerOptions.From(given)));

    /// <summary>The most rows a class may keep: the smallest class that occurs, over the ratio.</summary>
    internal static int MaxRows(int[][] members, double ratio) =>
        Math.Max(1, (int)Math.Round(members.Where(m => m.Length > 0).Min(m => m.Length) / ratio));

    private protected override TrainingSet Resample(TrainingSet rows, int[][] members, SeededRandom random, CancellationToken cancel)
    {
        int[] smallest = members.Where(m => m.Length > 0).MinBy(m => m.Length)!;
        int most = MaxRows(members, Options.Ratio), k = Math.Min(Options.Neighbours, smallest.Length);
        var near = NeighbourIndex.Build(rows.Take(smallest).Features, rows.Columns.Length, DistanceMetric.Euclidean, cancel: cancel);
        var found = new int[k];
        var distances = new double[k];
        var chosen = new List<int>();
        foreach (int[] own in members)
        {
            if (own.Length <= most)
            {
                chosen.AddRange(own);
                continue;
            }
            double[] means = new double[own.Length];
            for (int i = 0; i < own.Length; i++)
            {
                if (i % 64 == 0) cancel.ThrowIfCancellationRequested();
                near.Query(rows.Row(own[i]), k, found, distances);
                means[i] = FixedSum.Of(distances) / k;
            }
            chosen.AddRange(Enumerable.Range(0, own.Length).OrderBy(i => means[i]).Take(most).Select(i => own[i]));
        }
        chosen.Sort();
        return rows.Take([.. chosen]);
    }
}
