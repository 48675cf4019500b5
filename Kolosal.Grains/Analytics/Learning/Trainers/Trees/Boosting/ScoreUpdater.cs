using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kolosal.Learning.Trees;

/// <summary>Adds the leaf values of a grown tree to the scores of all training rows, in the form
/// that suits the tree: level by level, every split for 64 rows, or row by row.</summary>
internal sealed class ScoreUpdater
{
    // Two copies of 64 codes a column are then 128 KiB, kept on a stack of 1 MiB or more.
    private const int MaxColumns = 1024;

    private readonly BinnedMatrix matrix;
    private readonly BinnedTree tree;
    private readonly double rate;
    private readonly LevelTree? level;
    private readonly BlockTree? block;
    private readonly double[] values = new double[BlockTree.MaxLeaves];
    private readonly int[] columns;

    /// <param name="matrix">The codes of the training rows.</param>
    /// <param name="tree">Its leaf values are multiplied by <paramref name="rate"/>.</param>
    /// <param name="rate">The learning rate.</param>
    public ScoreUpdater(BinnedMatrix matrix, BinnedTree tree, double rate)
    {
        (this.matrix, this.tree, this.rate) = (matrix, tree, rate);
        var nodes = tree.Nodes;
        columns = [.. nodes.Where(node => node.Left >= 0).Select(node => node.Split.Column).Distinct()];
        (int, int) Describe(int i) => nodes[i].Left < 0 ? (-1, 0) : (nodes[i].Split.Column, nodes[i].Left);
        (int, int)? Ordered(int i)
        {
            var split = nodes[i].Split;
            return split.Code < 0 ? null : (split.Code, split.MissingLeft ? matrix.Bins[split.Column].Bins : -1);
        }
        if (matrix.Columns.Length <= MaxColumns)
            level = LevelTree.From(nodes.Count, matrix.Columns.Length, Describe, Ordered, i => nodes[i].Value * rate);
        if (level is not null || nodes.Count >= 2 * BlockTree.MaxLeaves) return;
        block = BlockTree.From(nodes.Count, Describe, Ordered, i => nodes[i].GoesLeft![..matrix.Slots(nodes[i].Split.Column)]);
        for (int i = 0; i < nodes.Count; i++)
            if (nodes[i].Left < 0) values[block.LeafOf[i]] = nodes[i].Value * rate;
    }

    /// <summary>Adds the leaf values.</summary>
    /// <param name="scores">One score a row.</param>
    /// <param name="blocks">Calls its argument for stretches of the rows, from … to − 1.</param>
    public void AddTo(double[] scores, Action<Action<int, int>> blocks) => blocks((from, to) =>
    {
        int row = from;
        if (level is not null) row = AddLevels(level, scores, from, to);
        else if (block is not null) row = AddBlocks(block, scores, from, to);
        for (; row < to; row++) scores[row] += tree.Nodes[tree.LeafOf(matrix, row)].Value * rate;
    });

    private int AddLevels(LevelTree level, double[] scores, int from, int to)
    {
        int width = matrix.Columns.Length, row = from;
        Span<byte> room = stackalloc byte[2 * width * LevelTree.Rows + CacheLine.Bytes], codes = CacheLine.Align(room);
        for (; row + LevelTree.Rows <= to; row += LevelTree.Rows)
        {
            foreach (int c in columns)
            {
                var column = matrix.Columns[c].AsSpan(row, LevelTree.Rows);
                column.CopyTo(codes[(c * LevelTree.Rows)..]);
                LevelTree.MissingLeft(column, (byte)matrix.Bins[c].Bins, codes.Slice((width + c) * LevelTree.Rows, LevelTree.Rows));
            }
            level.AddTo(ref codes[0], scores.AsSpan(row, LevelTree.Rows));
        }
        return row;
    }

    private int AddBlocks(BlockTree block, double[] scores, int from, int to)
    {
        Span<byte> room = stackalloc byte[BlockTree.MaxLeaves * BlockTree.Rows + CacheLine.Bytes];
        var reach = MemoryMarshal.Cast<byte, Vector512<byte>>(CacheLine.Align(room));
        Span<byte> leaf = stackalloc byte[BlockTree.Rows];
        int row = from;
        for (; row + BlockTree.Rows <= to; row += BlockTree.Rows)
        {
            block.Leaves(matrix.Columns, row, reach).CopyTo(leaf);
            var sums = scores.AsSpan(row, BlockTree.Rows);
            for (int r = 0; r < leaf.Length; r++) sums[r] += values[leaf[r]];
        }
        return row;
    }
}
