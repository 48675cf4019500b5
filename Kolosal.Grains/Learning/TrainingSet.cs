namespace Kolosal.Learning;

/// <summary>One column of the encoded matrix.</summary>
/// <param name="Name">Unique in the set.</param>
/// <param name="Cardinality">0 for a number; k ≥ 1 for a native categorical whose values are the codes 0 … k − 1 (or NaN).</param>
public readonly record struct FeatureInfo(string Name, int Cardinality = 0)
{
    /// <summary>Whether the values are codes without an order.</summary>
    public bool IsCategorical => Cardinality > 0;
}

/// <summary>Encoded rows with what is to be learnt from them; immutable and shared by threads.</summary>
/// <remarks>
/// Features are row-major, rows × columns: value (r, c) is at r · columns + c. NaN means missing (only under the native encoding); infinities are refused.
/// A set is checked when built, so a trainer need not check shapes again.
/// </remarks>
public sealed class TrainingSet
{
    private TrainingSet(LearningTask task, ReadOnlyMemory<double> features, ImmutableArray<FeatureInfo> columns, int rows,
        ReadOnlyMemory<int> labels, ReadOnlyMemory<double> targets, ReadOnlyMemory<double> weights, int classes)
    {
        if (rows == 0) throw new TrainingException("Need at least one row to learn from, got none.");
        if ((long)rows * columns.Length != features.Length)
            throw new ArgumentException($"{rows} rows of {columns.Length} columns are {(long)rows * columns.Length} values, got {features.Length}.", nameof(features));
        CheckFeatures(features.Span, columns);
        if (!weights.IsEmpty) CheckWeights(weights.Span, rows);
        (Task, Features, Columns, Rows, Labels, Targets, Weights, Classes) = (task, features, columns, rows, labels, targets, weights, classes);
    }

    /// <summary>What is predicted.</summary>
    public LearningTask Task { get; }

    /// <summary>The number of rows, at least 1.</summary>
    public int Rows { get; }

    /// <summary>The columns of the matrix, in order.</summary>
    public ImmutableArray<FeatureInfo> Columns { get; }

    /// <summary>Rows × columns, row-major; NaN is missing.</summary>
    public ReadOnlyMemory<double> Features { get; }

    /// <summary>The class of each row, 0 … <see cref="Classes"/> − 1; empty for regression.</summary>
    public ReadOnlyMemory<int> Labels { get; }

    /// <summary>The finite value of each row; empty for classification.</summary>
    public ReadOnlyMemory<double> Targets { get; }

    /// <summary>How much each row counts, finite, ≥ 0, not all 0; empty when every row counts 1.</summary>
    public ReadOnlyMemory<double> Weights { get; }

    /// <summary>The number of classes, 0 for regression. A class need not occur in the rows.</summary>
    public int Classes { get; }

    /// <summary>The number of outputs a predictor for this set has: the classes, or 1.</summary>
    public int Outputs => Task == LearningTask.Regression ? 1 : Classes;

    /// <summary>The values of one row.</summary>
    public ReadOnlySpan<double> Row(int row) => Features.Span.Slice(row * Columns.Length, Columns.Length);

    /// <summary>The weight of one row.</summary>
    public double Weight(int row) => Weights.IsEmpty ? 1 : Weights.Span[row];

    /// <summary>Rows with classes.</summary>
    /// <param name="features">rows × columns, row-major.</param>
    /// <param name="columns">The columns of the matrix.</param>
    /// <param name="labels">One class index a row.</param>
    /// <param name="classes">The number of classes, ≥ 2; 2 makes the task binary.</param>
    /// <param name="weights">One weight a row, or empty.</param>
    /// <exception cref="ArgumentException">Shapes or ranges do not fit.</exception>
    /// <exception cref="TrainingException">No rows, or no row counts.</exception>
    public static TrainingSet Classification(ReadOnlyMemory<double> features, ImmutableArray<FeatureInfo> columns, ReadOnlyMemory<int> labels, int classes,
        ReadOnlyMemory<double> weights = default)
    {
        if (classes < 2) throw new TrainingException($"A classifier needs at least two classes, got {classes}.");
        foreach (int label in labels.Span)
            if ((uint)label >= (uint)classes) throw new ArgumentException($"Labels go from 0 to {classes - 1}, got {label}.", nameof(labels));
        return new(classes == 2 ? LearningTask.Binary : LearningTask.Multiclass, features, columns, labels.Length, labels, default, weights, classes);
    }

