using System.Buffers;
using Kolosal.Statistics;

namespace Kolosal.Learning.Neighbours;

/// <param name="Links">M: links a row makes on each level, twice as many on the lowest; at least 2. Default: 16.</param>
/// <param name="BuildWidth">Rows kept in view while a row is linked, at least 1. Default: 200.</param>
public sealed record HnswOptions(int Links = 16, int BuildWidth = 200)
{
    /// <summary>At least 2.</summary>
    public int Links { get; } = Require.AtLeast(Links, 2);

    /// <summary>At least 1.</summary>
    public int BuildWidth { get; } = Require.AtLeast(BuildWidth, 1);
}

/// <summary>Hierarchical navigable small world: most of the nearest rows in about log n steps, not surely all
/// of them (Malkov and Yashunin, IEEE TPAMI 42, 2020, arXiv:1603.09320, algorithms 1, 2, 4 and 5).</summary>
/// <remarks>
/// For many rows of many columns, where <see cref="NeighbourIndex"/> has to look at nearly every row. Rows are linked one after the
/// other on one thread, so a seed gives one graph. Immutable and safe for any number of threads once built; a query allocates nothing.
/// </remarks>
public sealed class HnswIndex
{
    private readonly ReadOnlyMemory<double> rows;
    private readonly HnswOptions options;
    private readonly DistanceMetric metric;
    private readonly double[] inverseLengths;
    private readonly int[][][] links; // row, level, the rows linked; −1 for an empty place
    private int entry;

    private HnswIndex(ReadOnlyMemory<double> rows, int columns, DistanceMetric metric, HnswOptions options, ulong seed, CancellationToken cancel)
    {
        (this.rows, Columns, this.metric, this.options, Count) = (rows, columns, metric, options, rows.Length / columns);
        inverseLengths = metric.Kind == DistanceKind.Cosine ? new double[Count] : [];
        for (int row = 0; row < inverseLengths.Length; row++) inverseLengths[row] = DistanceMetric.InverseLength(Row(row));
        links = new int[Count][][];
        var random = new SeededRandom(seed);
        double scale = 1 / Math.Log(options.Links);
        int width = Math.Max(options.BuildWidth, options.Links);
        int[] view = new int[width], kept = new int[2 * options.Links];
        double[] distances = new double[width];
        for (int row = 0; row < Count; row++)
        {
            cancel.ThrowIfCancellationRequested();
            int levels = 1 + (int)(-Math.Log(1 - random.NextDouble()) * scale);
            links[row] = new int[levels][];
            for (int level = 0; level < levels; level++) Array.Fill(links[row][level] = new int[level == 0 ? 2 * options.Links : options.Links], -1);
            if (row > 0) Link(row, view, distances, kept);
        }
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The number of values in a row.</summary>
    public int Columns { get; }

    /// <summary>Links the rows.</summary>
    /// <param name="rows">rows × columns finite values, row-major; kept, and not to be changed afterwards.</param>
    /// <param name="columns">Values in a row, at least 1.</param>
    /// <param name="metric">How distance is measured.</param>
    /// <param name="options">The size of the graph.</param>
    /// <param name="seed">Of the levels that rows reach.</param>
    /// <param name="cancel">Polled once a row.</param>
    /// <exception cref="ArgumentException">The values do not make whole rows.</exception>
    public static HnswIndex Build(ReadOnlyMemory<double> rows, int columns, DistanceMetric metric, HnswOptions options, ulong seed,
        CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (rows.Length % columns != 0) throw new ArgumentException($"{rows.Length} values do not make rows of {columns}.", nameof(rows));
        return new(rows, columns, metric, options, seed, cancel);
    }

    /// <summary>Finds about the k nearest rows.</summary>
    /// <param name="point">One value a column.</param>
    /// <param name="k">How many; at least 1.</param>
    /// <param name="width">Rows kept in view, raised to k; more find more of the true neighbours and take longer.</param>
    /// <param name="indices">Receives at most k row numbers, nearest first.</param>
    /// <param name="distances">Receives their distances, ascending.</param>
    /// <returns>How many were found.</returns>
    public int Query(ReadOnlySpan<double> point, int k, int width, Span<int> indices, Span<double> distances)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        if (Count == 0) return 0;
        width = Math.Max(width, k);
        int[] view = ArrayPool<int>.Shared.Rent(width);
        double[] reduced = ArrayPool<double>.Shared.Rent(width);
        double inverse = metric.Kind == DistanceKind.Cosine ? DistanceMetric.InverseLength(point) : 0;
        int from = Descend(point, inverse, 0);
        int count = Math.Min(k, View(point, inverse, 0, from, view.AsSpan(0, width), reduced.AsSpan(0, width)));
        for (int i = 0; i < count; i++) (indices[i], distances[i]) = (view[i], metric.FromReduced(reduced[i]));
        ArrayPool<int>.Shared.Return(view);
        ArrayPool<double>.Shared.Return(reduced);
        return count;
    }

