namespace Kolosal.Learning.Neural;

/// <summary>Where the parameters of a tabular network are in its one array.</summary>
/// <remarks>
/// First what the members share: the table of embeddings, then W of each hidden layer (inputs × units). Behind it each member's own: r (inputs), s
/// and b (units) of each layer, then its head (outputs × units) and the head's offsets. Layer l of member i is
/// relu(((x ∘ rᵢ) W) ∘ sᵢ + bᵢ): BatchEnsemble (Wen, Tran and Ba, arXiv:2002.06715) as TabM has it (Gorishniy, Kotelnikov and Babenko,
/// arXiv:2410.24210 §3). Widths are multiples of 16; what is padded stays 0.
/// </remarks>
internal sealed class TabularShape
{
    private readonly int[] tables, starts, weights, adapters;

    /// <param name="columns">What is read.</param>
    /// <param name="members">k ≥ 1.</param>
    /// <param name="layers">Hidden layers, ≥ 1.</param>
    /// <param name="units">Of each, a multiple of 16.</param>
    /// <param name="outputs">Scores of a row.</param>
    public TabularShape(ImmutableArray<ColumnEmbedding> columns, int members, int layers, int units, int outputs)
    {
        (Columns, Members, Layers, Units, Outputs) = (columns, members, layers, units, outputs);
        (tables, starts, weights, adapters) = (new int[columns.Length], new int[columns.Length], new int[layers], new int[layers + 1]);
        int table = 0, width = 0;
        for (int c = 0; c < columns.Length; c++)
        {
            (tables[c], starts[c]) = (table, width);
            table = checked(table + columns[c].Vectors * columns[c].Size);
            width += columns[c].Size;
        }
        (TableLength, Width) = (FloatMatrix.Padded(table), FloatMatrix.Padded(width));
        Shared = TableLength;
        for (int l = 0; l < layers; l++)
        {
            weights[l] = Shared;
            Shared = checked(Shared + InputsOf(l) * units);
            adapters[l + 1] = adapters[l] + InputsOf(l) + 2 * units;
        }
        MemberLength = FloatMatrix.Padded(adapters[layers] + outputs * (units + 1));
        Length = checked(Shared + members * MemberLength);
    }

    public ImmutableArray<ColumnEmbedding> Columns { get; }

    public int Members { get; }

    public int Layers { get; }

    public int Units { get; }

    public int Outputs { get; }

    /// <summary>Numbers of all embeddings of a row, padded.</summary>
    public int Width { get; }

    public int TableLength { get; }

    /// <summary>Parameters that the members share; the first of them.</summary>
    public int Shared { get; }

    /// <summary>Parameters of one member.</summary>
    public int MemberLength { get; }

    public int Length { get; }

    public int InputsOf(int layer) => layer == 0 ? Width : Units;

    /// <summary>Where a column's vectors begin in the table.</summary>
    public int TableOf(int column) => tables[column];

    /// <summary>Where a column's numbers begin in a row's embedding.</summary>
    public int StartOf(int column) => starts[column];

    /// <summary>W of a layer, in the shared part.</summary>
    public Range WeightsOf(int layer) => weights[layer]..(weights[layer] + InputsOf(layer) * Units);

    /// <summary>A member's own part.</summary>
    public Range MemberOf(int member) => (Shared + member * MemberLength)..(Shared + (member + 1) * MemberLength);

    /// <summary>r of a layer, in a member's part.</summary>
    public Range InputScales(int layer) => adapters[layer]..(adapters[layer] + InputsOf(layer));

    /// <summary>s of a layer, in a member's part.</summary>
    public Range OutputScales(int layer) => (adapters[layer] + InputsOf(layer))..(adapters[layer] + InputsOf(layer) + Units);

    /// <summary>b of a layer, in a member's part.</summary>
    public Range Offsets(int layer) => (adapters[layer] + InputsOf(layer) + Units)..adapters[layer + 1];

