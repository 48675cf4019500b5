using System.Text.Json;
using Kolosal.Learning.Search;
using Kolosal.Storage;

namespace Kolosal.Experiments;

/// <remarks>
/// Keeps <see cref="StudyRecord"/>; listed as <c>study</c>. Calls the run that searches for it, if one does. What to try and when to give up is
/// <see cref="Learning.Search.Study"/>'s; here it is made durable: every answer is stored before it is given. Trials are no audit entries, as those
/// of runs are none.
/// </remarks>
internal sealed class StudyGrain(
    [PersistentState("study")] IPersistentState<StudyRecord> storage, ICatalogue catalogue, TimeProvider clock, ExperimentsInstruments instruments)
    : RecordGrain<StudyRecord>(storage, catalogue, clock), IStudyGrain
{
    private Study? study;

    protected override string CatalogueKind => CatalogueKinds.Study;

    private Study Study => study ??= State.Read();

    private int MostTrials => State.Request!.MaxTrials ?? StudyPlanner.MostTrials;

    public async Task<Result<StudySnapshot>> CreateAsync(StudyRequest request)
    {
        if (State.Exists)
            return State.IsFor(request) ? Snapshot()
                : Refusal.Conflict("hyperopt.study-exists", $"The study '{Key.Id}' was made with other options; make another one.");
        try
        {
            if (request.MaxTrials is { } most and (< 1 or > StudyPlanner.MostTrials))
                throw new RunOptionException("max_trials", $"'max_trials' must be 1 to {StudyPlanner.MostTrials}, got {most}.");
            if (request.Run is null) State.Make(request, StudyPlanner.Plan(StudyView.ToOptions(request)), null);
            else
            {
                // The run first: what it refuses creates nothing, and a crash in between is made good by the repeated request.
                string run = StudyId.Run(Key.Id);
                var started = await GrainFactory.Run(new ResourceKey(Key.Workspace, run)).StartAsync(request.Run);
                if (!started.Accepted) return started.Refusal;
                State.Make(request, null, run);
            }
        }
        catch (RunOptionException meaningless)
        {
            return new Refusal(RefusalKind.Invalid, "hyperopt.bad-option", meaningless.Message,
                ImmutableDictionary<string, string>.Empty.Add($"$.{meaningless.Option}", meaningless.Message));
        }
        await CommitAsync("study.create", $"studies/{Key.Id}", null, JsonSerializer.Serialize(new { trainer = request.Trainer, run = State.RunId }));
        return Snapshot();
    }

    public Task<Result<StudySnapshot>> GetAsync() => Task.FromResult<Result<StudySnapshot>>(State.Exists ? Snapshot() : NotFound());

    public async Task<Result<StudyTrialReport>> AskAsync(string commandKey)
    {
        if (Refuse() is { } refusal) return refusal;
        if (State.Asks.IndexOf(commandKey) is >= 0 and var known) return StudyView.Report(Study.Trials[known]);
        if (Study.Trials.Length >= MostTrials)
            return Refusal.Conflict("hyperopt.no-trials-left", $"The study has all of its {MostTrials} trials; make another one to search further.");
        var (next, trial) = Study.Ask();
        State.Asked(commandKey, next);
        await KeepAsync(next);
        return StudyView.Report(trial);
    }

    public async Task<Result<StudyAnswer>> TellAsync(StudyTell tell)
    {
        if (Refuse() is { } refusal) return refusal;
        if (tell.Trial < 0 || tell.Trial >= Study.Trials.Length)
            return Refusal.NotFound("hyperopt.no-such-trial", $"There is no trial {tell.Trial}; {Study.Trials.Length} were asked for.");
        bool running = Study.Trials[tell.Trial].Status == StudyTrialStatus.Running;
        try
        {
            var (next, prune) = StudyView.Tell(Study, tell);
            if (!ReferenceEquals(next, Study))
            {
                State.Keep(next);
                await KeepAsync(next);
                if (next.Trials[tell.Trial].Status is not StudyTrialStatus.Running and var ended) instruments.StudyTrialTold(WireJson.Word(ended));
            }
            return new StudyAnswer(StudyView.Report(next.Trials[tell.Trial]), prune);
        }
        catch (ArgumentException wrong)
        {
            string words = StudyPlanner.Words(wrong);
            return running ? Refusal.Invalid("hyperopt.bad-value", words) : Refusal.Conflict("hyperopt.trial-ended", words);
        }
    }

    public async Task<Result<StudyBest>> BestAsync()
    {
        if (!State.Exists) return NotFound();
        if (State.RunId is { } run)
        {
            var board = await GrainFactory.Run(new ResourceKey(Key.Workspace, run)).LeaderboardAsync();
            if (!board.Accepted) return board.Refusal;
            return board.Value.Entries is [var first, ..]
                ? new StudyBest(first.Trainer, first.Parameters, State.Request!.Run!.DatasetId, State.Request.Run.Target, State.Request.Run)
                : Nothing();
        }
        return Study.Best() is [var best, ..] ? new StudyBest(State.Request!.Trainer, best.Parameters.ToString(), null, null, null) : Nothing();
    }

    protected override object? Describe() => State.Exists ? Snapshot() with { Trials = [] } : null;

    /// <summary>Stores what is in the state and shows it in lists.</summary>
    private async Task KeepAsync(Study next)
    {
        State.UpdatedAt = Clock.GetUtcNow();
        study = next;
        await CommitEnteredAsync();
    }

    private StudySnapshot Snapshot() => StudyView.Snapshot(Key.Id, State, State.RunId is null ? Study : null, MostTrials);

    private Refusal? Refuse() => !State.Exists ? NotFound()
        : State.RunId is not { } run ? null
        : Refusal.Conflict("hyperopt.run-searches", $"This study is searched by the run {run}; ask and tell are for workers elsewhere.");

    private Refusal NotFound() => Refusal.NotFound("hyperopt.not-found", $"There is no study '{Key.Id}' in this workspace.");

    private Refusal Nothing() => Refusal.Conflict("hyperopt.nothing-found", $"The study '{Key.Id}' has no trial with a score yet.");
}
