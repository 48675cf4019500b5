using Kolosal.Numerics;

namespace Kolosal.Learning.Preprocessing.Projection;

/// <summary>The directions of a matrix less its mean by falling Σ (x · v)².</summary>
/// <param name="Squares">p squared singular values, falling.</param>
/// <param name="Directions">p × p, row-major: row k is the unit direction of value k, its loading of greatest magnitude positive.</param>
internal sealed record Spectrum(double[] Squares, double[] Directions)
{
    private const int RowsBetweenPolls = 256;
    // Of the greatest value: some forty units in the last place, as for scalers.
    private const double Nothing = 1e-14;

    public static Spectrum Of(FeatureRows rows, double[] mean, CancellationToken cancel)
    {
        int p = rows.Columns.Length;
        double[] scatter = new double[p * p], centred = new double[p];
        for (int row = 0; row < rows.Rows; row++)
        {
            if (row % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            var values = rows.Row(row);
            for (int c = 0; c < p; c++) centred[c] = values[c] - mean[c];
            for (int c = 0; c < p; c++) if (centred[c] != 0) FixedSum.AddScaled(centred[c], centred.AsSpan(0, c + 1), scatter.AsSpan(c * p, c + 1));
        }
        if (scatter.Any(v => !double.IsFinite(v)))
            throw new TrainingException("The squares of these columns are beyond the range of numbers; scale them first.");
        var eigen = SymmetricEigen.Of(scatter, p, cancel);
        double[] squares = new double[p], directions = new double[p * p];
        for (int k = 0; k < p; k++)
        {
            squares[k] = Math.Max(0, eigen.Values[p - 1 - k]);
            var direction = eigen.Vector(p - 1 - k);
            int greatest = 0;
            // Equal magnitudes differ by rounding: the first of those within it counts.
            for (int c = 1; c < p; c++) if (Math.Abs(direction[c]) > Math.Abs(direction[greatest]) * (1 + 1e-10)) greatest = c;
            FixedSum.AddScaled(direction[greatest] < 0 ? -1 : 1, direction, directions.AsSpan(k * p, p));
        }
        return new(squares, directions);
    }

    /// <summary>How many of the first k hold more than rounding; at least 1.</summary>
    public int Rank(int k)
    {
        while (k > 1 && Squares[k - 1] <= Nothing * Squares[0]) k--;
        return k;
    }
}
