using Kolosal.Learning.Metrics;
using Kolosal.Learning.Validation;
using Kolosal.Statistics;

namespace Kolosal.Learning.Calibration;

/// <summary>
/// Calibrates a classifier without giving up rows: every calibrator is fitted to probabilities of rows
/// that its model did not learn from (Platt 1999, section 2.2; scikit-learn's CalibratedClassifierCV).
/// </summary>
public static class CrossFittedCalibration
{
    /// <summary>One model and one calibrator a fold; the answer is their mean, so it is bagged as well as calibrated.</summary>
    /// <param name="trainer">A classifier in <see cref="Trainers.All"/>.</param>
    /// <param name="rows">What to learn from.</param>
    /// <param name="folds">At least one.</param>
    /// <param name="method">The map, or null to choose one in each fold by held-out log loss.</param>
    /// <param name="seed">Fold i is fitted with the seed derived for i.</param>
    /// <param name="cancel">Polled inside fits.</param>
    public static CalibratedPredictor Ensemble(ITrainer trainer, TrainingSet rows, ImmutableArray<Fold> folds, CalibrationMethod? method, ulong seed,
        CancellationToken cancel)
    {
        Check(trainer, rows, folds);
        var members = ImmutableArray.CreateBuilder<(IPredictor, Calibrator?)>(folds.Length);
        for (int f = 0; f < folds.Length; f++)
        {
            ulong own = SeededRandom.Derive(seed, (ulong)f);
            var predictor = trainer.Fit(rows.Take(folds[f].Training.AsSpan()), own, cancel);
            members.Add((predictor, Calibrator(Scored(predictor, rows.Take(folds[f].Validation.AsSpan())), method, own, cancel)));
        }
        return new(trainer.Name, members.MoveToImmutable());
    }

    /// <summary>One model of all rows, and one calibrator fitted to the out-of-fold probabilities of all of them.</summary>
    /// <param name="trainer">A classifier in <see cref="Trainers.All"/>.</param>
    /// <param name="rows">What to learn from.</param>
    /// <param name="folds">At least one; rows that no fold judges do not calibrate, rows that several judge count as often.</param>
    /// <param name="method">The map, or null to choose one by held-out log loss.</param>
    /// <param name="seed">Fold i is fitted with the seed derived for i, the model of all rows with the seed itself.</param>
    /// <param name="cancel">Polled inside fits.</param>
    public static CalibratedPredictor Single(ITrainer trainer, TrainingSet rows, ImmutableArray<Fold> folds, CalibrationMethod? method, ulong seed,
        CancellationToken cancel)
    {
        Check(trainer, rows, folds);
        List<int> judged = [];
        List<double> outputs = [];
        for (int f = 0; f < folds.Length; f++)
        {
            var predictor = trainer.Fit(rows.Take(folds[f].Training.AsSpan()), SeededRandom.Derive(seed, (ulong)f), cancel);
            judged.AddRange(folds[f].Validation);
            outputs.AddRange(Scored(predictor, rows.Take(folds[f].Validation.AsSpan())).Outputs.Span);
        }
        var heldOut = rows.Take([.. judged]);
        var calibrator = Calibrator(ScoredRows.Classification(heldOut.Labels, rows.Classes, outputs.ToArray(), heldOut.Weights), method, seed,
            cancel);
        return new(trainer.Name, [(trainer.Fit(rows, seed, cancel), calibrator)]);
    }

    private static Calibrator? Calibrator(ScoredRows heldOut, CalibrationMethod? method, ulong seed, CancellationToken cancel) =>
        method is { } chosen ? CalibratorFitter.Fit(chosen, heldOut, cancel) : CalibratorFitter.Choose(heldOut, seed, cancel).Calibrator;

    private static ScoredRows Scored(IPredictor predictor, TrainingSet rows)
    {
        double[] outputs = new double[rows.Rows * predictor.Outputs];
        predictor.ScoreBatch(rows.Features.Span, rows.Rows, outputs);
        return ScoredRows.Classification(rows.Labels, rows.Classes, outputs, rows.Weights);
    }

    private static void Check(ITrainer trainer, TrainingSet rows, ImmutableArray<Fold> folds)
    {
        if (rows.Task == LearningTask.Regression || !trainer.Supports(rows.Task))
            throw new TrainingException($"Only classifiers are calibrated; '{trainer.Name}' is asked for {rows.Task}.");
        if (folds.IsDefaultOrEmpty) throw new ArgumentException("Need at least one fold.", nameof(folds));
    }
}
