namespace Kolosal.Learning.Clustering;

/// <summary>Two clusters that became one.</summary>
/// <param name="Left">A row, or n + i for what merge i made.</param>
/// <param name="Right">A row, or n + i for what merge i made.</param>
/// <param name="Distance">How far they were apart.</param>
/// <param name="Rows">Rows of the new cluster.</param>
public readonly record struct Merge(int Left, int Right, double Distance, int Rows);

/// <summary>A tree of merges.</summary>
internal static class Dendrogram
{
    /// <summary>Merges named by rows, put in order of distance (equals as they came) and named by cluster numbers.</summary>
    public static ImmutableArray<Merge> Sorted(List<(int Left, int Right, double Distance)> merges, int rows)
    {
        int[] root = [.. Enumerable.Range(0, rows)], number = [.. root], sizes = [.. Enumerable.Repeat(1, rows)];
        var sorted = ImmutableArray.CreateBuilder<Merge>(merges.Count);
        foreach (var (left, right, distance) in merges.OrderBy(m => m.Distance))
        {
            int a = Root(root, left), b = Root(root, right);
            sorted.Add(new(Math.Min(number[a], number[b]), Math.Max(number[a], number[b]), distance, sizes[a] + sizes[b]));
            if (sizes[a] < sizes[b]) (a, b) = (b, a);
            root[b] = a;
            sizes[a] += sizes[b];
            number[a] = rows + sorted.Count - 1;
        }
        return sorted.MoveToImmutable();
    }

    /// <summary>The cluster of each row after all but the last merges, numbered by the first row.</summary>
    public static int[] Cut(ImmutableArray<Merge> merges, int rows, int clusters)
    {
        int[] root = [.. Enumerable.Range(0, rows + merges.Length)], labels = new int[rows];
        for (int i = 0; i < rows - clusters; i++) root[merges[i].Left] = root[merges[i].Right] = rows + i;
        var numbers = new Dictionary<int, int>();
        for (int row = 0; row < rows; row++)
        {
            int top = Root(root, row);
            if (!numbers.TryGetValue(top, out int label)) numbers.Add(top, label = numbers.Count);
            labels[row] = label;
        }
        return labels;
    }

    private static int Root(int[] root, int at)
    {
        while (root[at] != at) at = root[at] = root[root[at]];
        return at;
    }
}
