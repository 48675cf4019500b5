using Kolosal.Statistics;

namespace Kolosal.Learning.Linear;

/// <param name="Alpha">Strength of the penalty, 0 or more; 0 is least squares. Default: 1.</param>
public sealed record RidgeOptions(double Alpha = 1)
{
    /// <summary>Finite, 0 or more.</summary>
    public double Alpha { get; } = Alpha >= 0 && double.IsFinite(Alpha) ? Alpha
        : throw new ArgumentOutOfRangeException(nameof(Alpha), Alpha, "The penalty must be finite and not negative.");
}

/// <summary>Ridge regression (Hoerl and Kennard, Technometrics 12, 1970): minimises Σ wᵢ (yᵢ − b − w·xᵢ)² + α ‖w‖², the intercept free.</summary>
/// <remarks>Normal equations of the centred columns, solved by Cholesky: n p² / 2 operations and p² numbers. The objective is scikit-learn's.</remarks>
public sealed class RidgeTrainer(RidgeOptions options) : ITrainer
{
    private const int RowsBetweenPolls = 256;

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("ridge", [LearningTask.Regression], FeatureEncoding.Dense,
        new SearchSpace(new FloatParameter("alpha", 1e-4, 1e5, 1, Log: true)),
        given => new RidgeTrainer(new RidgeOptions(given.Float("alpha", 1))), LinearPredictor.Read, WeightsRepeat: true);

    /// <inheritdoc/>
    public string Name => Descriptor.Name;

    /// <inheritdoc/>
    public bool Supports(LearningTask task) => Descriptor.Supports(task);

    /// <inheritdoc/>
    public IPredictor Fit(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        DenseRows.Check(this, rows);
        int p = rows.Columns.Length;
        var (center, level) = Centers(rows);

        // The lower triangle of Xᵀ W X by rows, and Xᵀ W y, row by row in order.
        var gram = new double[p * p];
        var moment = new double[p];
        double[] row = new double[p];
        for (int i = 0; i < rows.Rows; i++)
        {
            if (i % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            double weight = rows.Weight(i);
            if (weight == 0) continue;
            var given = rows.Row(i);
            for (int c = 0; c < p; c++) row[c] = given[c] - center[c];
            FixedSum.AddScaled(weight * (rows.Targets.Span[i] - level), row, moment);
            for (int c = 0; c < p; c++)
                if (row[c] != 0) FixedSum.AddScaled(weight * row[c], row.AsSpan(0, c + 1), gram.AsSpan(c * p, c + 1));
        }
        for (int c = 0; c < p; c++) gram[c * p + c] += options.Alpha;
        if (!Cholesky.Solve(gram, moment, p, cancel))
            throw new TrainingException($"The columns depend on each other and a penalty of {options.Alpha} does not hold them apart; raise alpha.");
        return new LinearPredictor(LinearLink.Identity, p, moment, [level - FixedSum.Dot(moment, center)]);
    }

    private static (double[] Columns, double Target) Centers(TrainingSet rows)
    {
        var columns = new double[rows.Columns.Length];
        double target = 0, total = 0;
        for (int i = 0; i < rows.Rows; i++)
        {
            double weight = rows.Weight(i);
            FixedSum.AddScaled(weight, rows.Row(i), columns);
            target += weight * rows.Targets.Span[i];
            total += weight;
        }
        for (int c = 0; c < columns.Length; c++) columns[c] /= total;
        return (columns, target / total);
    }
}
