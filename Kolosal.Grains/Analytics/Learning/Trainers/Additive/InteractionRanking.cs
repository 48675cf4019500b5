using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Additive;

/// <summary>Which pairs of columns interact, strongest first: FAST (Lou, Caruana, Gehrke and Hooker, KDD 2013, §3.2) on what the main effects
/// leave.</summary>
/// <remarks>
/// As there, every pair of cuts makes four cells of residuals. But what is ranked by is only what the cells' means save beyond the sum of
/// an effect of either cut, (m₁₁ − m₁₂ − m₂₁ + m₂₂)² / Σ 1/hᵢⱼ over the residuals' variance: main effects that are not boosted to their end are not
/// taken for interactions, and where there is none the figure is near χ² with one degree. A pair is taken only if the best of its cuts exceeds what
/// chance gives any of all cuts of all pairs with <see cref="ExplainableBoostingOptions.PairError"/> (Bonferroni); FAST as published takes as many
/// as it is told to.
/// </remarks>
internal static class InteractionRanking
{
    // More columns than this and those of the least main effects are not looked at: pairs grow with the square.
    private const int MaxColumns = 64;

    /// <param name="First">A column.</param>
    /// <param name="Second">A later one.</param>
    /// <param name="Strength">χ² of the best cuts.</param>
    public readonly record struct Pair(CoarseAxis First, CoarseAxis Second, double Strength);

    /// <summary>The pairs beyond chance, no more than the options allow.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="chosen">Those looked at.</param>
    /// <param name="start">The score before any term.</param>
    /// <param name="mains">The averaged table of each column.</param>
    /// <param name="options">Pairs, groups, error.</param>
    /// <param name="team">Works on pairs.</param>
    /// <param name="cancel">Polled for every pair.</param>
    public static Pair[] Of(AdditiveRows rows, int[] chosen, double start, double[][] mains, ExplainableBoostingOptions options, WorkerTeam team,
        CancellationToken cancel)
    {
        var axes = Axes(rows, mains, options, cancel);
        if (axes.Length < 2 || options.Interactions == 0) return [];
        var (slopes, curves, variance) = Residuals(rows, chosen, start, mains);
        int count = axes.Length * (axes.Length - 1) / 2;
        var pairs = new Pair[count];
        var cuts = new long[count];
        int[] firsts = new int[count], seconds = new int[count];
        for (int a = 0, at = 0; a < axes.Length; a++)
            for (int b = a + 1; b < axes.Length; b++, at++) (firsts[at], seconds[at]) = (a, b);
        team.Run(count, at =>
        {
            cancel.ThrowIfCancellationRequested();
            CoarseAxis first = axes[firsts[at]], second = axes[seconds[at]];
            (double strength, cuts[at]) = Strongest(first, second, rows, chosen, slopes, curves, options.MinRowsPerLeaf);
            pairs[at] = new(first, second, strength / variance);
        });
        double all = cuts.Sum();
        return [.. pairs.Where(pair => Tails.ChiSquared(pair.Strength, 1) * all <= options.PairError)
            .OrderByDescending(pair => pair.Strength).Take(options.Interactions)];
    }

    /// <summary>Columns that may be in a pair, in their order: those of the greatest main effects.</summary>
    private static CoarseAxis[] Axes(AdditiveRows rows, double[][] mains, ExplainableBoostingOptions options, CancellationToken cancel)
    {
        var free = Enumerable.Range(0, mains.Length).Where(c => options.MonotoneOf(c) == 0).ToArray();
        var weights = new double[free.Length][];
        for (int i = 0; i < free.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            weights[i] = rows.WeightsOf(free[i]);
        }
        double[] effects = [.. free.Select((c, i) => TermPurifier.Size(mains[c], weights[i]))];
        int[] taken = [.. Enumerable.Range(0, free.Length).OrderByDescending(i => effects[i]).Take(MaxColumns).Order()];
        return [.. taken.Select(i =>
            CoarseAxis.Of(free[i], weights[i], rows.Columns[free[i]].IsCategorical ? mains[free[i]] : [], options.PairBins))];
    }

