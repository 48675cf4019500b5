namespace Kolosal.Learning.Clustering;

/// <summary>Follows nearest neighbours until two clusters are each other's nearest, merges them, and goes on from where the chain stood.</summary>
/// <param name="distances">Row i holds the distances to rows 0 … i − 1 (squared for Ward); overwritten.</param>
/// <param name="count">The number of rows.</param>
/// <param name="linkage">How the distance to a merged cluster follows from those to its parts (Lance and Williams).</param>
internal sealed class NeighbourChain(double[][] distances, int count, Linkage linkage)
{
    private readonly int[] sizes = [.. Enumerable.Repeat(1, count)];

    /// <summary>count − 1 merges in the order they were found; a cluster goes by one of its rows.</summary>
    public List<(int Left, int Right, double Distance)> Run(CancellationToken cancel)
    {
        var merges = new List<(int, int, double)>(count);
        var chain = new List<int>();
        int first = 0;
        while (merges.Count < count - 1)
        {
            cancel.ThrowIfCancellationRequested();
            if (chain.Count == 0)
            {
                while (sizes[first] == 0) first++;
                chain.Add(first);
            }
            int tip = chain[^1], before = chain.Count > 1 ? chain[^2] : -1, nearest = before;
            double least = before < 0 ? double.PositiveInfinity : Distance(tip, before); // of equals the one before, or the chain would not end
            for (int other = 0; other < count; other++)
            {
                if (sizes[other] == 0 || other == tip) continue;
                double distance = Distance(tip, other);
                if (distance < least || nearest < 0) (least, nearest) = (distance, other);
            }
            if (nearest != before)
            {
                chain.Add(nearest);
                continue;
            }
            chain.RemoveRange(chain.Count - 2, 2);
            merges.Add((Math.Min(tip, before), Math.Max(tip, before), linkage == Linkage.Ward ? Math.Sqrt(Math.Max(0, least)) : least));
            Unite(Math.Max(tip, before), Math.Min(tip, before), least);
        }
        return merges;
    }

    private void Unite(int kept, int gone, double apart)
    {
        double a = sizes[kept], b = sizes[gone];
        for (int other = 0; other < count; other++)
        {
            if (sizes[other] == 0 || other == kept || other == gone) continue;
            double toKept = Distance(kept, other), toGone = Distance(gone, other), c = sizes[other];
            distances[Math.Max(kept, other)][Math.Min(kept, other)] = linkage switch
            {
                Linkage.Ward => ((a + c) * toKept + (b + c) * toGone - c * apart) / (a + b + c),
                Linkage.Complete => Math.Max(toKept, toGone),
                Linkage.Average => (a * toKept + b * toGone) / (a + b),
                _ => Math.Min(toKept, toGone),
            };
        }
        sizes[kept] += sizes[gone];
        sizes[gone] = 0;
    }

    private double Distance(int a, int b) => a > b ? distances[a][b] : distances[b][a];
}
