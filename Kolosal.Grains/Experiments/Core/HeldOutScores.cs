using Kolosal.Learning;
using Kolosal.Learning.Metrics;
using Kolosal.Learning.Pipelines;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>What pipelines say of development rows that they have not been fitted to.</summary>
/// <param name="Rows">Truth and outputs of the validated rows.</param>
/// <param name="FitSeconds">Mean time of one fit, preprocessing included.</param>
/// <param name="PredictSecondsPerRow">Mean time to encode and score one row.</param>
/// <param name="Last">The last fold's pipeline.</param>
public sealed record HeldOutScores(ScoredRows Rows, double FitSeconds, double PredictSecondsPerRow, FittedPipeline Last)
{
    /// <summary>Fits one pipeline a fold, preprocessing included, and scores the rows held out of it.</summary>
    /// <param name="development">Every row but the test part.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="spec">What to fit.</param>
    /// <param name="clock">For the times alone; nothing else depends on it.</param>
    /// <param name="cancel">Polled by the fits.</param>
    /// <exception cref="TrainingException">The rows cannot teach it.</exception>
    public static HeldOutScores Measure(Frame development, RunPlan plan, TrialSpec spec, TimeProvider clock, CancellationToken cancel)
    {
        var folds = DataSplit.ValidationParts(development, plan);
        long began = clock.GetTimestamp();
        var result = CrossValidation.Evaluate(
            development, plan.Problem, Trainers.Get(spec.Trainer), spec.Parameters, folds, plan.Metric(), plan.SeedFor(SeedPurpose.Fit, spec.Number),
                cancel);
        double folding = clock.GetElapsedTime(began).TotalSeconds / folds.Length;

        // Timed once more, apart from the fit.
        var last = development.SelectRows(folds[^1].Validation.AsSpan());
        began = clock.GetTimestamp();
        _ = result.Pipelines[^1].Score(last);
        double predicting = clock.GetElapsedTime(began).TotalSeconds;

        int width = plan.Problem.Outputs;
        int[] validated = result.PredictedRows(width);
        var outputs = new double[validated.Length * width];
        for (int i = 0; i < validated.Length; i++) result.OutOfFold.AsSpan(validated[i] * width, width).CopyTo(outputs.AsSpan(i * width));
        return new(CrossValidation.Scored(development.SelectRows(validated), plan.Problem, outputs),
            Math.Max(0, folding - predicting), predicting / last.Rows, result.Pipelines[^1]);
    }
}
