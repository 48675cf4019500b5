namespace Kolosal.Learning.Additive;

/// <summary>The table of two columns: a tree that cuts one of them and then, on either side for itself, the other (the
/// tree of FAST; Lou, Caruana, Gehrke and Hooker, KDD 2013, §3.2).</summary>
internal sealed class PairTerm(CoarseAxis first, CoarseAxis second) : BoostedTerm
{
    private const int OnStack = 64;

    public CoarseAxis First => first;

    public CoarseAxis Second => second;

    public override int Slots => first.Groups * second.Groups;

    public override ushort[] Cells(AdditiveRows rows, ReadOnlySpan<int> chosen)
    {
        byte[] a = rows.Matrix.Columns[first.Column], b = rows.Matrix.Columns[second.Column];
        var cells = new ushort[chosen.Length];
        for (int i = 0; i < cells.Length; i++)
            cells[i] = (ushort)(first.GroupOf[a[chosen[i]]] * second.Groups + second.GroupOf[b[chosen[i]]]);
        return cells;
    }

    public override void Grow(ReadOnlySpan<double> sums, ReadOnlySpan<int> counts, ExplainableBoostingOptions options, Span<double> step)
    {
        var down = new Table(first.Groups, second.Groups, second.Groups, 1);
        var across = new Table(second.Groups, first.Groups, 1, second.Groups);
        var tree = Best(down, sums, counts, options);
        var other = Best(across, sums, counts, options);
        if (other.Gain > tree.Gain) Fill(across, other, sums, options.L2, step);
        else Fill(down, tree, sums, options.L2, step);
    }

    private static Tree Best(Table table, ReadOnlySpan<double> sums, ReadOnlySpan<int> counts, ExplainableBoostingOptions options)
    {
        // Sums of each column of the table on both sides of the root's cut, which moves down a row at a time.
        Span<double> above = stackalloc double[2 * OnStack], below = stackalloc double[2 * OnStack];
        Span<int> rowsAbove = stackalloc int[OnStack], rowsBelow = stackalloc int[OnStack];
        above.Clear();
        below.Clear();
        rowsAbove.Clear();
        rowsBelow.Clear();
        for (int i = 0; i < table.Rows; i++) Move(table, i, sums, counts, below, rowsBelow, 1);
        var best = new Tree(0, table.Rows, 0, 0);
        var (alone, cut) = Cut(below, rowsBelow, table.Columns, options);
        best = best with { Gain = alone, UpperCut = cut };
        for (int i = 0; i + 1 < table.Rows; i++)
        {
            Move(table, i, sums, counts, above, rowsAbove, 1);
            Move(table, i, sums, counts, below, rowsBelow, -1);
            if (Total(rowsAbove) < options.MinRowsPerLeaf) continue;
            if (Total(rowsBelow) < options.MinRowsPerLeaf) break;
            var (upper, upperCut) = Cut(above, rowsAbove, table.Columns, options);
            var (lower, lowerCut) = Cut(below, rowsBelow, table.Columns, options);
            if (upper + lower > best.Gain) best = new(upper + lower, i + 1, upperCut, lowerCut);
        }
        return best;
    }

    private static void Move(Table table, int row, ReadOnlySpan<double> sums, ReadOnlySpan<int> counts, Span<double> side, Span<int> rows, int sign)
    {
        for (int j = 0; j < table.Columns; j++)
        {
            int cell = table.At(row, j);
            side[2 * j] += sign * sums[2 * cell];
            side[2 * j + 1] += sign * sums[2 * cell + 1];
            rows[j] += sign * counts[cell];
        }
    }

    /// <summary>What a side saves with its best cut, or whole (cut 0).</summary>
    private static (double Gain, int Cut) Cut(ReadOnlySpan<double> side, ReadOnlySpan<int> counts, int columns, ExplainableBoostingOptions options)
    {
        double slope = 0, curve = 0, left = 0, leftCurve = 0;
        int rows = Total(counts), leftRows = 0, best = 0;
        for (int j = 0; j < columns; j++)
        {
            slope += side[2 * j];
            curve += side[2 * j + 1];
        }
        double most = Gain(slope, curve, options.L2);
        for (int j = 0; j + 1 < columns; j++)
        {
            left += side[2 * j];
            leftCurve += side[2 * j + 1];
            leftRows += counts[j];
            if (leftRows < options.MinRowsPerLeaf) continue;
            if (rows - leftRows < options.MinRowsPerLeaf) break;
            double gain = Gain(left, leftCurve, options.L2) + Gain(slope - left, Math.Max(0, curve - leftCurve), options.L2);
            if (gain > most) (most, best) = (gain, j + 1);
        }
        return (most, best);
    }

    private static int Total(ReadOnlySpan<int> counts)
    {
        int total = 0;
        foreach (int count in counts) total += count;
        return total;
    }

    private static void Fill(Table table, Tree tree, ReadOnlySpan<double> sums, double l2, Span<double> step)
    {
        for (int part = 0; part < 4; part++)
        {
            int cut = part < 2 ? tree.UpperCut : tree.LowerCut;
            int fromRow = part < 2 ? 0 : tree.Root, toRow = part < 2 ? tree.Root : table.Rows;
            int fromColumn = part % 2 == 0 ? 0 : cut, toColumn = part % 2 == 0 ? cut : table.Columns;
            double slope = 0, curve = 0;
            for (int i = fromRow; i < toRow; i++)
            {
                for (int j = fromColumn; j < toColumn; j++)
                {
                    slope += sums[2 * table.At(i, j)];
                    curve += sums[2 * table.At(i, j) + 1];
                }
            }
            double value = Leaf(slope, curve, l2);
            for (int i = fromRow; i < toRow; i++)
                for (int j = fromColumn; j < toColumn; j++) step[table.At(i, j)] = value;
        }
    }

    /// <summary>The cells seen from one of the two columns.</summary>
    private readonly record struct Table(int Rows, int Columns, int RowStep, int ColumnStep)
    {
        public int At(int row, int column) => row * RowStep + column * ColumnStep;
    }

    /// <param name="Gain">Twice what it saves.</param>
    /// <param name="Root">Rows above the root's cut.</param>
    /// <param name="UpperCut">Columns left of the cut above it, 0 for none.</param>
    /// <param name="LowerCut">Columns left of the cut below it, 0 for none.</param>
    private readonly record struct Tree(double Gain, int Root, int UpperCut, int LowerCut);
}
