using Kolosal.Numerics;

namespace Kolosal.Learning.Bayes;

/// <summary>The weight of each class and its weighted sums of the columns, added row by row in order.</summary>
/// <param name="Counts">One a class.</param>
/// <param name="Sums">classes × columns, row-major.</param>
internal readonly record struct ClassSums(double[] Counts, double[] Sums)
{
    private const int RowsBetweenPolls = 256;

    /// <summary>How a row's values become what is summed.</summary>
    public delegate void Change(ReadOnlySpan<double> row, Span<double> changed);

    /// <summary>Sums the rows, as they are or changed.</summary>
    /// <exception cref="TrainingException">A value is negative where that is refused.</exception>
    public static ClassSums Of(ITrainer trainer, TrainingSet rows, CancellationToken cancel, bool notNegative = false, Change? change = null)
    {
        int p = rows.Columns.Length;
        double[] counts = new double[rows.Classes], sums = new double[rows.Classes * p], changed = new double[p];
        for (int i = 0; i < rows.Rows; i++)
        {
            if (i % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            var row = rows.Row(i);
            if (notNegative) RefuseNegative(trainer, rows, i);
            double weight = rows.Weight(i);
            if (weight == 0) continue;
            int k = rows.Labels.Span[i];
            counts[k] += weight;
            if (change is null) FixedSum.AddScaled(weight, row, sums.AsSpan(k * p, p));
            else
            {
                change(row, changed);
                FixedSum.AddScaled(weight, changed, sums.AsSpan(k * p, p));
            }
        }
        return new(counts, sums);
    }

    private static void RefuseNegative(ITrainer trainer, TrainingSet rows, int row)
    {
        var values = rows.Row(row);
        for (int c = 0; c < values.Length; c++)
            if (values[c] < 0)
                throw new TrainingException($"'{trainer.Name}' needs counts or shares, but '{rows.Columns[c].Name}' is {values[c]} in row {row}; "
                    + "scale it to 0 or more first.");
    }
}
