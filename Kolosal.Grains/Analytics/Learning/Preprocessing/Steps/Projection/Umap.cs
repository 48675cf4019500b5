using Kolosal.Learning.Embedding;
using Kolosal.Learning.Neighbours;
using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Preprocessing.Projection;

/// <summary>UMAP: few columns in which rows have the neighbours that they had in many
/// (McInnes, Healy and Melville, arXiv:1802.03426, algorithms 1–5).</summary>
/// <remarks>
/// Memberships of the k nearest other rows, made symmetric by w + wᵀ − w ∘ wᵀ; start at the first principal components (the
/// paper's spectral start costs an eigenproblem of all rows, and Kobak and Linderman, Nature Biotechnology 39, 2021, find
/// both equally good); then edges drawn by weight pull and five rows drawn evenly push, in one fixed order per seed, on one
/// thread. Weights other than 0 do not enter. The embedding keeps the training rows, so what is written grows with them.
/// </remarks>
public sealed class Umap(UmapOptions options) : TransformFitter(Descriptor)
{
    // umap-learn's: five negative samples an edge; 500 epochs up to 10,000 rows and 200 beyond; a start of size 10 with noise of 1e-4.
    internal const int NegativeSamples = 5;
    private const int FewRows = 10_000, FewEpochs = 200, ManyEpochs = 500;
    private const double StartSize = 10, StartNoise = 1e-4;

    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("umap", TransformNeeds.Complete | TransformNeeds.Numbers,
        new SearchSpace(new IntegerParameter("components", 1, 50, 2, Log: true), new IntegerParameter("neighbours", 2, 200, 15, Log: true),
            new FloatParameter("min_distance", 0, 1, 0.1)),
        given => new Umap(new(given.Integer("components"), given.Integer("neighbours"), given.Float("min_distance"))));

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        int n = rows.Rows, d = options.Components, k = Math.Min(options.Neighbours, n - 1);
        if (n < 3) throw new TrainingException($"'{Name}' needs at least three rows to tell near from far, got {n}.");
        var index = NeighbourIndex.Build(rows.Features, rows.Columns.Length, options.Metric, cancel: cancel);
        int[] near = new int[n * k];
        double[] members = new double[n * k];
        for (int i = 0; i < n; i++)
        {
            cancel.ThrowIfCancellationRequested();
            index.Query(rows.Row(i), k, near.AsSpan(i * k, k), members.AsSpan(i * k, k), exclude: i);
            FuzzyNeighbourhood.Memberships(members.AsSpan(i * k, k));
        }
        var random = new SeededRandom(seed);
        double[] places = Start(rows, d, ref random, cancel);
        var kernel = UmapKernel.Fit(options.MinDistance, UmapOptions.Spread);
        Arrange(places, d, Edges(near, members, n, k), kernel, options.Epochs ?? (n <= FewRows ? ManyEpochs : FewEpochs), ref random, cancel);
        return new UmapTransform(rows.Columns, rows.Features, places, d, k, options.Metric, kernel, seed);
    }

    /// <summary>Both directions of every edge: at least one end holds the other for a neighbour.</summary>
    private static List<(int From, int To, double Weight)> Edges(int[] near, double[] members, int n, int k)
    {
        var edges = new List<(int, int, double)>(2 * n * k);
        for (int i = 0; i < n; i++)
            for (int at = i * k; at < (i + 1) * k; at++)
            {
                int j = near[at], back = near.AsSpan(j * k, k).IndexOf(i);
                double there = members[at], here = back < 0 ? 0 : members[j * k + back], weight = there + here - there * here;
                edges.Add((i, j, weight));
                if (back < 0) edges.Add((j, i, weight));
            }
        return edges;
    }

    private static void Arrange(double[] places, int d, List<(int From, int To, double Weight)> edges, UmapKernel kernel, int epochs,
        ref SeededRandom random, CancellationToken cancel)
    {
        int n = places.Length / d;
        double most = edges.Max(e => e.Weight);
        edges.RemoveAll(e => e.Weight * epochs < most);
        double[] due = [.. edges.Select(e => most / e.Weight)];
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            double rate = 1 - (epoch - 1.0) / epochs;
            for (int at = 0; at < due.Length; at++)
            {
                if (at % 4096 == 0) cancel.ThrowIfCancellationRequested();
                if (due[at] > epoch) continue;
                var (from, to, weight) = edges[at];
                due[at] += most / weight;
                var row = places.AsSpan(from * d, d);
                kernel.Attract(row, places.AsSpan(to * d, d), rate, moveBoth: true);
                for (int push = 0; push < NegativeSamples; push++)
                {
                    int other = random.Next(n);
                    if (other != from) kernel.Repel(row, places.AsSpan(other * d, d), rate);
                }
            }
        }
    }

    /// <summary>The first principal components, the first of them as wide as ±10, with a little noise to part rows that coincide.</summary>
    private static double[] Start(FeatureRows rows, int d, ref SeededRandom random, CancellationToken cancel)
    {
        int n = rows.Rows, p = rows.Columns.Length;
        double[] mean = new double[p], gap = new double[p], scatter = new double[p * p], places = new double[n * d];
        for (int i = 0; i < n; i++) FixedSum.AddScaled(1.0 / n, rows.Row(i), mean);
        for (int i = 0; i < n; i++)
        {
            if (i % 64 == 0) cancel.ThrowIfCancellationRequested();
            for (int c = 0; c < p; c++) gap[c] = rows.Row(i)[c] - mean[c];
            for (int c = 0; c < p; c++) FixedSum.AddScaled(gap[c], gap.AsSpan(0, c + 1), scatter.AsSpan(c * p, c + 1));
        }
        var eigen = SymmetricEigen.Of(scatter, p, cancel);
        double most = 0;
        for (int i = 0; i < n; i++)
        {
            for (int c = 0; c < p; c++) gap[c] = rows.Row(i)[c] - mean[c];
            for (int c = 0; c < Math.Min(d, p); c++)
            {
                places[i * d + c] = FixedSum.Dot(gap, eigen.Vectors.AsSpan((p - 1 - c) * p, p));
                most = Math.Max(most, Math.Abs(places[i * d + c]));
            }
        }
        foreach (ref double place in places.AsSpan()) place = (most > 0 ? place * StartSize / most : 0) + StartNoise * random.NextNormal();
        return places;
    }
}
