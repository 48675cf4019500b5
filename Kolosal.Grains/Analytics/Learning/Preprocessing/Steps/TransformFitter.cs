namespace Kolosal.Learning.Preprocessing;

/// <summary>What every step shares: it checks what it needs of the rows, leaves out rows of weight 0, and then learns.</summary>
/// <remarks>Other weights enter only where a step's own description says so; elsewhere a row counts once.</remarks>
public abstract class TransformFitter : ITransformFitter
{
    private const int RowsBetweenPolls = 1024;
    private readonly TransformDescriptor descriptor;

    private protected TransformFitter(TransformDescriptor descriptor) => this.descriptor = descriptor;

    /// <inheritdoc/>
    public string Name => descriptor.Name;

    /// <inheritdoc/>
    public Transform Fit(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        RowNeeds.Check(descriptor, rows);
        return Learn(Present(rows), seed, cancel);
    }

    /// <inheritdoc/>
    public virtual (Transform Transform, FeatureRows Rows) FitTransform(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var transform = Fit(rows, seed, cancel);
        int inputs = transform.Inputs.Length, width = transform.Outputs.Length;
        double[] outputs = new double[checked(rows.Rows * width)];
        for (int first = 0; first < rows.Rows; first += RowsBetweenPolls)
        {
            cancel.ThrowIfCancellationRequested();
            int count = Math.Min(RowsBetweenPolls, rows.Rows - first);
            transform.ApplyRows(rows.Features.Span.Slice(first * inputs, count * inputs), count, outputs.AsSpan(first * width, count * width));
        }
        return (transform, rows.WithFeatures(outputs, transform.Outputs));
    }

    /// <summary>Learns from rows that meet the needs and all count.</summary>
    private protected abstract Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel);

    /// <summary>The rows as a training set; <see cref="RowNeeds"/> has seen to it that they are one.</summary>
    private protected static TrainingSet WithTarget(FeatureRows rows) => (TrainingSet)rows;

    /// <summary>Refuses a regression where classes are needed.</summary>
    private protected TrainingSet WithClasses(FeatureRows rows) => rows is TrainingSet { Task: not LearningTask.Regression } set ? set
        : throw new TrainingException($"'{Name}' needs classes, and the target is a number; choose a step that is defined for numbers.");

    private static FeatureRows Present(FeatureRows rows)
    {
        if (rows.Weights.IsEmpty || !rows.Weights.Span.Contains(0)) return rows;
        var kept = new List<int>(rows.Rows);
        for (int row = 0; row < rows.Rows; row++) if (rows.Weights.Span[row] > 0) kept.Add(row);
        int[] chosen = [.. kept];
        if (rows is TrainingSet set) return set.Take(chosen);
        int width = rows.Columns.Length;
        double[] features = new double[chosen.Length * width], weights = new double[chosen.Length];
        for (int i = 0; i < chosen.Length; i++)
        {
            rows.Row(chosen[i]).CopyTo(features.AsSpan(i * width));
            weights[i] = rows.Weights.Span[chosen[i]];
        }
        return new(features, rows.Columns, chosen.Length, weights);
    }
}
