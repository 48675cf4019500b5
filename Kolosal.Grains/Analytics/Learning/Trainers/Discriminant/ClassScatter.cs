using Kolosal.Numerics;

namespace Kolosal.Learning.Discriminant;

/// <summary>Sums of squares and products of rows about a mean.</summary>
internal static class ClassScatter
{
    private const int RowsBetweenPolls = 64;

    /// <summary>Adds Σ wᵢ (xᵢ − mean)(xᵢ − mean)ᵀ over the rows of a class to a matrix, lower triangle, row by row in order.</summary>
    public static void Add(TrainingSet rows, int @class, ReadOnlySpan<double> mean, double[] scatter, CancellationToken cancel)
    {
        int p = rows.Columns.Length;
        double[] gap = new double[p];
        for (int i = 0, taken = 0; i < rows.Rows; i++)
        {
            double weight = rows.Weight(i);
            if (weight == 0 || rows.Labels.Span[i] != @class) continue;
            if (taken++ % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            var row = rows.Row(i);
            for (int c = 0; c < p; c++) gap[c] = row[c] - mean[c];
            for (int c = 0; c < p; c++)
                if (gap[c] != 0) FixedSum.AddScaled(weight * gap[c], gap.AsSpan(0, c + 1), scatter.AsSpan(c * p, c + 1));
        }
    }

    /// <summary>The least shrinkage in expected squared error of a scatter over n rows towards a multiple
    /// of the identity (Ledoit and Wolf, Journal of Multivariate Analysis 88, 2004, section 3.2).</summary>
    /// <param name="scatter">Σ wᵢ xᵢ xᵢᵀ of centred rows, lower triangle.</param>
    /// <param name="fourth">Σ wᵢ ‖xᵢ‖⁴.</param>
    /// <param name="n">Σ wᵢ.</param>
    /// <param name="p">Columns.</param>
    /// <returns>0 … 1.</returns>
    public static double LedoitWolf(double[] scatter, double fourth, double n, int p)
    {
        double trace = 0, squares = 0;
        for (int i = 0; i < p; i++)
        {
            trace += scatter[i * p + i] / n;
            for (int j = 0; j < i; j++) squares += 2 * (scatter[i * p + j] / n) * (scatter[i * p + j] / n);
            squares += (scatter[i * p + i] / n) * (scatter[i * p + i] / n);
        }
        double mean = trace / p, error = (fourth / n - squares) / (n * p), distance = (squares - 2 * mean * trace + p * mean * mean) / p;
        error = Math.Min(error, distance);
        return error > 0 ? error / distance : 0;
    }
}
