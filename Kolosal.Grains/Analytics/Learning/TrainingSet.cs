namespace Kolosal.Learning;

/// <summary>Encoded rows with what is to be learnt from them; immutable and shared by threads.</summary>
/// <remarks>A set is checked when built, so a trainer need not check shapes again.</remarks>
public sealed class TrainingSet : FeatureRows
{
    private TrainingSet(LearningTask task, ReadOnlyMemory<double> features, ImmutableArray<FeatureInfo> columns, int rows,
        ReadOnlyMemory<int> labels, ReadOnlyMemory<double> targets, ReadOnlyMemory<double> weights, int classes, ReadOnlyMemory<int> groups = default)
        : base(features, columns, rows, weights) => (Task, Labels, Targets, Classes, Groups) = (task, labels, targets, classes, groups);

    /// <summary>What is predicted.</summary>
    public LearningTask Task { get; }

    /// <summary>The class of each row, 0 … <see cref="Classes"/> − 1; empty for regression.</summary>
    public ReadOnlyMemory<int> Labels { get; }

    /// <summary>The finite value of each row; empty for classification.</summary>
    public ReadOnlyMemory<double> Targets { get; }

    /// <summary>The group of each row, any number: rows of one number are one list to be ranked. Empty when rows stand alone.</summary>
    public ReadOnlyMemory<int> Groups { get; }

    /// <summary>The number of classes, 0 for regression. A class need not occur in the rows.</summary>
    public int Classes { get; }

    /// <summary>The number of outputs a predictor for this set has: the classes, or 1.</summary>
    public int Outputs => Task == LearningTask.Regression ? 1 : Classes;

    /// <summary>Rows with classes.</summary>
    /// <param name="features">rows × columns, row-major.</param>
    /// <param name="columns">The columns of the matrix.</param>
    /// <param name="labels">One class index a row.</param>
    /// <param name="classes">The number of classes, ≥ 2; 2 makes the task binary.</param>
    /// <param name="weights">One weight a row, or empty.</param>
    /// <exception cref="ArgumentException">Shapes or ranges do not fit.</exception>
    /// <exception cref="TrainingException">No rows, or no row counts.</exception>
    public static TrainingSet Classification(ReadOnlyMemory<double> features, ImmutableArray<FeatureInfo> columns, ReadOnlyMemory<int> labels,
        int classes,
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

    /// <inheritdoc/>
    public override TrainingSet WithFeatures(ReadOnlyMemory<double> features, ImmutableArray<FeatureInfo> columns) =>
        new(Task, features, columns, Rows, Labels, Targets, Weights, Classes, Groups);

    /// <summary>The same rows in groups.</summary>
    /// <param name="groups">One number a row, or empty for rows that stand alone.</param>
    /// <exception cref="ArgumentException">There are more or fewer than rows.</exception>
    public TrainingSet WithGroups(ReadOnlyMemory<int> groups) => groups.IsEmpty || groups.Length == Rows
        ? new(Task, Features, Columns, Rows, Labels, Targets, Weights, Classes, groups)
        : throw new ArgumentException($"Need one group a row, got {groups.Length} groups and {Rows} rows.", nameof(groups));

    /// <summary>The same rows of a regression with other targets.</summary>
    /// <param name="targets">One finite number a row.</param>
    internal TrainingSet WithTargets(double[] targets) => Regression(Features, Columns, targets, Weights).WithGroups(Groups);

    /// <summary>The chosen rows, in the order given; a row may be chosen more than once.</summary>
    public TrainingSet Take(ReadOnlySpan<int> rows)
    {
        var features = new double[rows.Length * Columns.Length];
        for (int i = 0; i < rows.Length; i++) Row(rows[i]).CopyTo(features.AsSpan(i * Columns.Length));
        return new(Task, features, Columns, rows.Length, Gather(Labels, rows), Gather(Targets, rows), Gather(Weights, rows), Classes,
            Gather(Groups, rows));
    }

    private static ReadOnlyMemory<T> Gather<T>(ReadOnlyMemory<T> values, ReadOnlySpan<int> rows)
    {
        if (values.IsEmpty) return default;
        var taken = new T[rows.Length];
        for (int i = 0; i < rows.Length; i++) taken[i] = values.Span[rows[i]];
        return taken;
    }
}
