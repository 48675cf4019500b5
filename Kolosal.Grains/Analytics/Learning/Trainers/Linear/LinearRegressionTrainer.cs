using Kolosal.Numerics;

namespace Kolosal.Learning.Linear;

/// <summary>Ordinary least squares (Gauss 1809; Golub and Van Loan, Matrix Computations, 5.3): minimises Σ wᵢ (yᵢ − b − w·xᵢ)².</summary>
/// <remarks>
/// Centred columns are triangularised by Householder reflections. Where columns depend on each other,
/// the shortest of the coefficient vectors that fit equally well is taken, as scikit-learn does through
/// LAPACK's gelsd; R and SAS drop columns instead, and predict the same on rows like the training rows.
/// </remarks>
public sealed class LinearRegressionTrainer() : Trainer(Descriptor)
{
    private const int RowsBetweenPolls = 4096;

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } =
        new("linear_regression", [LearningTask.Regression], FeatureEncoding.Dense, new SearchSpace(),
        _ => new LinearRegressionTrainer(), LinearPredictor.Read, WeightsRepeat: true);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        int p = rows.Columns.Length;
        var unit = TargetUnit.Of(rows);
        var (center, _) = CrossMoments.Means(rows);
        var qr = new TallQr(p);
        var moved = new double[p];
        for (int row = 0; row < rows.Rows; row++)
        {
            if (row % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            double weight = rows.Weight(row);
            if (weight == 0) continue;
            var given = rows.Row(row);
            for (int c = 0; c < p; c++) moved[c] = given[c] - center[c];
            qr.Push(moved, unit.Standardise(rows.Targets.Span[row]), Math.Sqrt(weight), cancel);
        }
        return LinearPredictor.Through(center, 0, qr.Solve(rows.Rows, cancel)).In(unit);
    }
}
