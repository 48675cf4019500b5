using Kolosal.Learning.Search;

namespace Kolosal.Experiments;

/// <summary>Between the contract's records and the study of the library.</summary>
internal static class StudyView
{
    public static StudyOptions ToOptions(StudyRequest request) => new(
        request.Trainer, request.Space, request.Directions, request.Sampler, request.Pruner, request.MaxStep, request.Seed, request.First);

    public static StudyTrialReport Report(StudyTrial trial) => new(
        trial.Number, trial.Parameters.ToString(), WireJson.Word(trial.Status), trial.Values,
        [.. trial.Steps.Select(step => new StudyStepReport(step.Step, step.Value))], trial.Reason);

    public static StudySnapshot Snapshot(string id, StudyRecord record, Study? study, int mostTrials)
    {
        var request = record.Request!;
        return new(id, request.Trainer, record.RunId, request.Run?.DatasetId, request.Run?.Target,
            study is null ? [] : [.. study.Directions.Select(WireJson.Word)], study?.Sampler ?? request.Run?.Sampler ?? Samplers.All[0].Name,
            study?.Pruner ?? Pruners.All[0].Name, request.Run?.MaxTrials ?? mostTrials, study?.Trials.Length ?? 0,
            study?.Trials.Count(t => t.Status == StudyTrialStatus.Running) ?? 0, study is null ? [] : [.. study.Best().Select(Report)],
            study is null ? [] : [.. study.Trials.Select(Report)], record.CreatedAt, record.UpdatedAt);
    }

    /// <summary>The study after what a worker told, and whether the trial is better given up.</summary>
    /// <exception cref="ArgumentException">It cannot be, with words for the worker.</exception>
    public static (Study Study, bool Prune) Tell(Study study, StudyTell tell)
    {
        if (tell.Step is { } step)
        {
            if (tell.State is not null) throw new ArgumentException("A value on the way has a step and no state; leave one of the two out.");
            if (tell.Values is not [var value])
                throw new ArgumentException($"A step has one value, got {(tell.Values.IsDefault ? 0 : tell.Values.Length)}.");
            return study.Report(tell.Trial, step, value);
        }
        return (tell.State switch
        {
            null or "complete" => study.Tell(tell.Trial, tell.Values.IsDefault ? [] : tell.Values),
            "pruned" => study.TellPruned(tell.Trial),
            "failed" => study.TellFailed(tell.Trial, tell.Reason ?? "No reason was given."),
            _ => throw new ArgumentException($"A trial ends as complete, pruned or failed, got '{tell.State}'."),
        }, false);
    }
}
