namespace Kolosal.Learning.Calibration;

/// <summary>The least-squares curve that never falls, by pooling adjacent violators (Barlow,
/// Bartholomew, Bremner and Brunk 1972); values at equal positions are averaged first.</summary>
public static class IsotonicRegression
{
    /// <summary>Fits the curve; its points are the ends of its level stretches.</summary>
    /// <param name="x">Positions, at least one.</param>
    /// <param name="y">As many values.</param>
    /// <param name="weights">One a value, above 0, or empty.</param>
    public static IsotonicCurve Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> weights = default)
    {
        if (x.Length != y.Length || x.IsEmpty)
            throw new ArgumentException($"Need as many values as positions and at least one, got {x.Length} and {y.Length}.");
        var (at, mean, weight) = Merge(x, y, weights);
        // Blocks as a stack: a new point falls back while it lies below the block before it.
        var blocks = new List<(double Mean, double Weight, int First)>();
        for (int i = 0; i < at.Count; i++)
        {
            var block = (Mean: mean[i], Weight: weight[i], First: i);
            while (blocks.Count > 0 && blocks[^1].Mean >= block.Mean)
            {
                var last = blocks[^1];
                blocks.RemoveAt(blocks.Count - 1);
                block = ((last.Mean * last.Weight + block.Mean * block.Weight) / (last.Weight + block.Weight), last.Weight + block.Weight,
                    last.First);
            }
            blocks.Add(block);
        }
        var xs = ImmutableArray.CreateBuilder<double>();
        var ys = ImmutableArray.CreateBuilder<double>();
        for (int b = 0; b < blocks.Count; b++)
        {
            int first = blocks[b].First, last = (b + 1 < blocks.Count ? blocks[b + 1].First : at.Count) - 1;
            xs.Add(at[first]);
            ys.Add(blocks[b].Mean);
            if (last == first) continue;
            xs.Add(at[last]);
            ys.Add(blocks[b].Mean);
        }
        return new(xs.ToImmutable(), ys.ToImmutable());
    }

    private static (List<double> At, List<double> Mean, List<double> Weight) Merge(
        ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        int[] order = new int[x.Length];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        double[] positions = x.ToArray();
        Array.Sort(positions, order);
        List<double> at = [], mean = [], weight = [];
        for (int i = 0; i < order.Length;)
        {
            double sum = 0, total = 0;
            int j = i;
            for (; j < order.Length && positions[j] == positions[i]; j++)
            {
                double w = weights.IsEmpty ? 1 : weights[order[j]];
                sum += w * y[order[j]];
                total += w;
            }
            at.Add(positions[i]);
            mean.Add(sum / total);
            weight.Add(total);
            i = j;
        }
        return (at, mean, weight);
    }
}
