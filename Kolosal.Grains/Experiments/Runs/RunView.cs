using Kolosal.Drift;
using Kolosal.Learning.Search;
using Kolosal.Models;
using Kolosal.Storage;

namespace Kolosal.Experiments;

/// <summary>A run's record as callers see it.</summary>
internal static class RunView
{
    public static FinishedTrial ToFinished(this TrialReport trial) => new(
        trial.Number, trial.Trainer, TrialSpec.ParseParameters(trial.Parameters), trial.Outcome?.Score, (trial.Outcome?.FitMilliseconds ?? 0) / 1000,
        trial.Rung, trial.ClimbedFrom, trial.Outcome?.FoldScores, trial.Status == TrialStatus.Pruned);

    public static FinishedTrial ToFinished(TrialSpec spec, TrialResult result) => new(
        spec.Number, spec.Trainer, spec.Parameters, result.Outcome?.Score, (result.Outcome?.FitMilliseconds ?? 0) / 1000, spec.Rung,
        spec.ClimbedFrom, result.Outcome?.FoldScores, result.Pruned);

    public static TrialReport ToReport(TrialSpec spec, TrialResult result) => new(
        spec.Number, spec.Trainer, spec.Parameters.ToString(),
        result.Pruned ? TrialStatus.Pruned : result.Outcome is null ? TrialStatus.Failed : TrialStatus.Scored, result.Outcome, result.Failure,
        result.Memory, result.Attempts, spec.Rung, spec.ClimbedFrom);

    public static RunStage Stage(RunPhase phase) => phase switch
    {
        RunPhase.Search => RunStage.Search,
        RunPhase.Refit => RunStage.Refit,
        RunPhase.Registration => RunStage.Registration,
        _ => RunStage.Ended,
    };

    /// <summary>How the audit trail names an end.</summary>
    public static string Verb(EndRun end) => end switch { Complete => "complete", Cancel => "cancel", _ => "fail" };

    public static TrialScore ToScore(this TrialFigures figures) => new(
        figures.Score, figures.Low, figures.High, figures.FitSeconds * 1000, figures.PredictSecondsPerRow * 1e6, figures.PackageBytes,
        figures.FoldScores);

    public static RunOptions ToOptions(this RunRequest request) => new(
        request.Target, request.Task, request.Metric, request.TimeBudgetSeconds, request.MaxTrials, request.Folds, request.Trainers, request.Sampler,
        request.Seed, request.Parallelism, request.Parameters, request.Ensemble, request.TestShare, request.InferLimitMicroseconds,
        request.Monotone, request.Fairness is { } fair ? new FairnessRule(fair.ProtectedAttributes, fair.MinDisparateImpact, fair.Reweighing) : null,
        request.Pruner, request.Quantile, request.ClassOrder, request.InteractionConstraints, request.Selection, request.Calibration,
        request.History is { } past ? new HistoryWish(past.Columns, past.Lags, past.Windows, past.Statistics) : null);

    public static RunSnapshot Snapshot(
        string runId, RunRecord run, RunPlan plan, int running, TrialHistory finished, TimeSpan elapsed, int? queuePosition = null)
    {
        var ahead = TrialRanking.Best(finished, RunMetrics.HigherIsBetter(plan.Metric));
        bool searching = run.Winner is null, completed = run.Status == RunStatus.Completed;
        int scored = finished.Scored;
        return new RunSnapshot(
            runId, run.Status, run.Phase, run.Request!.DatasetId, plan.Problem.Target, plan.Problem.Word, plan.Metric,
            RunProgress.Percent(plan, run.Finished.Count, elapsed, searching, completed),
            run.Status.IsActive() ? RunProgress.Eta(plan, run.Finished.Count, elapsed, searching,
                TimeBudget.RefitSeconds(plan, ahead?.FitSeconds ?? 0))
                : null,
            ahead?.Score, ahead?.Trainer, scored, run.Finished.Count - scored - finished.Pruned, running, plan.MaxTrials, elapsed.TotalSeconds,
            run.ModelName, run.ModelVersion,
            run.Model?.Package.Sha256, run.Model?.Evaluation, run.Reason, run.Plan, run.CreatedAt, run.UpdatedAt, run.LastEvent, [.. run.Notes],
            [.. run.Lost], run.Model?.Members ?? [], run.Model?.HeldOutScore, run.Status == RunStatus.Queued ? queuePosition : null,
            finished.Pruned, plan.Shape is { } shape ? ToMessage(shape) : null,
            [.. (plan.Portfolio ?? []).Where(c => c.FromRun is not null)
                .Select(c => new WarmStartCandidate(c.FromRun!, c.Distance ?? 0, c.Trainer, c.Parameters.ToString()))]);
    }

    /// <summary>What a table is like, as callers see it.</summary>
    public static TableShape ToMessage(DataShape shape) =>
        new(shape.Rows, shape.Columns, shape.CategoricalShare, shape.MaxCategories, shape.Classes, shape.Imbalance);

    /// <summary>The inverse, as far as tables are compared by it.</summary>
    public static DataShape ToShape(this TableShape shape) =>
        new(shape.Rows, shape.Features, shape.CategoryShare, shape.MostCategories, shape.Classes, shape.Imbalance);

