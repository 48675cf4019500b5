using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Linear;

/// <summary>Exact minimisation of weighted pinball loss and absolute values by steps from vertex to vertex.</summary>
/// <remarks>
/// The method of Barrodale and Roberts (SIAM Journal on Numerical Analysis 10, 1973) as Koenker and d'Orey (Applied Statistics
/// 36, 1987, AS 229) give it for quantiles: m = p + 1 rows hold with equality; while the multiplier of one is outside [τ − 1, τ]
/// times its weight, that row is let go and the step goes along the edge until the slope turns, past as many rows as that takes.
/// Absolute values are rows too, (eⱼ, 0) with the quantile ½ and twice the penalty, and the search begins at the vertex where all
/// coefficients are 0. Samples of growing size are solved first, each from the vertex of the last, so that few steps are made on
/// all rows (after Portnoy and Koenker, Statistical Science 12, 1997, 5). Targets are moved by about 1e-9 of their spread so that
/// no two steps tie; the vertex found is put back onto the given targets, where its multipliers still prove it optimal.
/// </remarks>
internal sealed class PinballSimplex
{
    // Sizes of the samples and the share of near rows decide the time only: chosen, not derived.
    // The inverse is made anew after 64 pivots, before their rounding shows; 50 pivots a row are a fence.
    private const int FirstSample = 500, Growth = 6, PivotsBetweenInverses = 64, ValuesBetweenPolls = 1 << 20, PivotsEachRow = 50;
    // Chosen, not derived. Targets count in units of their spread: 1e-9 is far above the rounding of some thousand pivots (2e-16 each)
    // and far below what a coefficient shows; multipliers are compared with the same room, slopes with the rounding of one product.
    private const double Perturbation = 1e-9, DualTolerance = 1e-9, MinSlopeChange = 1e-12, Tiny = 1e-300, FirstShare = 0.15;
    private readonly int m, count;
    private readonly double[] features, targets, moved, weights, tau, inverse, residuals, along, multipliers, gradient, direction;
    private readonly int[] basis;
    private readonly bool[] basic;
    private readonly sbyte[] sides;
    private readonly int[] near;
    private readonly Breakpoint[] steps;
    private readonly CancellationToken cancel;
    private double share;
    private int nearCount;

    /// <summary>Takes m rows for the coefficients first, then the given rows with a 1 for the intercept.</summary>
    private PinballSimplex(int m, double[] features, double[] targets, double[] moved, double[] weights, double[] tau, CancellationToken cancel)
    {
        (this.m, count, this.features, this.targets, this.moved, this.weights, this.tau, this.cancel) =
            (m, targets.Length, features, targets, moved, weights, tau, cancel);
        (inverse, residuals, along, multipliers, gradient, direction) =
            (new double[m * m], new double[count], new double[count], new double[m], new double[m], new double[m]);
        (basis, basic, sides, near, steps) = ([.. Enumerable.Range(0, m)], new bool[count], new sbyte[count], new int[count], new Breakpoint[count]);
    }

    /// <summary>The coefficients, then the intercept.</summary>
    public static double[] Minimize(TrainingSet rows, double quantile, double alpha, ulong seed, CancellationToken cancel)
    {
        int m = rows.Columns.Length + 1;
        int[] order = [.. Enumerable.Range(0, rows.Rows).Where(row => rows.Weight(row) > 0)];
        double total = 0;
        foreach (int row in order) total += rows.Weight(row);
        var random = new SeededRandom(seed);
        random.Shuffle<int>(order);
        var scale = Scale(rows, order);
        var (center, _) = CrossMoments.Means(rows);
        double spread = Spread(rows, order);

        // Columns are centred and brought to the size 1 for the arithmetic's sake; the penalty follows.
        int all = m + order.Length;
        double[] features = new double[(long)all * m], targets = new double[all], moved = new double[all], weights = new double[all],
            tau = new double[all];
        for (int j = 0; j < m; j++)
        {
            features[j * m + j] = 1;
            (weights[j], tau[j]) = (j == m - 1 ? 0 : 2 * alpha * total / scale[j], 0.5);
            moved[j] = Perturbation * spread * (random.NextDouble() - 0.5);
        }
        for (int i = 0; i < order.Length; i++)
        {
            var given = rows.Row(order[i]);
            var row = features.AsSpan((m + i) * m, m);
            for (int c = 0; c < m - 1; c++) row[c] = (given[c] - center[c]) / scale[c];
            row[m - 1] = 1;
            (targets[m + i], weights[m + i], tau[m + i]) = (rows.Targets.Span[order[i]], rows.Weight(order[i]), quantile);
            moved[m + i] = targets[m + i] + Perturbation * spread * (random.NextDouble() - 0.5);
        }
        double[] found = Nested(m, features, targets, moved, weights, tau, cancel);
        for (int c = 0; c < m - 1; c++)
        {
            found[c] /= scale[c];
            found[m - 1] -= found[c] * center[c];
        }
        return found;
    }

