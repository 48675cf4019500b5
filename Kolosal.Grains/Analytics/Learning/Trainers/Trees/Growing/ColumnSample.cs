using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

/// <summary>The columns that a tree may split on: a share of them, drawn anew for each tree.</summary>
/// <param name="candidates">The columns that can split at all, ascending.</param>
/// <param name="columns">The number of columns.</param>
/// <param name="share">In (0, 1]; at least one column is drawn.</param>
internal sealed class ColumnSample(int[] candidates, int columns, double share)
{
    private readonly bool[] chosen = new bool[columns];

    /// <summary>Whether the tree may split on a column.</summary>
    public bool Has(int column) => chosen[column];

    /// <summary>Chooses for the next tree.</summary>
    public void Draw(ulong seed)
    {
        Array.Fill(chosen, true);
        if (share >= 1) return;
        int[] order = [.. candidates];
        int keep = Math.Max(1, (int)Math.Ceiling(share * order.Length));
        var random = new SeededRandom(seed, stream: 0xC01);
        for (int i = order.Length - 1; i >= keep; i--)
        {
            int j = random.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
            chosen[order[i]] = false;
        }
    }
}