    private ReadOnlySpan<double> Row(int row) => rows.Span.Slice(row * Columns, Columns);

    private double Reduced(ReadOnlySpan<double> point, double inverse, int row) =>
        metric.Kind == DistanceKind.Cosine ? DistanceMetric.Cosine(point, Row(row), inverse, inverseLengths[row]) : metric.Reduced(point, Row(row));

    private void Link(int row, int[] view, double[] distances, int[] kept)
    {
        var point = Row(row);
        double inverse = inverseLengths.Length == 0 ? 0 : inverseLengths[row];
        int top = Math.Min(links[row].Length, links[entry].Length) - 1, from = Descend(point, inverse, top);
        for (int level = top; level >= 0; level--)
        {
            int found = View(point, inverse, level, from, view, distances);
            from = view[0];
            int count = Select(view.AsSpan(0, found), distances.AsSpan(0, found), options.Links, kept);
            kept.AsSpan(0, count).CopyTo(links[row][level]);
            for (int i = 0; i < count; i++) LinkBack(links[row][level][i], row, level, kept);
        }
        if (links[row].Length > links[entry].Length) entry = row;
    }

    /// <summary>Adds a link, and where there is no place keeps the best spread ones.</summary>
    private void LinkBack(int row, int to, int level, int[] kept)
    {
        int[] own = links[row][level];
        int free = Array.IndexOf(own, -1);
        if (free >= 0)
        {
            own[free] = to;
            return;
        }
        double inverse = inverseLengths.Length == 0 ? 0 : inverseLengths[row];
        int[] candidates = [.. own, to];
        double[] distances = new double[candidates.Length];
        for (int i = 0; i < candidates.Length; i++) distances[i] = Reduced(Row(row), inverse, candidates[i]);
        Array.Sort(distances, candidates);
        int count = Select(candidates, distances, own.Length, kept);
        Array.Fill(own, -1);
        kept.AsSpan(0, count).CopyTo(own);
    }

    /// <summary>The nearest candidates that are nearer to the row than to any one taken before: links in all directions (algorithm 4).</summary>
    private int Select(ReadOnlySpan<int> candidates, ReadOnlySpan<double> distances, int most, int[] kept)
    {
        int count = 0;
        for (int i = 0; i < candidates.Length && count < most; i++)
        {
            var candidate = Row(candidates[i]);
            double inverse = inverseLengths.Length == 0 ? 0 : inverseLengths[candidates[i]];
            bool apart = true;
            for (int j = 0; j < count && apart; j++) apart = distances[i] <= Reduced(candidate, inverse, kept[j]);
            if (apart) kept[count++] = candidates[i];
        }
        return count;
    }

    /// <summary>Walks to the nearest row on every level above one, from the top.</summary>
    private int Descend(ReadOnlySpan<double> point, double inverse, int until)
    {
        int at = entry;
        double distance = Reduced(point, inverse, at);
        for (int level = links[entry].Length - 1; level > until; level--)
            for (bool moved = true; moved;)
            {
                moved = false;
                foreach (int other in links[at][level])
                {
                    if (other < 0) break;
                    double there = Reduced(point, inverse, other);
                    if (there < distance) (at, distance, moved) = (other, there, true);
                }
            }
        return at;
    }

    /// <summary>The nearest rows that can be reached on a level through rows in view,
    /// ascending (algorithm 2, with one sorted list for candidates and results).</summary>
    private int View(ReadOnlySpan<double> point, double inverse, int level, int from, Span<int> view, Span<double> distances)
    {
        ulong[] seen = ArrayPool<ulong>.Shared.Rent((Count + 63) / 64);
        bool[] expanded = ArrayPool<bool>.Shared.Rent(view.Length);
        Array.Clear(seen);
        (view[0], distances[0], expanded[0]) = (from, Reduced(point, inverse, from), false);
        seen[from / 64] |= 1UL << from % 64;
        int count = 1;
        for (int next = 0; next < count;)
        {
            expanded[next] = true;
            int first = next + 1;
            foreach (int other in links[view[next]][level])
            {
                if (other < 0) break;
                if ((seen[other / 64] & 1UL << other % 64) != 0) continue;
                seen[other / 64] |= 1UL << other % 64;
                double distance = Reduced(point, inverse, other);
                if (count == view.Length && !(distance < distances[count - 1])) continue;
                int at = count < view.Length ? count++ : count - 1;
                for (; at > 0 && distances[at - 1] > distance; at--)
                    (view[at], distances[at], expanded[at]) = (view[at - 1], distances[at - 1], expanded[at - 1]);
                (view[at], distances[at], expanded[at]) = (other, distance, false);
                first = Math.Min(first, at);
            }
            for (next = first; next < count && expanded[next];) next++;
        }
        ArrayPool<ulong>.Shared.Return(seen);
        ArrayPool<bool>.Shared.Return(expanded);
        return count;
    }
}
