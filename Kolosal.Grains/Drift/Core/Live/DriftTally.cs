using Kolosal.Tabular;

namespace Kolosal.Drift;

/// <summary>All that a monitor keeps of predictions: counts by bin, cross products of rank scores, magnitudes, and values outside of the
/// training range. Its size depends on the columns alone.</summary>
public sealed class DriftTally
{
    // Magnitudes name a change, and nothing is decided by them: one row in so many is enough.
    private const int SketchEvery = 16;
    private readonly int[] bins = new int[ColumnTally.BlockRows];

    /// <summary>Counts by bin, and the bets.</summary>
    public ColumnTally Columns { get; set; } = new();

    /// <summary>Σ z_i z_j of the open window over the joint columns, j up to i, row by row.</summary>
    public double[] Products { get; set; } = [];

    /// <summary>Σ z_i.</summary>
    public double[] Sums { get; set; } = [];

    /// <summary>For each input its <see cref="MagnitudeSketch"/> of the open window; empty for categories.</summary>
    public int[][] Magnitudes { get; set; } = [];

    /// <summary>For each input the <see cref="FrequentValues"/> among those outside of the training range.</summary>
    public double[][] Outside { get; set; } = [];

    /// <summary>Their counts.</summary>
    public long[][] OutsideCounts { get; set; } = [];

    /// <summary>Rows of the open window.</summary>
    public long Rows { get; set; }

    /// <summary>Whether the bets may raise an alarm: after one, not before a whole window without drift.</summary>
    public bool Muted { get; set; }

    /// <summary>What a capital of 1 had become at the last look.</summary>
    public double Capital { get; set; } = 1;

    /// <summary>Whether the counts have the shape of the yardstick.</summary>
    public bool Fits(DriftYardstick yardstick) => Columns.Fits(yardstick.Columns) && Sums.Length == yardstick.Ranks.Length;

    /// <summary>Begins everything anew.</summary>
    public void Begin(DriftYardstick yardstick)
    {
        Columns.Begin(yardstick.Columns);
        (Muted, Capital) = (false, 1);
        EmptyWindow(yardstick);
    }

    /// <summary>Begins a window; bets and what came lately go on.</summary>
    public void EmptyWindow(DriftYardstick yardstick)
    {
        if (!Columns.Fits(yardstick.Columns)) Columns.Begin(yardstick.Columns);
        Columns.EmptyWindow(yardstick.Columns);
        int p = yardstick.Ranks.Length;
        (Products, Sums, Rows) = (new double[p * (p + 1) / 2], new double[p], 0);
        BeginSketches(yardstick);
    }

    private void BeginSketches(DriftYardstick yardstick)
    {
        var inputs = yardstick.Columns.AsSpan()[..yardstick.Inputs].ToArray();
        Magnitudes = Array.ConvertAll(inputs, column => new int[column.Categorical ? 0 : MagnitudeSketch.Slots]);
        Outside = Array.ConvertAll(inputs, column => new double[column.Categorical ? 0 : FrequentValues.Places]);
        OutsideCounts = Array.ConvertAll(Outside, values => new long[values.Length]);
    }

    /// <summary>After a whole window without drift: the bets begin anew if they were muted.</summary>
    public void Unmute()
    {
        if (!Muted) return;
        (Muted, Capital) = (false, 1);
        Columns.ResetBets();
    }

    /// <summary>Counts rows.</summary>
    /// <param name="yardstick">Of the version that answered them.</param>
    /// <param name="rows">How many.</param>
    /// <param name="inputs">Row-major rows × inputs: numbers, category codes, NaN where missing.</param>
    /// <param name="outputs">Row-major rows × outputs.</param>
    /// <param name="decisions">One a row; empty for regression.</param>
    /// <returns>What the bets found on the way; null for nothing.</returns>
    public EarlyAlarm? Count(
        DriftYardstick yardstick, int rows, ReadOnlySpan<double> inputs, ReadOnlySpan<double> outputs, ReadOnlySpan<int> decisions)
    {
        // What an earlier program kept has a window and nothing beside it.
        Columns.Mend(yardstick.Columns);
        if (Magnitudes.Length != yardstick.Inputs || Outside.Length != yardstick.Inputs) BeginSketches(yardstick);
        EarlyAlarm? alarm = null;
        int width = rows > 0 ? outputs.Length / rows : 0;
        for (int from = 0; from < rows;)
        {
            int take = Math.Min(rows - from, ColumnTally.BlockRows - Columns.InBlock);
            CountPart(yardstick, take, inputs.Slice(from * yardstick.Inputs, take * yardstick.Inputs), outputs.Slice(from * width, take * width),
                decisions.IsEmpty ? decisions : decisions.Slice(from, take));
            from += take;
            if (Columns.InBlock == ColumnTally.BlockRows && EndBlock(yardstick) is { } found) alarm ??= found;
        }

        return alarm;
    }

