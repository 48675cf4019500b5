using System.Numerics.Tensors;
using Kolosal.Numerics;
using Kolosal.Tabular;

namespace Kolosal.Drift;

/// <summary>How the ordered columns of the training rows hang together, by their <see cref="RankScores"/>: what joint drift is measured against.
/// </summary>
/// <remarks>
/// Correlations r_ij with, for each, the deviation of its influence z_i z_j − r_ij (z_i² + z_j²) / 2 (the delta method; Hampel et al., Robust
/// Statistics, 1986, section 2.3), so that the difference of two samples' correlations has a known law whatever the columns look like. And the
/// rows' distance from the space of the leading principal components, as a distribution like that of a column.
/// </remarks>
public sealed class JointShape
{
    /// <summary>Columns looked at together, at most: pairs grow with their square.</summary>
    public const int MostColumns = 64;

    // Components that hold four fifths of the variance, but never all: then no row would be off the space (Jolliffe 2002, section 6.1.1).
    private const double HeldVariance = 0.8;

    // Written with so many decimals: a hundredth of the sampling error of a window of a hundred thousand rows.
    private const int Decimals = 5;

    private JointShape(
        ImmutableArray<int> columns, ImmutableArray<double> correlations, ImmutableArray<double> spreads, ImmutableArray<double> basis,
        ColumnDistribution errors, long rows)
    {
        (Columns, Correlations, Spreads, Basis, Errors, Rows) = (columns, correlations, spreads, basis, errors, rows);
        Components = basis.Length / columns.Length;
        BasisRows = [.. basis];
    }

    /// <summary>Places of the columns among the inputs, ascending.</summary>
    public ImmutableArray<int> Columns { get; }

    /// <summary>One a pair (i, j), j below i, row by row.</summary>
    public ImmutableArray<double> Correlations { get; }

    /// <summary>Of each pair's influence; in the order of the correlations.</summary>
    public ImmutableArray<double> Spreads { get; }

    /// <summary>Of the rows' squared distance from the leading components.</summary>
    public ColumnDistribution Errors { get; }

    /// <summary>Training rows.</summary>
    public long Rows { get; }

    /// <summary>The number of leading components, at least 1 and below that of the columns.</summary>
    public int Components { get; }

    /// <summary>components × columns, row-major: unit vectors, up to their rounding.</summary>
    public ImmutableArray<double> Basis { get; }

    internal double[] BasisRows { get; }

    /// <summary>Measures training rows.</summary>
    /// <param name="columns">The inputs' distributions.</param>
    /// <param name="values">The values of an input by its place, row by row, as a request's inputs have them: NaN where missing.</param>
    /// <returns>Null with fewer than two ordered columns that vary, or fewer than 50 rows.</returns>
    public static JointShape? Of(IReadOnlyList<ColumnDistribution> columns, Func<int, double[]> values)
    {
        const int LeastRows = 50;
        int[] used = [.. Enumerable.Range(0, columns.Count).Where(i => RankScores.Of(columns[i]) is not null).Take(MostColumns)];
        if (used.Length < 2) return null;
        double[][] z = [.. used.Select(column => Scores(columns[column], values(column)))];
        int rows = z[0].Length, p = used.Length;
        if (rows < LeastRows) return null;
        var correlations = new double[p * (p - 1) / 2];
        var spreads = new double[correlations.Length];
        for (int i = 1, pair = 0; i < p; i++)
            for (int j = 0; j < i; j++, pair++)
            {
                (double r, double spread) = Correlate(z[i], z[j]);
                (correlations[pair], spreads[pair]) = (Math.Round(r, Decimals), Math.Round(spread, Decimals));
            }

        // On the rows that the components were taken from the errors are smaller than on others: every other row gives the components, the
        // rest the errors.
        double[][] teaching = [.. z.Select(column => Every(column, 0))], held = [.. z.Select(column => Every(column, 1))];
        double[] basis = Leading(teaching);
        var errors = new double[held[0].Length];
        var row = new double[p];
        for (int at = 0; at < errors.Length; at++)
        {
            for (int i = 0; i < p; i++) row[i] = held[i][at];
            errors[at] = JointScores.Error(row, basis);
        }

        return new([.. used], [.. correlations], [.. spreads], [.. basis], ColumnDistribution.OfNumbers(DriftYardstick.ErrorColumn, errors), rows);
    }

    /// <summary>Puts a stored shape together again.</summary>
    /// <exception cref="ArgumentException">Its parts do not fit each other.</exception>
    public static JointShape Restore(
        ImmutableArray<int> columns, ImmutableArray<double> correlations, ImmutableArray<double> spreads, ImmutableArray<double> basis,
        ColumnDistribution errors, long rows)
    {
        int pairs = columns.Length * (columns.Length - 1) / 2;
        if (columns.Length is < 2 or > MostColumns || correlations.Length != pairs || spreads.Length != pairs || rows < 2)
            throw new ArgumentException($"Need {pairs} pairs of {columns.Length} columns, got {correlations.Length} and {spreads.Length}.");
        if (basis.IsEmpty || basis.Length % columns.Length != 0 || basis.Length >= columns.Length * columns.Length)
            throw new ArgumentException($"Need components of {columns.Length} columns, got {basis.Length} numbers.");
        return new(columns, correlations, spreads, basis, errors, rows);
    }

    private static double[] Every(double[] values, int from)
    {
        var some = new double[(values.Length - from + 1) / 2];
        for (int i = 0; i < some.Length; i++) some[i] = values[from + 2 * i];
        return some;
    }

    private static double[] Scores(ColumnDistribution column, double[] values)
    {
        double[] scores = RankScores.Of(column)!;
        return Array.ConvertAll(values, value => scores[column.BinOf(value)]);
    }

    private static (double R, double Spread) Correlate(double[] x, double[] y)
    {
        double n = x.Length, mx = x.Sum() / n, my = y.Sum() / n;
        double sx = Math.Sqrt(Math.Max(0, TensorPrimitives.SumOfSquares<double>(x) / n - mx * mx));
        double sy = Math.Sqrt(Math.Max(0, TensorPrimitives.SumOfSquares<double>(y) / n - my * my));
        if (!(sx > 0) || !(sy > 0)) return (0, 1);
        double r = (TensorPrimitives.Dot<double>(x, y) / n - mx * my) / (sx * sy), sum = 0, squares = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double a = (x[i] - mx) / sx, b = (y[i] - my) / sy, influence = a * b - r / 2 * (a * a + b * b);
            sum += influence;
            squares += influence * influence;
        }

        return (r, Math.Sqrt(Math.Max(0, squares / n - sum / n * sum / n)));
    }

    private static double[] Leading(double[][] z)
    {
        int p = z.Length;
        var matrix = new double[p * p];
        for (int i = 0; i < p; i++)
        {
            matrix[i * p + i] = 1;
            for (int j = 0; j < i; j++) matrix[i * p + j] = matrix[j * p + i] = Correlate(z[i], z[j]).R;
        }

        var eigen = SymmetricEigen.Of(matrix, p, CancellationToken.None);
        int components = 0;
        double held = 0;
        while (components < p - 1 && held < HeldVariance * p) held += Math.Max(0, eigen.Values[p - 1 - components++]);
        var basis = new double[components * p];
        for (int k = 0; k < components; k++)
            for (int i = 0; i < p; i++) basis[k * p + i] = Math.Round(eigen.Vector(p - 1 - k)[i], Decimals);
        return basis;
    }
}