    /// <summary>The trials that the model may be made of; none where it is made of the winner alone.</summary>
    public static ImmutableArray<LibraryEntry> Library(RunRecord run, RunPlan plan)
    {
        if (plan.Ensemble == EnsembleRule.None) return [];
        LibraryTrial[] all = [.. run.Finished.Where(t => t.Outcome is not null && t.Rung == plan.TopRung)
            .Select(t => new LibraryTrial(t.ToFinished().Spec, t.Outcome!.Score, t.Outcome.FitMilliseconds / 1000, null))];
        // A limit on the model may rule out the best ones, so that others have to be at hand.
        bool limited = plan.Fairness is not null || plan.InferLimitMicroseconds is not null;
        return
        [
            .. (limited ? all : EnsembleSelection.Considered([.. all], plan.Metric())).Select(t => new LibraryEntry(
                t.Spec.Number, t.Spec.Trainer, t.Spec.Parameters.ToString(), t.Spec.Rung, t.Score, t.FitSeconds,
                run.HeldOut.GetValueOrDefault(t.Spec.Number),
                run.Finished.Find(r => r.Number == t.Spec.Number)!.Outcome!.PredictMicrosecondsPerRow)),
        ];
    }

    /// <summary>The making of a run's model once more, as it was: of the same members, whatever the time allows.</summary>
    public static DeliveryWork Again(RunRecord run, RefitResult made, TrialWork winner)
    {
        var members = made.Members ?? [];
        return new(winner,
        [
            .. run.Finished.Where(t => t.Outcome is not null && members.Any(m => m.Trial == t.Number)).Select(t => new LibraryEntry(
                t.Number, t.Trainer, t.Parameters, t.Rung, t.Outcome!.Score, t.Outcome.FitMilliseconds / 1000, null,
                t.Outcome.PredictMicrosecondsPerRow)),
        ], run.AllowanceSeconds, 1, members, made.Stacked, made.Bagged);
    }

    public static ModelEvaluation ToEvaluation(this FinishedModel model) => new(
        model.PrimaryMetric,
        [.. model.Scores.Select(s => new MetricScore(s.Metric.Name, s.Estimate.Value, s.Estimate.Low, s.Estimate.High, s.Metric.HigherIsBetter))],
        model.DevelopmentRows, model.ValidatedRows, model.TestRows, model.BaselineScore,
        model.BaselineReason, ToTestDrift(TestShift.Of(model.Inputs, model.Test.Rows)));

    private static TestPartDrift ToTestDrift(ImmutableArray<ShiftedColumn> columns) => new(
        TestShift.FalseDiscovery, [.. columns.Select(column => new ColumnShift(column.Name, column.Index, column.PValue, column.Shifted))]);

    public static MonitoringReference ToReference(this FinishedModel model, string? favourableLabel)
    {
        int favourable = favourableLabel is null ? -1 : model.Problem.Classes.IndexOf(favourableLabel);
        return new MonitoringReference(
            0, WireJson.Word(model.Problem.Task), model.Problem.Classes, favourable >= 0 ? favourable : null,
            [.. model.Inputs.Select((column, i) => column.ToReference(model.InputSchema.Columns[i].Protected))], model.Outputs.ToReference(),
            model.Detail.ToReference());
    }

    public static VersionRegistration ToRegistration(string runId, RunRecord run, RunPlan plan, ISigner signer)
    {
        var model = run.Model!;
        return new(model.Package.Sha256, model.Package, PackageSignature.Sign(signer, model.Package.Sha256), signer.KeyId, run.Author, runId,
            run.Request!.DatasetId, run.Finished.Find(t => t.Number == run.Winner)!.Trainer, plan.Problem.Word, plan.Problem.Target,
            model.Evaluation, model.Reference, RunRecords.Of(runId, run, plan), plan.Problem.Level);
    }

    public static Leaderboard Leaderboard(RunRecord run, RunPlan plan, TrialHistory finished)
    {
        bool higher = RunMetrics.HigherIsBetter(plan.Metric);
        var reports = run.Finished.ToDictionary(report => report.Number);
        var ranked = TrialRanking.Rank(finished, higher).Select(trial => reports[trial.Number]);
        return new Leaderboard(plan.Metric, higher,
            [.. ranked.Select((trial, place) => new LeaderboardEntry(place + 1, trial.Number, trial.Trainer, trial.Parameters, trial.Outcome!,
                trial.Rung))]);
    }

    public static ImmutableArray<TrialReport> Trials(RunRecord run, TrialHistory finished, IEnumerable<TrialInFlight> inFlight) =>
    [
        .. run.Finished.Concat(inFlight.Select(t => t.Spec).Where(spec => finished.Find(spec.Number) is null)
            .Select(spec => new TrialReport(spec.Number, spec.Trainer, spec.Parameters.ToString(), TrialStatus.Running, null, null,
                Rung: spec.Rung, ClimbedFrom: spec.ClimbedFrom)))
                .OrderBy(t => t.Number),
    ];
}