    /// <summary>Rows with numbers.</summary>
    /// <param name="features">rows × columns, row-major.</param>
    /// <param name="columns">The columns of the matrix.</param>
    /// <param name="targets">One finite number a row.</param>
    /// <param name="weights">One weight a row, or empty.</param>
    /// <exception cref="ArgumentException">Shapes or ranges do not fit.</exception>
    /// <exception cref="TrainingException">No rows, or no row counts.</exception>
    public static TrainingSet Regression(ReadOnlyMemory<double> features, ImmutableArray<FeatureInfo> columns, ReadOnlyMemory<double> targets,
        ReadOnlyMemory<double> weights = default)
    {
        foreach (double target in targets.Span)
            if (!double.IsFinite(target)) throw new ArgumentException($"Targets must be finite, got {target}.", nameof(targets));
        return new(LearningTask.Regression, features, columns, targets.Length, default, targets, weights, 0);
    }

    /// <summary>The chosen rows, in the order given; a row may be chosen more than once.</summary>
    public TrainingSet Take(ReadOnlySpan<int> rows)
    {
        var features = new double[rows.Length * Columns.Length];
        for (int i = 0; i < rows.Length; i++) Row(rows[i]).CopyTo(features.AsSpan(i * Columns.Length));
        return new(Task, features, Columns, rows.Length, Gather(Labels, rows), Gather(Targets, rows), Gather(Weights, rows), Classes);
    }

    private static ReadOnlyMemory<T> Gather<T>(ReadOnlyMemory<T> values, ReadOnlySpan<int> rows)
    {
        if (values.IsEmpty) return default;
        var taken = new T[rows.Length];
        for (int i = 0; i < rows.Length; i++) taken[i] = values.Span[rows[i]];
        return taken;
    }

    private static void CheckFeatures(ReadOnlySpan<double> features, ImmutableArray<FeatureInfo> columns)
    {
        foreach (double value in features)
            if (double.IsInfinity(value)) throw new ArgumentException("Encoded features must be finite or NaN (missing), got an infinity.", nameof(features));
        for (int c = 0; c < columns.Length; c++)
        {
            if (columns[c].Cardinality < 0) throw new ArgumentException($"Column '{columns[c].Name}' cannot have {columns[c].Cardinality} categories.", nameof(columns));
            if (!columns[c].IsCategorical) continue;
            for (int at = c; at < features.Length; at += columns.Length)
                if (!double.IsNaN(features[at]) && (features[at] < 0 || features[at] >= columns[c].Cardinality || features[at] != Math.Floor(features[at])))
                    throw new ArgumentException($"Column '{columns[c].Name}' holds codes 0 to {columns[c].Cardinality - 1}, got {features[at]}.", nameof(features));
        }
    }

    private static void CheckWeights(ReadOnlySpan<double> weights, int rows)
    {
        if (weights.Length != rows) throw new ArgumentException($"Need one weight a row, got {weights.Length} weights and {rows} rows.", nameof(weights));
        bool any = false;
        foreach (double weight in weights)
        {
            if (!double.IsFinite(weight) || weight < 0) throw new ArgumentException($"Weights must be finite and not negative, got {weight}.", nameof(weights));
            any |= weight > 0;
        }
        if (!any) throw new TrainingException("Every row has weight 0, so there is nothing to learn from; give at least one row a positive weight.");
    }
}
