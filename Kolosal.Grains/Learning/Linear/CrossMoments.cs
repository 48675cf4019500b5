using Kolosal.Statistics;

namespace Kolosal.Learning.Linear;

/// <summary>Weighted sums and products of columns and target about fixed points: what every squared-error model needs to know of its rows.</summary>
/// <param name="shift">Subtracted from each column; near its mean, so that <see cref="Centered"/> loses no digits.</param>
/// <param name="level">Subtracted from the target.</param>
internal sealed class CrossMoments(double[] shift, double level)
{
    private const int RowsBetweenPolls = 256, ProductsBetweenPolls = 4_000_000;
    private readonly double[] moved = new double[shift.Length], sums = new double[shift.Length], moment = new double[shift.Length], products = new double[shift.Length * shift.Length];
    private double weight, targetSum, targetSquares;

    /// <summary>The moments of all rows about their means: n p² / 2 operations and p² numbers.</summary>
    public static NormalEquations Of(TrainingSet rows, CancellationToken cancel)
    {
        var (center, level) = Means(rows);
        var moments = new CrossMoments(center, level);
        int poll = Math.Clamp(ProductsBetweenPolls / (1 + center.Length * center.Length), 1, RowsBetweenPolls);
        for (int row = 0; row < rows.Rows; row++)
        {
            if (row % poll == 0) cancel.ThrowIfCancellationRequested();
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
    public void Add(ReadOnlySpan<double> row, double target, double rowWeight)
    {
        if (rowWeight == 0) return;
        int p = moved.Length;
        double y = target - level;
        for (int c = 0; c < p; c++) moved[c] = row[c] - shift[c];
        weight += rowWeight;
        targetSum += rowWeight * y;
        targetSquares += rowWeight * y * y;
        FixedSum.AddScaled(rowWeight, moved, sums);
        FixedSum.AddScaled(rowWeight * y, moved, moment);
        for (int c = 0; c < p; c++)
            if (moved[c] != 0) FixedSum.AddScaled(rowWeight * moved[c], moved.AsSpan(0, c + 1), products.AsSpan(c * p, c + 1));
    }

    /// <summary>Counts in the rows of moments about the same points.</summary>
    public void Add(CrossMoments other)
    {
        weight += other.weight;
        targetSum += other.targetSum;
        targetSquares += other.targetSquares;
        FixedSum.AddScaled(1, other.sums, sums);
        FixedSum.AddScaled(1, other.moment, moment);
        FixedSum.AddScaled(1, other.products, products);
    }

    /// <summary>The moments about the means of the rows counted in.</summary>
    public NormalEquations Centered()
    {
        int p = shift.Length;
        double[] center = new double[p], cross = new double[p], gram = new double[p * p];
        for (int i = 0; i < p; i++)
        {
            center[i] = shift[i] + sums[i] / weight;
            cross[i] = moment[i] - sums[i] * targetSum / weight;
            for (int j = 0; j <= i; j++) gram[i * p + j] = gram[j * p + i] = products[i * p + j] - sums[i] * sums[j] / weight;
        }
        return new(center, level + targetSum / weight, weight, gram, cross, Math.Max(0, targetSquares - targetSum * targetSum / weight));
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
    /// <summary>The model with these coefficients whose residuals have mean 0.</summary>
    public LinearPredictor ToPredictor(double[] coefficients) => LinearPredictor.Through(Center, Level, coefficients);
}
