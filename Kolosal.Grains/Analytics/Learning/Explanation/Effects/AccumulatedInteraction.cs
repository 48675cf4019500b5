namespace Kolosal.Learning.Explanation;

/// <summary>What two number columns do together to a model's outputs beyond what each does alone, from changes within cells only.</summary>
/// <remarks>
/// Apley and Zhu 2020, equations 17 to 20: a cell's step is the weighted mean over its rows of the second difference f(high, high) − f(low,
/// high) − f(high, low) + f(low, low) between its corners; steps add up along both columns, the columns' own accumulated effects are taken
/// off, and the surface is shifted so that the mean over rows of its cells' middles is 0. A cell without rows takes the step of the nearest
/// cell that has some (counted in cells, the first among equals), as the authors' ALEPlot does. Rows that miss either column are left out.
/// </remarks>
/// <param name="FirstEdges">Ascending.</param>
/// <param name="SecondEdges">Ascending.</param>
/// <param name="Effects">first edges × second edges × outputs.</param>
/// <param name="Counts">Rows a cell: first bins × second bins.</param>
public sealed record AccumulatedInteraction(
    ImmutableArray<double> FirstEdges, ImmutableArray<double> SecondEdges, ImmutableArray<double> Effects, ImmutableArray<int> Counts)
{
    /// <summary>Computes the surface.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Rows that stand for what occurs; weights are honoured in the means, not in the edges.</param>
    /// <param name="first">A column whose order means something.</param>
    /// <param name="second">Another one.</param>
    /// <param name="bins">Of each column at most, ≥ 1; equal quantiles make fewer.</param>
    /// <param name="cancel">Polled before each of four scorings.</param>
    /// <exception cref="ArgumentException">Shapes do not fit, or a column has fewer than two values.</exception>
    public static AccumulatedInteraction Of(ModelFunction model, FeatureRows rows, int first, int second, int bins,
        CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        if (rows.Columns.Length != model.Inputs || (uint)first >= (uint)model.Inputs || (uint)second >= (uint)model.Inputs || first == second)
            throw new ArgumentException(
                $"Need {model.Inputs} values a row and two columns of them, got {rows.Columns.Length} and columns {first} and {second}.",
                nameof(rows));
        double[] a = Edges(rows, first, bins), b = Edges(rows, second, bins);
        int[] kept = [.. Enumerable.Range(0, rows.Rows).Where(
            r => rows.Weight(r) > 0 && !double.IsNaN(rows.Row(r)[first]) && !double.IsNaN(rows.Row(r)[second]))];
        if (kept.Length == 0) throw new ArgumentException("No row has both columns.", nameof(rows));
        int height = a.Length - 1, width = b.Length - 1, outs = model.Outputs;
        int[] cell = [.. kept.Select(r => AccumulatedLocalEffects.BinOf(a, rows.Row(r)[first]) * width
            + AccumulatedLocalEffects.BinOf(b, rows.Row(r)[second]))];

        var steps = new double[height * width * outs];
        for (int corner = 0; corner < 4; corner++)
        {
            cancel.ThrowIfCancellationRequested();
            int up = corner & 1, right = corner >> 1;
            var moved = new double[kept.Length * model.Inputs];
            for (int i = 0; i < kept.Length; i++)
            {
                var row = moved.AsSpan(i * model.Inputs, model.Inputs);
                rows.Row(kept[i]).CopyTo(row);
                (row[first], row[second]) = (a[cell[i] / width + up], b[cell[i] % width + right]);
            }
            double[] outputs = model.Score(moved);
            double sign = up == right ? 1 : -1;
            for (int i = 0; i < outputs.Length; i++) steps[cell[i / outs] * outs + i % outs] += sign * rows.Weight(kept[i / outs]) * outputs[i];
        }

        int[] counts = new int[height * width];
        var weights = new double[height * width];
        for (int i = 0; i < kept.Length; i++)
        {
            counts[cell[i]]++;
            weights[cell[i]] += rows.Weight(kept[i]);
        }
        var effects = new double[a.Length * b.Length * outs];
        for (int k = 0; k < outs; k++)
        {
            double[] surface = Accumulate(steps, weights, height, width, outs, k);
            for (int at = 0; at < surface.Length; at++) effects[at * outs + k] = surface[at];
        }
        return new([.. a], [.. b], [.. effects], [.. counts]);
    }

    private static double[] Edges(FeatureRows rows, int column, int bins) =>
        ValueGrid.OfQuantiles(rows, column, bins + 1) is { Length: >= 2 } edges ? edges
        : throw new ArgumentException($"Column '{rows.Columns[column].Name}' has fewer than two values, so nothing changes along it.",
            nameof(column));

    private static double[] Accumulate(double[] steps, double[] weights, int height, int width, int outs, int output)
    {
        int stride = width + 1;
        var sum = new double[(height + 1) * stride];
        for (int i = 0; i < height; i++)
            for (int j = 0; j < width; j++)
            {
                int from = Nearest(weights, width, i, j);
                sum[(i + 1) * stride + j + 1] = sum[i * stride + j + 1] + sum[(i + 1) * stride + j] - sum[i * stride + j]
                    + steps[from * outs + output] / weights[from];
            }

        // Each column's own effect: the mean over the other column's rows of the change between its edges, half-way between the cell's two sides.
        double[] down = new double[height + 1], across = new double[stride];
        for (int i = 0; i < height; i++)
            down[i + 1] = down[i] + Mean(width, j => weights[i * width + j], j => Half(sum, (i + 1) * stride + j, 1) - Half(sum, i * stride + j, 1));
        for (int j = 0; j < width; j++)
            across[j + 1] = across[j] + Mean(height, i => weights[i * width + j],
                i => Half(sum, i * stride + j + 1, stride) - Half(sum, i * stride + j, stride));
        for (int at = 0; at < sum.Length; at++) sum[at] -= down[at / stride] + across[at % stride];
        double centre = Mean(height * width, c => weights[c], c =>
        {
            int corner = c / width * stride + c % width;
            return (Half(sum, corner, 1) + Half(sum, corner + stride, 1)) / 2;
        });
        for (int at = 0; at < sum.Length; at++) sum[at] -= centre;
        return sum;
    }

    private static double Half(double[] surface, int at, int step) => (surface[at] + surface[at + step]) / 2;

    private static double Mean(int count, Func<int, double> weight, Func<int, double> value)
    {
        double sum = 0, total = 0;
        for (int i = 0; i < count; i++) (sum, total) = (sum + weight(i) * value(i), total + weight(i));
        return total > 0 ? sum / total : 0;
    }

    private static int Nearest(double[] weights, int width, int row, int column)
    {
        int nearest = -1, least = int.MaxValue;
        for (int c = 0; c < weights.Length; c++)
        {
            int down = c / width - row, across = c % width - column, distance = down * down + across * across;
            if (weights[c] > 0 && distance < least) (nearest, least) = (c, distance);
        }
        return nearest;
    }
}
