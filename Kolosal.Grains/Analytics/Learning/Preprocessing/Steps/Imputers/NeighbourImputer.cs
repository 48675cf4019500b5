using Kolosal.Statistics;

namespace Kolosal.Learning.Preprocessing.Imputers;

/// <param name="Neighbours">How many rows stand in, at least 1. Default: 5.</param>
/// <param name="ByDistance">Whether near rows count more, by 1 / distance. Default: no.</param>
/// <param name="MaxRows">Of more training rows, a random sample of this many is kept.
/// Default: 5,000: every row with a hole is compared with all of them.</param>
public sealed record NeighbourImputerOptions(int Neighbours = 5, bool ByDistance = false, int MaxRows = 5000)
{
    /// <summary>1 … 256.</summary>
    public int Neighbours { get; } = Require.Between(Neighbours, 1, NeighbourImputerTransform.MaxNeighbours);

    /// <summary>At least 1.</summary>
    public int MaxRows { get; } = Require.AtLeast(MaxRows, 1);
}

/// <summary>The mean of the nearest training rows that have the value (Troyanskaya et al.,
/// Bioinformatics 17, 2001); distance over the columns that both rows have.</summary>
/// <remarks>
/// distance² = p / shared · Σ (xᵢ − yᵢ)² over shared columns, as scikit-learn's nan_euclidean; scale the columns first. Of
/// equal distances the earlier row counts. A row that shares no column with any row that has the value gets the column's mean.
/// </remarks>
public sealed class NeighbourImputer(NeighbourImputerOptions options) : TransformFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("knn_imputer", TransformNeeds.Numbers,
        new SearchSpace(new IntegerParameter("neighbours", 1, 50, 5, Log: true), OptionChoices.Switch("by_distance", false)),
        given => new NeighbourImputer(new NeighbourImputerOptions(given.Integer("neighbours"), OptionChoices.IsOn(given, "by_distance"))),
            Completes: true);

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        int[] kept = [.. Enumerable.Range(0, rows.Rows)];
        if (kept.Length > options.MaxRows)
        {
            new SeededRandom(seed).Shuffle<int>(kept);
            kept = [.. kept.Take(options.MaxRows).Order()];
        }
        var means = new double[rows.Columns.Length];
        for (int c = 0; c < means.Length; c++)
        {
            cancel.ThrowIfCancellationRequested();
            double[] values = ColumnStepsFitter.Column(rows, c);
            if (Array.TrueForAll(values, double.IsNaN))
                throw new TrainingException($"'{Name}' needs at least one value in '{rows.Columns[c].Name}', got none; drop the column first.");
            means[c] = NumericSteps.FitImputer(ImputeStrategy.Mean, values).Value;
        }
        return new NeighbourImputerTransform(rows.Columns, [.. kept.SelectMany(row => rows.Row(row).ToArray())], [.. means], options.Neighbours,
            options.ByDistance);
    }
}
