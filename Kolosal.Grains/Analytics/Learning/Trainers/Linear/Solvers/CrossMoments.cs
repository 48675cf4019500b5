using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Linear;

/// <summary>Weighted sums and products of columns and target about fixed points: what every squared-error model needs to know of its rows.</summary>
/// <remarks>Rows are gathered into blocks, whose products are formed column by column in registers: n p² / 2 operations and p² numbers.</remarks>
internal sealed class CrossMoments
{
    private const int RowsBetweenPolls = 4096;
    private readonly int p;
    private readonly double[] shift;
    private readonly double level;
    private readonly ProductSums sums;
    private readonly CancellationToken cancel;

    /// <param name="shift">Subtracted from each column; near its mean, so that <see cref="Centered"/> loses no digits.</param>
    /// <param name="level">Subtracted from the target.</param>
    /// <param name="cancel">Polled between blocks.</param>
    public CrossMoments(double[] shift, double level, CancellationToken cancel)
    {
        (this.shift, this.level, this.cancel, p) = (shift, level, cancel, shift.Length);
        sums = new ProductSums(p + 2); // the columns, the target, and the constant 1
    }

    /// <summary>The moments of all rows about their means.</summary>
    public static NormalEquations Of(TrainingSet rows, CancellationToken cancel)
    {
        var (center, level) = Means(rows);
        var moments = new CrossMoments(center, level, cancel);
        for (int row = 0; row < rows.Rows; row++)
        {
            if (row % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            moments.Add(rows.Row(row), rows.Targets.Span[row], rows.Weight(row));
        }
        return moments.Centered();
    }

    /// <summary>The weighted means of the columns and of the target (0 for a classification set).</summary>
    public static (double[] Columns, double Target) Means(TrainingSet rows)
    {
        var columns = new double[rows.Columns.Length];
        double target = 0, total = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            double weight = rows.Weight(row);
            FixedSum.AddScaled(weight, rows.Row(row), columns);
            if (rows.Task == LearningTask.Regression) target += weight * rows.Targets.Span[row];
            total += weight;
        }
        for (int c = 0; c < columns.Length; c++) columns[c] /= total;
        return (columns, target / total);
    }

    /// <summary>Counts one row in; weight 0 adds nothing.</summary>
    public void Add(ReadOnlySpan<double> row, double target, double weight)
    {
        if (weight == 0) return;
        double root = Math.Sqrt(weight);
        var added = sums.Next(cancel);
        for (int c = 0; c < p; c++) added[c] = root * (row[c] - shift[c]);
        (added[p], added[p + 1]) = (root * (target - level), root);
    }

    /// <summary>Counts in the rows of moments about the same points.</summary>
    public void Add(CrossMoments other) => sums.Add(other.sums, cancel);

    /// <summary>The moments about the means of the rows counted in.</summary>
    public NormalEquations Centered()
    {
        var products = sums.Lower(cancel);
        int width = p + 2;
        var sum = products.AsSpan((p + 1) * width, width);
        double weight = sum[p + 1], targetSum = sum[p];
        double[] center = new double[p], cross = new double[p], gram = new double[p * p];
        for (int i = 0; i < p; i++)
        {
            center[i] = shift[i] + sum[i] / weight;
            cross[i] = products[p * width + i] - sum[i] * targetSum / weight;
            for (int j = 0; j <= i; j++) gram[i * p + j] = gram[j * p + i] = products[i * width + j] - sum[i] * sum[j] / weight;
        }
        return new(center, level + targetSum / weight, weight, gram, cross, Math.Max(0, products[p * width + p] - targetSum * targetSum / weight));
    }
}

/// <summary>Moments of rows about their weighted means.</summary>
/// <param name="Center">The mean of each column.</param>
/// <param name="Level">The mean of the target.</param>
/// <param name="Weight">Σ w.</param>
/// <param name="Gram">Xᵀ W X of the centred columns, p × p, both triangles.</param>
/// <param name="Moment">Xᵀ W y.</param>
/// <param name="TargetSquares">yᵀ W y.</param>
internal sealed record NormalEquations(double[] Center, double Level, double Weight, double[] Gram, double[] Moment, double TargetSquares)
{
    /// <summary>Σ w (y − b − v·x)² over the rows, of a model learnt from any rows.</summary>
    public double SquaredError(LinearPredictor model)
    {
        var v = model.Coefficients;
        double error = TargetSquares - 2 * FixedSum.Dot(v, Moment), offset = Level - model.Intercepts[0] - FixedSum.Dot(v, Center);
        for (int j = 0; j < v.Length; j++) error += v[j] * FixedSum.Dot(v, Gram.AsSpan(j * v.Length, v.Length));
        return error + Weight * offset * offset;
    }

    /// <summary>The model with these coefficients whose residuals have mean 0.</summary>
    public LinearPredictor ToPredictor(double[] coefficients) => LinearPredictor.Through(Center, Level, coefficients);
}
