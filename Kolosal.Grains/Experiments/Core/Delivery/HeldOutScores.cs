using Kolosal.Learning;
using Kolosal.Learning.Metrics;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Validation;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>What pipelines say of development rows that they have not been fitted to.</summary>
/// <param name="Rows">Truth and outputs of the validated rows.</param>
/// <param name="FitSeconds">Mean time of one fit, preprocessing included.</param>
/// <param name="PredictSecondsPerRow">Mean time to encode and score one row.</param>
/// <param name="Last">The last fold's pipeline.</param>
/// <param name="FoldScores">The metric on each fold.</param>
public sealed record HeldOutScores(
    ScoredRows Rows, double FitSeconds, double PredictSecondsPerRow, FittedPipeline Last, ImmutableArray<double> FoldScores)
{
    /// <summary>Fits one pipeline a fold of the trial's rung, preprocessing included, and scores the rows held out of it.</summary>
    /// <param name="rows">The dataset as the plan deals it.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="spec">What to fit.</param>
    /// <param name="clock">For the times alone; nothing else depends on it.</param>
    /// <param name="cancel">Polled by the fits.</param>
    /// <exception cref="TrainingException">The rows cannot teach it.</exception>
    /// <exception cref="TrialPrunedException">Its folds say that it is worse than its rival.</exception>
    public static HeldOutScores Measure(PlannedRows rows, RunPlan plan, TrialSpec spec, TimeProvider clock, CancellationToken cancel)
    {
        var development = rows.Development;
        var folds = FoldsOf(rows, plan, plan.RungAt(spec.Rung));
        var trainer = CandidateTrainer.Of(plan, spec.Trainer);
        var metric = plan.Metric();
        long began = clock.GetTimestamp();
        var result = CrossValidation.Evaluate(
            development, plan.Problem, trainer, CandidateSpace.OwnOf(spec.Parameters), folds, metric,
                plan.SeedFor(SeedPurpose.Fit, spec.Number), cancel, CandidateSpace.PreprocessingOf(plan, trainer, spec.Parameters), GoesOn);
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
            Math.Max(0, folding - predicting), predicting / last.Rows, result.Pipelines[^1], result.Scores);

        // Behind the last fold there is nothing to spare.
        bool GoesOn(int done, IReadOnlyList<double> scores) => spec.Rival is not { } rival || done == folds.Length
            || !RunPruners.IsBeaten(rival, scores, metric) ? true : throw new TrialPrunedException(rival.Trial, done, folds.Length);
    }

    private static ImmutableArray<Fold> FoldsOf(PlannedRows rows, RunPlan plan, Fidelity rung)
    {
        var folds = rows.Parts;
        if (rung.Folds > 0 && rung.Folds < folds.Length) folds = folds[^rung.Folds..];
        if (rung.RowShare >= 1) return folds;
        int[] lists = plan.Problem.Aim == LearningAim.Ranking ? PipelineTrainer.Groups(rows.Development) : [];
        return [.. folds.Select(fold => fold with { Training = Part(fold.Training, lists, plan, rung.RowShare) })];
    }

    /// <summary>The same part for every trial of a rung: by lot, or of rows in time the latest.</summary>
    private static ImmutableArray<int> Part(ImmutableArray<int> rows, int[] lists, RunPlan plan, double share)
    {
        int kept = Math.Max(1, (int)(rows.Length * share));
        if (lists.Length > 0)
        {
            // Whole lists, as a ranking learns from them.
            int[][] known = [.. rows.GroupBy(row => lists[row]).Select(list => list.ToArray())];
            new SeededRandom(plan.SeedFor(SeedPurpose.RungRows)).Shuffle<int[]>(known);
            var taken = new List<int>();
            foreach (int[] list in known)
                if (taken.Count < kept) taken.AddRange(list);
            return [.. taken.Order()];
        }
        if (plan.Split == SplitRule.Chronological) return rows[^kept..];
        int[] drawn = [.. rows];
        new SeededRandom(plan.SeedFor(SeedPurpose.RungRows)).Shuffle<int>(drawn);
        return [.. drawn.Take(kept).Order()];
    }
}