    /// <summary>The head's row of an output, in a member's part.</summary>
    public Range Head(int output) => (adapters[Layers] + output * Units)..(adapters[Layers] + (output + 1) * Units);

    /// <summary>The head's offset of an output, in a member's part.</summary>
    public int HeadOffset(int output) => adapters[Layers] + Outputs * Units + output;

    /// <summary>The table with the parts E of numbers summed up to knots.</summary>
    /// <param name="table">Parameters.</param>
    /// <param name="knots">Receives the table that rows are embedded with.</param>
    public void SumKnots(ReadOnlySpan<float> table, Span<float> knots)
    {
        table[..TableLength].CopyTo(knots);
        for (int c = 0; c < Columns.Length; c++)
        {
            var column = Columns[c];
            if (!column.IsNumber) continue;
            int first = tables[c] + column.Size, last = first + column.Edges.Length * column.Size;
            for (int at = first + column.Size; at < last; at++) knots[at] += knots[at - column.Size];
        }
    }

    /// <summary>The gradient by knots, in place, as that by the parts they are sums of.</summary>
    public void SumGradients(Span<float> table)
    {
        for (int c = 0; c < Columns.Length; c++)
        {
            var column = Columns[c];
            if (!column.IsNumber) continue;
            int first = tables[c] + column.Size, last = first + column.Edges.Length * column.Size;
            for (int at = last - column.Size - 1; at >= first; at--) table[at] += table[at + column.Size];
        }
    }

    /// <summary>The embedding of a row.</summary>
    /// <param name="cells">One a column.</param>
    /// <param name="knots">Of <see cref="SumKnots"/>.</param>
    /// <param name="embedded">Receives <see cref="Width"/> numbers.</param>
    public void Embed(ReadOnlySpan<TabularCell> cells, ReadOnlySpan<float> knots, Span<float> embedded)
    {
        embedded[^Math.Min(FloatMatrix.Lanes, embedded.Length)..].Clear();
        for (int c = 0; c < cells.Length; c++) EmbedCell(c, cells[c], knots, embedded);
    }

    /// <summary>The embedding of one value, at its place in the row's.</summary>
    public void EmbedCell(int c, in TabularCell cell, ReadOnlySpan<float> knots, Span<float> embedded)
    {
        var column = Columns[c];
        int size = column.Size;
        var to = embedded.Slice(starts[c], size);
        var own = knots[tables[c]..];
        if (cell.Slot < 0) own.Slice(column.MissingVector * size, size).CopyTo(to);
        else if (!column.IsNumber) own.Slice(cell.Slot * size, size).CopyTo(to);
        else
        {
            ReadOnlySpan<float> low = own.Slice((1 + cell.Slot) * size, size), high = own.Slice((2 + cell.Slot) * size, size);
            for (int j = 0; j < to.Length; j++) to[j] = cell.Scaled * own[j] + ((1 - cell.Fraction) * low[j] + cell.Fraction * high[j]);
        }
    }

    /// <summary>Adds what a row's embedding says to the gradient by the knots.</summary>
    public void EmbedBack(ReadOnlySpan<TabularCell> cells, ReadOnlySpan<float> slopes, Span<float> gradient)
    {
        for (int c = 0; c < cells.Length; c++)
        {
            var column = Columns[c];
            var cell = cells[c];
            int size = column.Size;
            var from = slopes.Slice(starts[c], size);
            var own = gradient[tables[c]..];
            if (cell.Slot < 0 || !column.IsNumber)
            {
                var to = own.Slice((cell.Slot < 0 ? column.MissingVector : cell.Slot) * size, size);
                for (int j = 0; j < to.Length; j++) to[j] += from[j];
                continue;
            }
            Span<float> low = own.Slice((1 + cell.Slot) * size, size), high = own.Slice((2 + cell.Slot) * size, size);
            for (int j = 0; j < from.Length; j++)
            {
                own[j] += cell.Scaled * from[j];
                low[j] += (1 - cell.Fraction) * from[j];
                high[j] += cell.Fraction * from[j];
            }
        }
    }
}
