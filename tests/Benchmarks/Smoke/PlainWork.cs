using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Kolosal.Benchmarks;

/// <summary>The plain work that ours is held against: loops over the same data that read as much memory and compute as simply as can be.</summary>
/// <remarks>Compiled once and at once, so that no figure depends on how far the compiler has come, nor on what it has seen before. Without
/// allocations, but for the parsed document, whose pool is the library's own.</remarks>
internal static class PlainWork
{
    /// <summary>Reads a JSON array of rows.</summary>
    /// <returns>Its sum.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Parse(ReadOnlySpan<byte> json)
    {
        double sum = 0;
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
            if (reader.TokenType == JsonTokenType.Number) sum += reader.GetDouble();
        return sum;
    }

    /// <summary>Reads the numbers of a CSV file below its header.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Scan(ReadOnlySpan<byte> csv)
    {
        double sum = 0;
        for (int at = csv.IndexOf((byte)'\n') + 1; at < csv.Length; at++)
        {
            Utf8Parser.TryParse(csv[at..], out double value, out int used);
            (sum, at) = (sum + value, at + used);
        }
        return sum;
    }

    /// <summary>Walks every row down as many trees, laid out as arrays: column and edge of each node, children behind one another.</summary>
    /// <param name="values">Rows × columns.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="edges">Trees × nodes; the column of a node is its number modulo the columns.</param>
    /// <param name="depth">Of a tree, which has 2^depth − 1 nodes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Walk(ReadOnlySpan<float> values, int columns, ReadOnlySpan<float> edges, int depth)
    {
        int nodes = (1 << depth) - 1, sum = 0;
        for (int row = 0; row < values.Length; row += columns)
            for (int tree = 0; tree < edges.Length; tree += nodes)
            {
                int node = 0;
                for (int level = 0; level < depth; level++)
                    node = 2 * node + (values[row + (tree + node) % columns] > edges[tree + node] ? 2 : 1);
                sum += node;
            }
        return sum;
    }

    /// <summary>Adds a number to the bin of every value, again and again: the inner loop of histogram boosting.</summary>
    /// <param name="bins">Of each value, columns × rows.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="sums">256 bins.</param>
    /// <param name="times">How often.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Bin(ReadOnlySpan<byte> bins, int rows, Span<double> sums, int times)
    {
        for (int time = 0; time < times; time++)
            for (int column = 0; column < bins.Length; column += rows)
            {
                var part = bins.Slice(column, rows);
                for (int row = 0; row < part.Length; row++) sums[part[row]] += row;
            }
        return sums[0];
    }

    /// <summary>Counts every value in the interval between edges that it lies in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Count(ReadOnlySpan<double> values, ReadOnlySpan<double> edges, Span<long> counts)
    {
        foreach (double value in values)
        {
            int low = 0, high = edges.Length;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (value > edges[middle]) low = middle + 1;
                else high = middle;
            }
            counts[low]++;
        }
        return counts[0];
    }
}
