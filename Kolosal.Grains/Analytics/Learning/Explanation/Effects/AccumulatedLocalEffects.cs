namespace Kolosal.Learning.Explanation;

/// <summary>The effect of a number column on a model's outputs, from changes within bins
/// only, so that no row is taken far from where it is.</summary>
/// <remarks>
/// Apley and Zhu, "Visualizing the effects of predictor variables in black box supervised learning models" (2020), equations 15 and 16:
/// edges e are the distinct quantiles (type 7) of the column, bin k is (e[k], e[k + 1]] and the smallest value is in bin 0; a bin's step
/// is the weighted mean over its rows of f(e[k + 1], rest) − f(e[k], rest); steps add up, and the curve is shifted so that the mean over
/// rows of the mid-bin values is 0. Rows that miss the column are left out. Other programs centre the curve by the rows' own bin ends.
/// </remarks>
/// <param name="Edges">bins + 1 numbers, ascending.</param>
/// <param name="Effects">(bins + 1) × outputs: the curve at the edges.</param>
/// <param name="Counts">Rows a bin.</param>
public sealed record AccumulatedLocalEffects(ImmutableArray<double> Edges, ImmutableArray<double> Effects, ImmutableArray<int> Counts)
{
    /// <summary>Computes the curve.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Rows that stand for what occurs; weights are honoured in the means, not in the edges.</param>
    /// <param name="column">A column whose order means something.</param>
    /// <param name="bins">At most, ≥ 1; equal quantiles make fewer.</param>
    /// <param name="cancel">Polled before scoring.</param>
    /// <exception cref="ArgumentException">Shapes do not fit, or the column has fewer than two values.</exception>
    public static AccumulatedLocalEffects Of(ModelFunction model, FeatureRows rows, int column, int bins, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        if (rows.Columns.Length != model.Inputs || (uint)column >= (uint)model.Inputs)
            throw new ArgumentException($"The model reads {model.Inputs} values a row, got {rows.Columns.Length} and column {column}.", nameof(rows));
        double[] edges = ValueGrid.OfQuantiles(rows, column, bins + 1);
        if (edges.Length < 2)
            throw new ArgumentException($"Column '{rows.Columns[column].Name}' has fewer than two values, so nothing changes along it.",
                nameof(column));
        int inputs = model.Inputs, outs = model.Outputs, count = edges.Length - 1;
        int[] kept = [.. Enumerable.Range(0, rows.Rows).Where(r => rows.Weight(r) > 0 && !double.IsNaN(rows.Row(r)[column]))],
            bin = new int[kept.Length];
        double[] low = new double[kept.Length * inputs], high = new double[low.Length];
        for (int i = 0; i < kept.Length; i++)
        {
            var row = rows.Row(kept[i]);
            row.CopyTo(low.AsSpan(i * inputs));
            row.CopyTo(high.AsSpan(i * inputs));
            bin[i] = BinOf(edges, row[column]);
            (low[i * inputs + column], high[i * inputs + column]) = (edges[bin[i]], edges[bin[i] + 1]);
        }
        cancel.ThrowIfCancellationRequested();
        double[] below = model.Score(low), above = model.Score(high);

        var counts = new int[count];
        double[] weights = new double[count], steps = new double[count * outs], effects = new double[(count + 1) * outs];
        for (int i = 0; i < kept.Length; i++)
        {
            double weight = rows.Weight(kept[i]);
            counts[bin[i]]++;
            weights[bin[i]] += weight;
            for (int k = 0; k < outs; k++) steps[bin[i] * outs + k] += weight * (above[i * outs + k] - below[i * outs + k]);
        }
        for (int k = 0; k < outs; k++)
        {
            double centre = 0, total = 0;
            for (int b = 0; b < count; b++)
            {
                double step = weights[b] > 0 ? steps[b * outs + k] / weights[b] : 0;
                effects[(b + 1) * outs + k] = effects[b * outs + k] + step;
                centre += weights[b] * (effects[b * outs + k] + step / 2);
                total += weights[b];
            }
            for (int b = 0; b <= count; b++) effects[b * outs + k] -= centre / total;
        }
        return new([.. edges], [.. effects], [.. counts]);
    }

    /// <summary>The bin (e[k], e[k + 1]] of a value between the ends; the smallest value is in bin 0.</summary>
    internal static int BinOf(double[] edges, double value)
    {
        int at = Array.BinarySearch(edges, value);
        return Math.Clamp((at < 0 ? ~at : at) - 1, 0, edges.Length - 2);
    }
}
