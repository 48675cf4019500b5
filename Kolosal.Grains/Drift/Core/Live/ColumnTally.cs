using Kolosal.Tabular;

namespace Kolosal.Drift;

/// <summary>What is counted of the rows of some columns: the open window by bin, the block that is being filled, what came lately, and the
/// capital of the bets. Plain numbers that a state keeps; their size does not depend on the rows.</summary>
public sealed class ColumnTally
{
    /// <summary>Rows between two looks of the bets.</summary>
    public const int BlockRows = 64;

    // What came lately weighs on by 7/8 a block, in 256ths of a row: about 512 rows.
    private const int Unit = 256, Forgets = 8;

    /// <summary>Rows of the open window by column and bin.</summary>
    public long[][] Window { get; set; } = [];

    /// <summary>Rows of the open block by column and bin.</summary>
    public long[][] Block { get; set; } = [];

    /// <summary>Rows lately by column and bin, in 256ths.</summary>
    public long[][] Lately { get; set; } = [];

    /// <summary>Rows in the open block.</summary>
    public int InBlock { get; set; }

    /// <summary>Blocks since the bets began.</summary>
    public long Blocks { get; set; }

    /// <summary>Of every bet, column by column.</summary>
    public double[] Capital { get; set; } = [];

    /// <summary>Whether the open window has the shape of these columns.</summary>
    public bool Fits(IReadOnlyList<ColumnDistribution> columns) => HasShape(Window, columns);

    /// <summary>Adds what an earlier program did not keep beside the window: block and bets begin here.</summary>
    internal void Mend(IReadOnlyList<ColumnDistribution> columns)
    {
        if (HasShape(Block, columns) && HasShape(Lately, columns)) return;
        (Block, Lately, InBlock, Blocks, Capital) = (Shape(columns), Shape(columns), 0, 0, []);
    }

    /// <summary>Begins a window.</summary>
    public void EmptyWindow(IReadOnlyList<ColumnDistribution> columns) => Window = Shape(columns);

    /// <summary>Begins everything anew.</summary>
    public void Begin(IReadOnlyList<ColumnDistribution> columns)
    {
        (Window, Block, Lately) = (Shape(columns), Shape(columns), Shape(columns));
        (InBlock, Blocks, Capital) = (0, 0, []);
    }

    /// <summary>Ends a block: plays it and files it under what came lately. The open window has it already.</summary>
    /// <returns>What a capital of 1 has become, by column and over all; the columns' are those shares of it that their bets made.</returns>
    internal (double All, double[] Columns) EndBlock(BinBets[] bets)
    {
        int all = bets.Sum(column => column.Count);
        if (Capital.Length != all) (Capital, Blocks) = (new double[all], 0);
        double stake = HeldBack(Blocks) - HeldBack(Blocks + 1), sum = 0;
        Blocks++;
        var columns = new double[bets.Length];
        for (int column = 0, at = 0; column < bets.Length; at += bets[column++].Count)
        {
            double mean = bets[column].Play(Block[column], InBlock, stake, Capital.AsSpan(at, bets[column].Count));
            columns[column] = mean;
            sum += mean * bets[column].Count;
            long[] block = Block[column], lately = Lately[column];
            for (int bin = 0; bin < block.Length; bin++) lately[bin] += Unit * block[bin] - lately[bin] / Forgets;
            Array.Clear(block);
        }

        InBlock = 0;
        return (HeldBack(Blocks) + (all > 0 ? sum / all : 0), columns);
    }

    /// <summary>Rows lately by bin of a column.</summary>
    public long[] LatelyOf(int column) => Array.ConvertAll(Lately[column], count => (count + Unit / 2) / Unit);

    /// <summary>Takes all stakes back: the bets begin with the next block.</summary>
    public void ResetBets()
    {
        Array.Clear(Capital);
        Blocks = 0;
    }

    /// <summary>What is not staked after so many blocks: late changes find stakes that lost nothing before them.</summary>
    internal static double HeldBack(long blocks) => 1 / (1 + Math.Log(1 + blocks));

    private static long[][] Shape(IReadOnlyList<ColumnDistribution> columns) => [.. columns.Select(column => new long[column.Bins])];

    private static bool HasShape(long[][] counts, IReadOnlyList<ColumnDistribution> columns)
    {
        if (counts.Length != columns.Count) return false;
        for (int column = 0; column < counts.Length; column++)
            if (counts[column].Length != columns[column].Bins) return false;
        return true;
    }
}
