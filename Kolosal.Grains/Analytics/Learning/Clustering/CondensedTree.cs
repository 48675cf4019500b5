namespace Kolosal.Learning.Clustering;

/// <summary>A dendrogram in which only groups of some size are clusters; smaller ones are
/// rows that leave (Campello et al. 2015, sections 4.2 and 5.2).</summary>
internal sealed class CondensedTree
{
    // Rows that coincide would leave at infinite density, and ∞ − ∞ is no number.
    private const double MinDistance = 1e-100;

    private readonly ImmutableArray<Merge> merges;
    private readonly int rows, least;
    private readonly List<int> parents = [-1];
    private readonly List<double> births = [0], stabilities = [0];
    private readonly int[] left;

    /// <param name="merges">rows − 1 merges by ascending distance.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="least">The least size of a cluster.</param>
    public CondensedTree(ImmutableArray<Merge> merges, int rows, int least)
    {
        (this.merges, this.rows, this.least) = (merges, rows, least);
        left = new int[rows];
        if (rows > 1) Condense();
    }

    /// <summary>The kept cluster of each row, numbered by the first row, or −1.</summary>
    public int[] Labels()
    {
        bool[] kept = new bool[parents.Count];
        double[] inside = new double[parents.Count];
        for (int cluster = parents.Count - 1; cluster > 0; cluster--)
        {
            kept[cluster] = stabilities[cluster] >= inside[cluster];
            inside[parents[cluster]] += Math.Max(stabilities[cluster], inside[cluster]);
        }
        int[] labels = new int[rows];
        var numbers = new Dictionary<int, int>();
        for (int row = 0; row < rows; row++)
        {
            int outermost = -1;
            for (int cluster = left[row]; cluster > 0; cluster = parents[cluster])
                if (kept[cluster]) outermost = cluster;
            if (outermost < 0) labels[row] = -1;
            else
            {
                if (!numbers.TryGetValue(outermost, out int number)) numbers.Add(outermost, number = numbers.Count);
                labels[row] = number;
            }
        }
        return labels;
    }

    private void Condense()
    {
        var open = new Stack<(int Node, int Cluster)>([(rows + merges.Length - 1, 0)]);
        while (open.TryPop(out var at))
        {
            var merge = merges[at.Node - rows];
            double density = 1 / Math.Max(merge.Distance, MinDistance);
            bool leftStays = Size(merge.Left) >= least, rightStays = Size(merge.Right) >= least;
            foreach (var (child, stays) in ((int, bool)[])[(merge.Left, leftStays), (merge.Right, rightStays)])
            {
                if (leftStays && rightStays)
                {
                    stabilities[at.Cluster] += (density - births[at.Cluster]) * Size(child);
                    parents.Add(at.Cluster);
                    births.Add(density);
                    stabilities.Add(0);
                    open.Push((child, parents.Count - 1));
                }
                else if (stays) open.Push((child, at.Cluster));
                else
                {
                    stabilities[at.Cluster] += (density - births[at.Cluster]) * Size(child);
                    Leave(child, at.Cluster);
                }
            }
        }
    }

    private int Size(int node) => node < rows ? 1 : merges[node - rows].Rows;

    private void Leave(int node, int cluster)
    {
        var open = new Stack<int>([node]);
        while (open.TryPop(out int at))
        {
            if (at < rows) left[at] = cluster;
            else
            {
                open.Push(merges[at - rows].Left);
                open.Push(merges[at - rows].Right);
            }
        }
    }
}