    /// <summary>Solves growing samples, the first rows of a random order, with the penalty in proportion.</summary>
    private static double[] Nested(int m, double[] features, double[] targets, double[] moved, double[] weights, double[] tau,
        CancellationToken cancel)
    {
        int all = targets.Length;
        int[]? start = null;
        for (long size = Math.Max(FirstSample, 10 * m); ; size *= Growth)
        {
            int count = m + (int)Math.Min(size, all - m);
            double[] sampled = weights[..count];
            if (count < all) for (int j = 0; j < m; j++) sampled[j] *= (double)(count - m) / (all - m);
            var part = new PinballSimplex(m, features, targets[..count], moved[..count], sampled, tau, cancel);
            start?.CopyTo(part.basis, 0);
            part.share = start is null ? 1 : FirstShare;
            part.Run();
            if (count == all)
            {
                double[] found = part.Vertex(targets);
                foreach (int row in part.basis) if (row < m - 1) found[row] = 0; // free of rounding
                return found;
            }
            start = part.basis;
        }
    }

    private ReadOnlySpan<double> Row(int i) => features.AsSpan(i * m, m);

    private void Run()
    {
        foreach (int row in basis) basic[row] = true;
        Place();
        bool fresh = true;
        for (long pivots = 1; ; pivots++)
        {
            int leaving = Leaving(out double violation, out bool upwards);
            bool moved = leaving >= 0 && Pivot(leaving, violation, upwards);
            if (!moved && fresh) return;
            if (pivots > (long)PivotsEachRow * count)
                throw new TrainingException(
                    $"The quantile of {count - m} rows was not found in {pivots} steps; scale the columns, or drop those that nearly repeat others.");
            fresh = !moved || pivots % PivotsBetweenInverses == 0;
            if (fresh) Place();
        }
    }

    /// <summary>The inverse of the basic rows, the residuals at their vertex, and the gradient of the
    /// others, made anew; and which rows are near enough to be looked at on the next edges.</summary>
    /// <remarks>Rows far from the vertex keep their side on a short way. Should one have
    /// changed it, the next way looks at twice as many rows, in the end at all.</remarks>
    private void Place()
    {
        Invert();
        double[] at = Vertex(moved);
        gradient.AsSpan().Clear();
        bool crossed = false;
        for (int i = 0; i < count; i++)
        {
            if (i % (1 + ValuesBetweenPolls / m) == 0) cancel.ThrowIfCancellationRequested();
            along[i] = 0;
            residuals[i] = basic[i] ? 0 : moved[i] - FixedSum.Dot(Row(i), at);
            if (basic[i]) continue;
            sbyte side = residuals[i] < 0 ? (sbyte)-1 : (sbyte)1;
            crossed |= sides[i] == -side;
            sides[i] = side;
            if (weights[i] > 0) FixedSum.AddScaled(weights[i] * (side < 0 ? tau[i] - 1 : tau[i]), Row(i), gradient);
        }
        if (crossed) share = Math.Min(1, 2 * share);
        Choose();
    }

    /// <summary>The share of rows with the least residuals, and those of the coefficients.</summary>
    private void Choose()
    {
        double bound = double.PositiveInfinity;
        if (share < 1)
        {
            double[] sizes = new double[count];
            for (int i = 0; i < count; i++) sizes[i] = Math.Abs(residuals[i]);
            bound = Quantiles.Of(sizes, share);
        }
        nearCount = 0;
        for (int i = 0; i < count; i++) if (i < m || Math.Abs(residuals[i]) <= bound) near[nearCount++] = i;
    }

    /// <summary>The coefficients at which the basic rows hold.</summary>
    private double[] Vertex(double[] values)
    {
        var at = new double[m];
        for (int k = 0; k < m; k++) FixedSum.AddScaled(values[basis[k]], inverse.AsSpan(k * m, m), at);
        return at;
    }

    /// <summary>The basic row whose release lowers the objective fastest for the length of its edge, or −1 at the minimum.</summary>
    private int Leaving(out double violation, out bool upwards)
    {
        int best = -1;
        double most = 0;
        (violation, upwards) = (0, false);
        for (int k = 0; k < m; k++)
        {
            // Σ over all rows of multiplier times row is 0: multiplier k is −(column k of the inverse) · gradient.
            var edge = inverse.AsSpan(k * m, m);
            multipliers[k] = -FixedSum.Dot(edge, gradient);
            double weight = weights[basis[k]], high = weight * tau[basis[k]], low = high - weight;
            double over = multipliers[k] - high, under = low - multipliers[k], outside = Math.Max(over, under);
            double length = Math.Sqrt(FixedSum.Dot(edge, edge)), gain = outside / length;
            if (gain <= most || outside <= DualTolerance * (1 + Math.Abs(multipliers[k]) + weight)) continue;
            (best, most, violation, upwards) = (k, gain, outside, over > 0);
        }
        return best;
    }

