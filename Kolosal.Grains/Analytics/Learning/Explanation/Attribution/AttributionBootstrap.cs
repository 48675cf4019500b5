using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Explanation;

/// <summary>An attribution with what another background of the same kind might have made of it.</summary>
/// <param name="Value">With the whole background.</param>
/// <param name="Low">The lower end of the percentile interval.</param>
/// <param name="High">The upper end.</param>
/// <param name="SameSign">The share of resamples in which the sign is that of <see cref="Value"/>.</param>
public sealed record AttributionInterval(double Value, double Low, double High, double SameSign);

/// <summary>How much attributions hang on the background rows that were drawn.</summary>
/// <remarks>
/// Attributions with a background are weighted means over its rows of the attributions with one row as the background (Shapley values are
/// linear in the game, and a kernel fit with given coalitions is too), so each row is explained against once and the means are resampled:
/// the percentile bootstrap over background rows (Efron and Tibshirani 1993, ch. 13). Stability is the mean over resamples of Spearman's
/// rank correlation of the attributions' sizes with those of the whole background: 1 when the order of importance never changes.
/// </remarks>
/// <param name="Attributions">In the order that the explanation gives.</param>
/// <param name="Stability">−1 … 1; NaN when sizes have no order.</param>
/// <param name="Level">The intervals' level.</param>
public sealed record AttributionBootstrap(ImmutableArray<AttributionInterval> Attributions, double Stability, double Level)
{
    // Efron and Tibshirani (An Introduction to the Bootstrap, 1993, section 6.4): 50 to 200 resamples for a standard error.
    private const int MinResamples = 50;

    /// <summary>Resamples the background.</summary>
    /// <param name="explain">The attributions of the row in question with a background of one row, the same coalitions each time.</param>
    /// <param name="background">The whole background; weights are honoured.</param>
    /// <param name="resamples">≥ 50.</param>
    /// <param name="level">Above 0, below 1.</param>
    /// <param name="seed">Of the resampling.</param>
    /// <param name="cancel">Polled once a background row and once a resample.</param>
    public static AttributionBootstrap Of(Func<FeatureRows, double[]> explain, FeatureRows background, int resamples = 200, double level = 0.95,
        ulong seed = 0,
        CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, MinResamples);
        Require.Inside(level, 0, 1);
        int[] counted = [.. Enumerable.Range(0, background.Rows).Where(r => background.Weight(r) > 0)];
        var each = new double[counted.Length][];
        for (int i = 0; i < each.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            each[i] = explain(new FeatureRows(background.Row(counted[i]).ToArray(), background.Columns, 1));
        }
        double[] whole = Mean(Enumerable.Range(0, each.Length)), sizes = [.. whole.Select(Math.Abs)];
        var random = new SeededRandom(seed);
        var drawn = new int[each.Length];
        double[][] again = new double[resamples][];
        double stability = 0;
        int ordered = 0;
        for (int b = 0; b < resamples; b++)
        {
            cancel.ThrowIfCancellationRequested();
            for (int i = 0; i < drawn.Length; i++) drawn[i] = random.Next(drawn.Length);
            again[b] = Mean(drawn);
            if (Association.Spearman(sizes, [.. again[b].Select(Math.Abs)]) is not { } correlation || double.IsNaN(correlation)) continue;
            stability += correlation;
            ordered++;
        }
        return new([.. whole.Select((value, a) => Interval(value, [.. again.Select(m => m[a])], level))],
            ordered > 0 ? stability / ordered : double.NaN, level);

        double[] Mean(IEnumerable<int> rows)
        {
            var mean = new double[each[0].Length];
            double total = 0;
            foreach (int row in rows)
            {
                FixedSum.AddScaled(background.Weight(counted[row]), each[row], mean);
                total += background.Weight(counted[row]);
            }
            for (int a = 0; a < mean.Length; a++) mean[a] /= total;
            return mean;
        }
    }

    private static AttributionInterval Interval(double value, double[] again, double level)
    {
        Array.Sort(again);
        double sameSign = again.Count(v => Math.Sign(v) == Math.Sign(value)) / (double)again.Length;
        return new(value, Quantiles.OfSorted(again, (1 - level) / 2), Quantiles.OfSorted(again, (1 + level) / 2), sameSign);
    }
}
