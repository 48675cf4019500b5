namespace Kolosal.Learning.Preprocessing;

/// <summary>Which columns a step is applied to.</summary>
public enum ColumnKinds
{
    /// <summary>Every column.</summary>
    All,

    /// <summary>Columns of numbers.</summary>
    Numbers,

    /// <summary>Native categorical columns.</summary>
    Categories,
}

/// <summary>Columns by kind, by name, or by both.</summary>
/// <param name="Kinds">The kind of column.</param>
/// <param name="Names">Only these features, or null for all of the kind.</param>
public sealed record ColumnChoice(ColumnKinds Kinds, ImmutableArray<string>? Names = null)
{
    /// <summary>The positions of the chosen features, ascending.</summary>
    /// <exception cref="TrainingException">A name is none of the features.</exception>
    public ImmutableArray<int> Of(ImmutableArray<FeatureInfo> columns)
    {
        foreach (string name in Names ?? [])
            if (!columns.Any(c => c.Name == name))
                throw new TrainingException(
                    $"There is no feature '{name}' to apply a step to; there are {string.Join(", ", columns.Take(20).Select(c => c.Name))}.");
        return [.. Enumerable.Range(0, columns.Length).Where(
            c => (Kinds == ColumnKinds.All || columns[c].IsCategorical == (Kinds == ColumnKinds.Categories))
            && (Names is not { } names || names.Contains(columns[c].Name)))];
    }
}

/// <summary>Applies a step to some columns; the others pass through. The step's features come first, the others behind them in their order.</summary>
/// <remarks>Where no column is chosen, every column passes through.</remarks>
public sealed class OnColumns(ITransformFitter step, ColumnChoice choice) : ITransformFitter
{
    /// <inheritdoc/>
    public string Name => step.Name;

    /// <inheritdoc/>
    public Transform Fit(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var chosen = choice.Of(rows.Columns);
        return chosen.IsEmpty ? PassThrough(rows) : new OnColumnsTransform(rows.Columns, chosen, step.Fit(Part(rows, chosen), seed, cancel));
    }

    /// <inheritdoc/>
    public (Transform Transform, FeatureRows Rows) FitTransform(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var chosen = choice.Of(rows.Columns);
        if (chosen.IsEmpty) return (PassThrough(rows), rows);
        var (fitted, part) = step.FitTransform(Part(rows, chosen), seed, cancel);
        var transform = new OnColumnsTransform(rows.Columns, chosen, fitted);
        var outputs = new double[checked(rows.Rows * transform.Outputs.Length)];
        for (int row = 0; row < rows.Rows; row++)
            transform.Join(part.Row(row), rows.Row(row), outputs.AsSpan(row * transform.Outputs.Length, transform.Outputs.Length));
        return (transform, rows.WithFeatures(outputs, transform.Outputs));
    }

    private static ColumnStepsTransform PassThrough(FeatureRows rows) =>
        new(rows.Columns, [.. rows.Columns.Select(_ => ImmutableArray<NumericStep>.Empty)]);

    private static FeatureRows Part(FeatureRows rows, ImmutableArray<int> chosen)
    {
        var features = new double[rows.Rows * chosen.Length];
        for (int row = 0, at = 0; row < rows.Rows; row++)
        {
            var values = rows.Row(row);
            foreach (int c in chosen) features[at++] = values[c];
        }
        return rows.WithFeatures(features, [.. chosen.Select(c => rows.Columns[c])]);
    }
}