    /// <summary>Lets a basic row go and moves along its edge to where the slope turns; false when it never does.</summary>
    private bool Pivot(int leaving, double violation, bool upwards)
    {
        // A multiplier that is too high wants its row's residual above 0, so the row's fitted value goes down.
        var edge = inverse.AsSpan(leaving * m, m);
        for (int c = 0; c < m; c++) direction[c] = upwards ? -edge[c] : edge[c];
        int found = 0;
        for (int n = 0; n < nearCount; n++)
        {
            int i = near[n];
            if (n % (1 + ValuesBetweenPolls / m) == 0) cancel.ThrowIfCancellationRequested();
            along[i] = 0;
            if (basic[i] && i != basis[leaving]) continue;
            along[i] = FixedSum.Dot(Row(i), direction);
            if (basic[i] || weights[i] == 0 || along[i] * sides[i] <= MinSlopeChange) continue;
            steps[found++] = new(Math.Max(0, residuals[i] / along[i]), weights[i] * Math.Abs(along[i]), i);
        }
        int turn = Breakpoint.Reaching(steps.AsSpan(0, found), violation);
        if (turn < 0) return false;
        var (length, _, entering) = steps[turn];
        for (int i = 0; i < turn; i++) // all rows passed change sides
        {
            int row = steps[i].Row;
            FixedSum.AddScaled(-sides[row] * weights[row], Row(row), gradient);
            sides[row] = (sbyte)-sides[row];
        }
        for (int n = 0; n < nearCount; n++) residuals[near[n]] -= length * along[near[n]];
        Exchange(leaving, entering, upwards);
        return true;
    }

    /// <summary>Puts one row into the basis for another: gradient, residual and inverse follow.</summary>
    private void Exchange(int leaving, int entering, bool upwards)
    {
        int left = basis[leaving];
        if (weights[entering] > 0)
            FixedSum.AddScaled(-weights[entering] * (sides[entering] < 0 ? tau[entering] - 1 : tau[entering]), Row(entering), gradient);
        if (weights[left] > 0) FixedSum.AddScaled(weights[left] * (upwards ? tau[left] : tau[left] - 1), Row(left), gradient);
        (sides[left], residuals[entering]) = (upwards ? (sbyte)1 : (sbyte)-1, 0);
        (basic[left], basic[entering], basis[leaving]) = (false, true, entering);
        var pivotRow = inverse.AsSpan(leaving * m, m);
        double pivot = FixedSum.Dot(pivotRow, Row(entering));
        for (int c = 0; c < m; c++) pivotRow[c] /= pivot;
        for (int k = 0; k < m; k++)
            if (k != leaving) FixedSum.AddScaled(-FixedSum.Dot(inverse.AsSpan(k * m, m), Row(entering)), pivotRow, inverse.AsSpan(k * m, m));
    }

    /// <summary>The inverse of the matrix of basic rows by Gauss and Jordan with pivots
    /// chosen by row; row k of the result is column k of the inverse.</summary>
    private void Invert()
    {
        double[] a = new double[m * m];
        for (int k = 0; k < m; k++) Row(basis[k]).CopyTo(a.AsSpan(k * m));
        inverse.AsSpan().Clear();
        var ordered = new double[m * m];
        for (int k = 0; k < m; k++) ordered[k * m + k] = 1;
        for (int c = 0; c < m; c++)
        {
            cancel.ThrowIfCancellationRequested();
            int pivot = c;
            for (int r = c + 1; r < m; r++) if (Math.Abs(a[r * m + c]) > Math.Abs(a[pivot * m + c])) pivot = r;
            for (int k = 0; k < m && pivot != c; k++)
            {
                (a[c * m + k], a[pivot * m + k]) = (a[pivot * m + k], a[c * m + k]);
                (ordered[c * m + k], ordered[pivot * m + k]) = (ordered[pivot * m + k], ordered[c * m + k]);
            }
            double scale = 1 / (a[c * m + c] == 0 ? Tiny : a[c * m + c]);
            for (int k = 0; k < m; k++)
            {
                a[c * m + k] *= scale;
                ordered[c * m + k] *= scale;
            }
            for (int r = 0; r < m; r++)
            {
                double factor = -a[r * m + c];
                if (r == c || factor == 0) continue;
                FixedSum.AddScaled(factor, a.AsSpan(c * m, m), a.AsSpan(r * m, m));
                FixedSum.AddScaled(factor, ordered.AsSpan(c * m, m), ordered.AsSpan(r * m, m));
            }
        }
        for (int r = 0; r < m; r++)
            for (int k = 0; k < m; k++) inverse[k * m + r] = ordered[r * m + k];
    }

    /// <summary>The root mean square of each centred column, 1 for a constant one.</summary>
    private static double[] Scale(TrainingSet rows, int[] order)
    {
        var (center, _) = CrossMoments.Means(rows);
        var scale = new double[center.Length];
        foreach (int row in order)
        {
            var given = rows.Row(row);
            for (int c = 0; c < scale.Length; c++) scale[c] += (given[c] - center[c]) * (given[c] - center[c]);
        }
        return [.. scale.Select(sum => sum > 0 ? Math.Sqrt(sum / order.Length) : 1)];
    }

    private static double Spread(TrainingSet rows, int[] order)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (int row in order)
        {
            low = Math.Min(low, rows.Targets.Span[row]);
            high = Math.Max(high, rows.Targets.Span[row]);
        }
        return high > low ? high - low : 1;
    }
}