    private void CountPart(DriftYardstick yardstick, int rows, ReadOnlySpan<double> inputs, ReadOnlySpan<double> outputs, ReadOnlySpan<int> decisions)
    {
        int stride = yardstick.Inputs, joint = 0;
        var places = yardstick.Detail?.Joint?.Columns ?? [];
        for (int column = 0; column < stride; column++)
        {
            var found = bins.AsSpan(0, rows);
            var values = inputs[column..];
            yardstick.Counters[column].Bins(values, stride, found);
            Tally(column, found);
            if (joint < places.Length && places[joint] == column)
            {
                double[] table = yardstick.Ranks[joint];
                for (int row = 0; row < rows; row++) yardstick.Z[row * places.Length + joint] = table[found[row]];
                joint++;
            }

            if (!yardstick.Columns[column].Categorical) Sketch(yardstick.Columns[column], column, values, stride, found);
        }

        Decide(yardstick, rows, outputs, decisions);
        if (joint > 0) Cross(yardstick, rows);
        Columns.InBlock += rows;
        Rows += rows;
    }

    private void Tally(int column, ReadOnlySpan<int> found)
    {
        long[] window = Columns.Window[column], block = Columns.Block[column];
        foreach (int bin in found)
        {
            window[bin]++;
            block[bin]++;
        }
    }

    private void Sketch(ColumnDistribution column, int place, ReadOnlySpan<double> values, int stride, ReadOnlySpan<int> found)
    {
        for (int row = (int)(-Rows % SketchEvery + SketchEvery) % SketchEvery; row < found.Length; row += SketchEvery)
            if (double.IsFinite(values[row * stride])) Magnitudes[place][MagnitudeSketch.SlotOf(values[row * stride])]++;
        if (column.Counts.Length < 3) return;
        int last = column.Counts.Length - 1;
        for (int row = 0; row < found.Length; row++)
            if ((found[row] == 0 || found[row] == last) && column.Counts[found[row]] == 0 && double.IsFinite(values[row * stride]))
                FrequentValues.Add(Outside[place], OutsideCounts[place], values[row * stride]);
    }

    private void Decide(DriftYardstick yardstick, int rows, ReadOnlySpan<double> outputs, ReadOnlySpan<int> decisions)
    {
        int width = rows > 0 ? outputs.Length / rows : 0;
        var column = yardstick.Columns[yardstick.Inputs];
        var found = bins.AsSpan(0, rows);
        for (int row = 0; row < rows; row++) found[row] = column.BinOf(decisions.IsEmpty ? outputs[row * width] : decisions[row]);
        Tally(yardstick.Inputs, found);
        if (yardstick.Scores < 0) return;
        column = yardstick.Columns[yardstick.Scores];
        for (int row = 0; row < rows; row++) found[row] = column.BinOf(PredictionScore.Of(outputs.Slice(row * width, width)));
        Tally(yardstick.Scores, found);
    }

    private void Cross(DriftYardstick yardstick, int rows)
    {
        var joint = yardstick.Detail!.Joint!;
        int p = joint.Columns.Length;
        Span<double> errors = stackalloc double[ColumnTally.BlockRows];
        ReadOnlySpan<double> z = yardstick.Z.AsSpan(0, rows * p);
        JointScores.AddRows(z, p, Sums);
        JointScores.AddProducts(z, p, Products);
        for (int row = 0; row < rows; row++) errors[row] = JointScores.Error(z.Slice(row * p, p), joint.BasisRows);

        yardstick.Counters[yardstick.Errors].Bins(errors, 1, bins.AsSpan(0, rows));
        Tally(yardstick.Errors, bins.AsSpan(0, rows));
    }

    private EarlyAlarm? EndBlock(DriftYardstick yardstick)
    {
        var (all, columns) = Columns.EndBlock(yardstick.Bets);
        Capital = all;
        return Muted ? null : EarlyVerdict.Of(yardstick.Columns, Columns, yardstick.FalseAlarm, all, columns);
    }
}