    private static (double[] Slopes, double[] Curves, double Variance) Residuals(AdditiveRows rows, int[] chosen, double start, double[][] mains)
    {
        double[] scores = new double[chosen.Length], slopes = new double[chosen.Length], curves = new double[chosen.Length];
        Array.Fill(scores, start);
        for (int c = 0; c < mains.Length; c++)
        {
            byte[] codes = rows.Matrix.Columns[c];
            for (int i = 0; i < scores.Length; i++) scores[i] += mains[c][codes[chosen[i]]];
        }
        double[] targets = [.. chosen.Select(row => rows.Targets[row])], weights = [.. chosen.Select(row => rows.Weights[row])];
        AdditiveLoss.Derive(scores, targets, weights, rows.Classes, slopes, curves);
        // A row of weight w stands for a mean of as many rows, and its slope varies by w² times one row's: 1 where classes are as the model
        // has them, the residuals' variance for numbers.
        double squares = 0, weight = 0, weightSquares = 0;
        for (int i = 0; i < slopes.Length; i++)
        {
            squares += slopes[i] * (targets[i] - scores[i]);
            weight += weights[i];
            weightSquares += weights[i] * weights[i];
        }
        double variance = (rows.Classes == 0 ? squares / weight : 1) * (weightSquares / weight);
        return (slopes, curves, variance > 0 && double.IsFinite(variance) ? variance : 1);
    }

    /// <summary>The greatest figure of any two cuts, and how many were looked at.</summary>
    private static (double Strength, long Cuts) Strongest(CoarseAxis first, CoarseAxis second, AdditiveRows rows, int[] chosen, double[] slopes,
        double[] curves, int minRows)
    {
        int height = first.Groups, width = second.Groups;
        byte[] a = rows.Matrix.Columns[first.Column], b = rows.Matrix.Columns[second.Column];
        double[] g = new double[height * width], h = new double[height * width];
        int[] n = new int[height * width];
        for (int i = 0; i < chosen.Length; i++)
        {
            int cell = first.GroupOf[a[chosen[i]]] * width + second.GroupOf[b[chosen[i]]];
            g[cell] += slopes[i];
            h[cell] += curves[i];
            n[cell]++;
        }
        for (int i = 0; i < height; i++)
        {
            for (int j = 0; j < width; j++)
            {
                int at = i * width + j;
                if (j > 0) (g[at], h[at], n[at]) = (g[at] + g[at - 1], h[at] + h[at - 1], n[at] + n[at - 1]);
            }
            for (int j = 0; j < width && i > 0; j++)
            {
                int at = i * width + j;
                (g[at], h[at], n[at]) = (g[at] + g[at - width], h[at] + h[at - width], n[at] + n[at - width]);
            }
        }
        int end = height * width - 1;
        double best = 0;
        long cuts = 0;
        for (int i = 0; i + 1 < height; i++)
        {
            int right = i * width + width - 1;
            for (int j = 0; j + 1 < width; j++)
            {
                int at = i * width + j, bottom = (height - 1) * width + j;
                int n12 = n[right] - n[at], n21 = n[bottom] - n[at], n22 = n[end] - n[right] - n[bottom] + n[at];
                if (n[at] < minRows || n12 < minRows || n21 < minRows || n22 < minRows) continue;
                double h11 = h[at], h12 = h[right] - h11, h21 = h[bottom] - h11, h22 = h[end] - h[right] - h[bottom] + h11;
                if (!(h11 > 0 && h12 > 0 && h21 > 0 && h22 > 0)) continue;
                double g11 = g[at], g12 = g[right] - g11, g21 = g[bottom] - g11, g22 = g[end] - g[right] - g[bottom] + g11,
                    contrast = g11 / h11 - g12 / h12 - g21 / h21 + g22 / h22;
                cuts++;
                best = Math.Max(best, contrast * contrast / (1 / h11 + 1 / h12 + 1 / h21 + 1 / h22));
            }
        }
        return (best, cuts);
    }
}
