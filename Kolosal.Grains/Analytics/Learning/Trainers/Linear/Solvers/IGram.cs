using Kolosal.Numerics;

namespace Kolosal.Learning.Linear;

/// <summary>Xᵀ W X of centred columns, one column at a time.</summary>
internal interface IGram
{
    /// <summary>The number of columns.</summary>
    int Size { get; }

    /// <summary>‖x_j‖².</summary>
    double Square(int j);

    /// <summary>The products of column j with every column.</summary>
    ReadOnlySpan<double> Column(int j);
}

/// <summary>All products at hand: for more rows than columns.</summary>
internal sealed class FullGram(double[] gram, int size) : IGram
{
    public int Size => size;

    public double Square(int j) => gram[j * size + j];

    public ReadOnlySpan<double> Column(int j) => gram.AsSpan(j * size, size);
}

/// <summary>Products of a column are made when they are first asked for: for more columns than rows, of which few get a coefficient.</summary>
internal sealed class GrowingGram : IGram
{
    private const int ColumnsBetweenPolls = 256;
    private readonly double[] columns, squares;
    private readonly double[]?[] products;
    private readonly int rows;
    private readonly CancellationToken cancel;

    /// <summary>Centres the rows of weight above 0, times the roots of their weights, into columns.</summary>
    public GrowingGram(TrainingSet given, CancellationToken cancel)
    {
        this.cancel = cancel;
        (Center, Level) = CrossMoments.Means(given);
        int[] counted = [.. Enumerable.Range(0, given.Rows).Where(row => given.Weight(row) > 0)];
        (rows, products) = (counted.Length, new double[]?[Center.Length]);
        columns = new double[rows * Center.Length];
        var target = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            double weight = given.Weight(counted[i]), root = Math.Sqrt(weight);
            var row = given.Row(counted[i]);
            for (int c = 0; c < Center.Length; c++) columns[c * rows + i] = root * (row[c] - Center[c]);
            target[i] = root * (given.Targets.Span[counted[i]] - Level);
            Weight += weight;
        }
        squares = [.. Enumerable.Range(0, Center.Length).Select(c => FixedSum.Dot(Values(c), Values(c)))];
        Moment = [.. Enumerable.Range(0, Center.Length).Select(c => FixedSum.Dot(Values(c), target))];
        TargetSquares = FixedSum.Dot(target, target);
    }

    /// <summary>The mean of each column.</summary>
    public double[] Center { get; }

    /// <summary>The mean of the target.</summary>
    public double Level { get; }

    /// <summary>Σ w.</summary>
    public double Weight { get; }

    /// <summary>Xᵀ W y.</summary>
    public double[] Moment { get; }

    /// <summary>yᵀ W y.</summary>
    public double TargetSquares { get; }

    public int Size => squares.Length;

    public double Square(int j) => squares[j];

    public ReadOnlySpan<double> Column(int j)
    {
        if (products[j] is { } known) return known;
        var made = new double[Size];
        for (int c = 0; c < made.Length; c++)
        {
            if (c % ColumnsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            made[c] = FixedSum.Dot(Values(j), Values(c));
        }
        return products[j] = made;
    }

    private ReadOnlySpan<double> Values(int c) => columns.AsSpan(c * rows, rows);
}
