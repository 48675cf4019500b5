namespace Kolosal.Learning.Clustering;

/// <summary>What clusterers ask of their rows.</summary>
internal static class ClusterRows
{
    /// <exception cref="TrainingException">A value is missing, there is no column, or fewer rows count than clusters are asked for.</exception>
    public static void Check(string name, FeatureRows rows, int clusters = 1)
    {
        DenseRows.Check(name, rows);
        if (rows.Columns.IsEmpty) throw new TrainingException($"'{name}' needs at least one column, got none.");
        int counted = rows.Rows;
        foreach (double weight in rows.Weights.Span) if (weight == 0) counted--;
        if (counted < clusters)
            throw new TrainingException($"'{name}' cannot make {clusters} clusters of {counted} rows; ask for fewer clusters or give more rows.");
    }

    /// <summary>The rows that count, for methods that have no other weights: those of weight 0 are absent, the others must weigh the same.</summary>
    /// <exception cref="TrainingException">Rows weigh differently.</exception>
    public static int[] Equal(string name, FeatureRows rows)
    {
        int[] counted = [.. Enumerable.Range(0, rows.Rows).Where(row => rows.Weight(row) > 0)];
        foreach (int row in counted)
            if (rows.Weight(row) != rows.Weight(counted[0]))
                throw new TrainingException($"'{name}' defines no weights, but row {row} weighs {rows.Weight(row)} and row {counted[0]} "
                    + $"{rows.Weight(counted[0])}; leave the weights out.");
        return counted;
    }

    /// <summary>The values of some rows, row-major.</summary>
    public static double[] Values(FeatureRows rows, int[] taken)
    {
        double[] values = new double[taken.Length * rows.Columns.Length];
        for (int i = 0; i < taken.Length; i++) rows.Row(taken[i]).CopyTo(values.AsSpan(i * rows.Columns.Length));
        return values;
    }
}
