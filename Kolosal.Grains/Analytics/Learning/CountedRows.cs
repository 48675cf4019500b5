namespace Kolosal.Learning;

/// <summary>The rows of a set that count; rows of weight 0 are as if they were absent.</summary>
internal sealed class CountedRows
{
    private CountedRows(int[] indices, double[] points, double[] weights, int inputs) =>
        (Indices, Points, Weights, Inputs) = (indices, points, weights, inputs);

    /// <summary>The place in the set of each row.</summary>
    public int[] Indices { get; }

    /// <summary>rows × inputs.</summary>
    public double[] Points { get; }

    /// <summary>One a row, above 0.</summary>
    public double[] Weights { get; }

    /// <summary>Values in a row, at least 1.</summary>
    public int Inputs { get; }

    /// <summary>The values of one row.</summary>
    public ReadOnlySpan<double> Point(int i) => Points.AsSpan(i * Inputs, Inputs);

    /// <exception cref="TrainingException">More rows than allowed, or no column.</exception>
    public static CountedRows Of(FeatureRows rows, string trainer, int most)
    {
        int[] indices = [.. Enumerable.Range(0, rows.Rows).Where(row => rows.Weight(row) > 0)];
        if (indices.Length > most)
            throw new TrainingException($"'{trainer}' takes at most {most} rows, since its time or memory grow faster than they do; got "
                + $"{indices.Length}. Take a sample, or another trainer.");
        int inputs = rows.Columns.Length;
        if (inputs == 0) throw new TrainingException($"'{trainer}' needs at least one column, got none.");
        var points = new double[indices.Length * inputs];
        for (int i = 0; i < indices.Length; i++) rows.Row(indices[i]).CopyTo(points.AsSpan(i * inputs));
        return new(indices, points, [.. indices.Select(rows.Weight)], inputs);
    }
}
