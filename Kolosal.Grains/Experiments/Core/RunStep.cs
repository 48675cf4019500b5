using System.Globalization;

namespace Kolosal.Experiments;

/// <summary>What a run does next: a pure function of where it stands and of what has just happened.</summary>
/// <remarks>
/// Which trial is launched, and what it tries, follows from the plan and the trials numbered before it (<see cref="Suggestion"/>); time,
/// slots and the order of arrival only decide when. The end gives back slots and dataset before it is written: a crash in between
/// finds the run still at work, and the same step ends it again.
/// A call that is lost is made again after a pause, a bounded number of times (<see cref="RetryTerms"/>). Then it depends: where others have
/// landed meanwhile, the trial itself is at fault and fails; where nothing has, the run does, and may be resumed.
/// </remarks>
internal static class RunStep
{
    /// <summary>Trials launched by one step: each has to be suggested, and a step must not take long.</summary>
    public const int MostLaunchesAtOnce = 8;

    /// <summary>What is to be done, in this order.</summary>
    /// <param name="run">Where it stands.</param>
    /// <param name="input">What happened.</param>
    public static ImmutableArray<RunDecision> Decide(RunSituation run, RunInput input) => run.Stage == RunStage.Ended ? [] : input switch
    {
        Tick => OnTick(run),
        TrialLanded landed => OnTrial(run, landed),
        RefitLanded => run.Stage == RunStage.Refit ? [new RecordModel(), new Note(run.Winner, "Fitted and evaluated on the test part.")] : [],
        CallRefused refused => run.Stage is RunStage.Search or RunStage.Refit ? End(run, [], new Fail(refused.Reason)) : [],
        CallLost lost => OnLoss(run, lost),
        SlotsLeased leased => OnSlots(run, leased),
        DataRefused refused => End(run, [], new Fail(refused.Reason)),
        VersionRegistered made => End(run, [string.Create(CultureInfo.InvariantCulture, $"{made.Model}:{made.Version}")],
            new Complete(made.Model, made.Version)),
        RegistrationLost lost => run.Stage == RunStage.Registration ? Lose(run, run.Winner!.Value, "The registration", lost.Reason) : [],
        Broken broken => [.. CancelAll(run), new Fail(broken.Reason)], // gives nothing back: that may be what fails
        RegistrationRefused refused => End(run, [], new Fail($"The model '{refused.Model}' does not take the version: {refused.Reason}")),
        CancelRequested => End(run, [], new Cancel()),
        PauseRequested => [.. CancelAll(run), new ReleaseSlots(), new PauseRun()],
        _ => throw new ArgumentException($"A run knows no input of type {input.GetType().Name}.", nameof(input)),
    };

    private static ImmutableArray<RunDecision> OnTick(RunSituation run)
    {
        if (GiveUp(run) is { } over) return End(run, [], over);
        bool timeToStore = run.Plan.TimeBudgetSeconds is not null && run.UnstoredTime > LeaseTerms.RenewEvery;
        ImmutableArray<RunDecision> store = run.Unstored || timeToStore ? [new Store()] : [];
        return [.. store, .. run.Stage switch
        {
            RunStage.Search => Search(run),
            RunStage.Refit => RequestFor(
                run, run.IsInFlight(run.Winner!.Value) || run.IsPausing(run.Winner!.Value) ? 0 : MostSlotsOfDelivery(run.Plan)),
            _ => run.IsPausing(run.Winner!.Value) ? [] : [new RegisterVersion()],
        }];
    }

    private static ImmutableArray<RunDecision> Search(RunSituation run)
    {
        var until = SearchUntil(run);
        if (run.Elapsed >= until || TrialSchedule.IsComplete(run.Plan, run.Finished.Count)) return EndSearch(run, outOfTime: run.Elapsed >= until);
        return
        [
            .. GivenUp(run), .. RequestFor(run, Launchable(run, run.InFlight).Where(n => !run.IsPausing(n)).Take(MostLaunchesAtOnce).Count()),
            .. StepInTime(run, until),
        ];
    }

    /// <summary>Why the run cannot go on; null when it can.</summary>
    private static Fail? GiveUp(RunSituation run)
    {
        if (run.Interruptions >= RetryTerms.MostInterruptions)
            return new(string.Create(CultureInfo.InvariantCulture, $"The run was interrupted {run.Interruptions} times and nothing of it ended "
                + $"in between; what it runs may bring its process down. Look at the server's log, then resume the run."));
        if (run.Lost.FirstOrDefault(loss => Exhausted(run, loss) && !IsAtFault(run, loss)) is not { } lost) return null;
        string what = run.Stage switch
        {
            RunStage.Search => string.Create(CultureInfo.InvariantCulture, $"Trial {lost.Trial}"),
            RunStage.Refit => "The refit",
            _ => "The registration",
        };
        return new(string.Create(CultureInfo.InvariantCulture, $"{what} was lost {lost.Times} times, the last time by: {lost.Reason} When that "
            + $"is mended, resume the run."));
    }

    private static bool Exhausted(RunSituation run, Loss loss) => loss.Times >= RetryTerms.MostLosses && !run.IsInFlight(loss.Trial)
        && (run.Stage == RunStage.Search ? !run.IsFinished(loss.Trial) : loss.Trial == run.Winner);

    /// <summary>Whether other trials ended while this one was lost again and again.</summary>
    private static bool IsAtFault(RunSituation run, Loss loss) => run.Stage == RunStage.Search && run.Finished.Count > loss.EndedBefore;

    private static IEnumerable<RunDecision> GivenUp(RunSituation run)
    {
        foreach (var loss in run.Lost.Where(loss => Exhausted(run, loss)).OrderBy(loss => loss.Trial))
        {
            string reason = string.Create(CultureInfo.InvariantCulture, $"Lost {loss.Times} times while other trials ended, the last time by: "
                + $"{loss.Reason}");
            var spec = Specs(run, run.InFlight).First(s => s.Number == loss.Trial);
            yield return new GiveUpTrial(spec, reason);
            yield return new Note(loss.Trial, string.Create(CultureInfo.InvariantCulture, $"Trial {loss.Trial}, {spec.Trainer}, failed: {reason}"));
        }
    }

    private static ImmutableArray<RunDecision> OnLoss(RunSituation run, CallLost lost)
    {
        bool wanted = run.Stage switch
        {
            RunStage.Search => !run.IsFinished(lost.Trial),
            RunStage.Refit => lost.Trial == run.Winner,
            _ => false,
        };
        return !wanted ? []
            : Lose(run, lost.Trial, run.Stage == RunStage.Refit ? "The refit" : string.Create(CultureInfo.InvariantCulture, $"Trial {lost.Trial}"),
                lost.Reason);
    }

    private static ImmutableArray<RunDecision> Lose(RunSituation run, int trial, string what, string reason)
    {
        int times = (run.LossOf(trial)?.Times ?? 0) + 1;
        return
        [
            new RecordLoss(trial, reason),
            new Note(trial, string.Create(CultureInfo.InvariantCulture, $"{what} was lost ({times} of {RetryTerms.MostLosses}): {reason}")),
        ];
    }

    private static ImmutableArray<RunDecision> EndSearch(RunSituation run, bool outOfTime)
    {
        if (run.Ahead is not { } winner)
            return End(run, [], new Fail(run.FirstFailure is { } first
                ? $"No trial has a score; the first failure was: {first}"
                : "No trial ended within the time budget; give more time, or fewer rows."));
        return
        [
            .. CancelAll(run), new ChooseWinner(winner.Number, TimeBudget.Allowance(run.Plan, run.Elapsed)),
            new Note(winner.Number, $"Search over{(outOfTime ? " by its time budget" : "")} after {run.Finished.Count} trials; "
                + (run.Plan.Ensemble == EnsembleRule.None ? $"fitting trial {winner.Number}, {winner.Trainer}, on all development rows."
                    : $"making the model; trial {winner.Number}, {winner.Trainer}, is ahead.")),
            new Store(), new StepAfter(TimeSpan.Zero),
        ];
    }

    private static ImmutableArray<RunDecision> OnTrial(RunSituation run, TrialLanded landed)
    {
        var trial = landed.Trial;
        // The same trial may come twice, when it was launched again and the first call came back after all; a result is the same whoever brings it.
        if (run.Stage != RunStage.Search || run.IsFinished(trial.Number)) return [];
        return
        [
            new RecordTrial(trial.Number),
            new Note(trial.Number, trial.Score is { } score
                ? string.Create(CultureInfo.InvariantCulture, $"Trial {trial.Number}, {trial.Trainer}: {run.Plan.Metric} {score:0.#####}")
                : $"Trial {trial.Number}, {trial.Trainer}, {(trial.Pruned ? "pruned" : "failed")}: {landed.Failure}"),
        ];
    }

    private static ImmutableArray<RunDecision> OnSlots(RunSituation run, SlotsLeased leased)
    {
        TrialInFlight[] lost = [.. run.InFlight.Where(t => t.Slots.Any(leased.Lost.Contains))];
        TrialInFlight[] kept = [.. run.InFlight.Where(t => !t.Slots.Any(leased.Lost.Contains))];
        var decisions = ImmutableArray.CreateBuilder<RunDecision>();
        if (lost.Length > 0) decisions.Add(new CancelCalls([.. lost.Select(t => t.Spec.Number)]));
        foreach (var call in lost) decisions.AddRange(OnLoss(run, new CallLost(call.Spec.Number, "The process of its slot is gone.")));
        if (!run.Started && !leased.Granted.IsEmpty) decisions.Add(new StartRunning());
        if (run.Stage == RunStage.Search)
        {
            decisions.AddRange(LaunchTrials(run, kept, leased.Granted));
            if (leased.Granted.Length >= MostLaunchesAtOnce) decisions.Add(new StepAfter(TimeSpan.Zero)); // there may be more
        }
        else if (run.Stage == RunStage.Refit && !leased.Granted.IsEmpty && !kept.Any(t => t.Spec.Number == run.Winner)
            && !run.IsPausing(run.Winner!.Value))
            decisions.Add(new LaunchRefit(run.Finished.Find(run.Winner!.Value)!.Spec, OfOneProcess(leased.Granted)));
        return decisions.ToImmutable();
    }

    /// <summary>Launches by number, so that everything with a lower number is finished or in flight, also after a restart or a loss.</summary>
    private static IEnumerable<RunDecision> LaunchTrials(RunSituation run, IReadOnlyList<TrialInFlight> inFlight, ImmutableArray<string> slots) =>
        Specs(run, inFlight).Where(spec => !run.IsPausing(spec.Number)).Take(slots.Length) // one more would be suggested for nothing
            .Zip(slots, (spec, slot) => new LaunchTrial(spec, slot));

    /// <summary>What the launchable trials try, each knowing those before it, also those that have to wait.</summary>
    private static IEnumerable<TrialSpec> Specs(RunSituation run, IReadOnlyList<TrialInFlight> inFlight)
    {
        List<TrialSpec> running = [.. inFlight.Select(t => t.Spec)];
        foreach (int number in Launchable(run, inFlight))
        {
            var spec = Suggestion.For(run.Plan, number, run.Finished, running);
            running.Add(spec);
            yield return spec;
        }
    }

    private static IEnumerable<int> Launchable(RunSituation run, IReadOnlyList<TrialInFlight> inFlight)
    {
        HashSet<int> running = [.. inFlight.Select(t => t.Spec.Number)];
        return TrialSchedule.Launchable(run.Plan, run.IsFinished, running.Contains, run.Finished.FirstOpen);
    }

    private static ImmutableArray<RunDecision> RequestFor(RunSituation run, int wanted) =>
        wanted > 0 || run.RenewalDue ? [new RequestSlots(wanted)] : [];

    private static TimeSpan SearchUntil(RunSituation run) => run.Plan.TimeBudgetSeconds is not { } budget ? TimeSpan.MaxValue
        : run.Ahead is not { } ahead ? TimeBudget.End(budget)
        : TimeBudget.SearchUntil(budget, TimeBudget.DeliverySeconds(run.Plan, run.Finished, ahead));

    private static ImmutableArray<RunDecision> StepInTime(RunSituation run, TimeSpan until) =>
        until == TimeSpan.MaxValue ? [] : [new StepAfter(until - run.Elapsed)];

    private static ImmutableArray<RunDecision> End(RunSituation run, ImmutableArray<string> models, EndRun end) =>
        [.. CancelAll(run), new ReleaseSlots(), new ReleaseDataset(models), end];

    private static ImmutableArray<RunDecision> CancelAll(RunSituation run) =>
        run.InFlight.Count == 0 ? [] : [new CancelCalls([.. run.InFlight.Select(t => t.Spec.Number)])];

    /// <summary>Slots whose threads the making of a model can use: members are fitted beside each other.</summary>
    private static int MostSlotsOfDelivery(RunPlan plan) =>
        plan.Ensemble == EnsembleRule.None ? 1 : Math.Min(plan.Lag, EnsembleSelection.MostMembers);

    /// <summary>The slots of the process that gave most; of equals the first.</summary>
    private static ImmutableArray<string> OfOneProcess(ImmutableArray<string> slots) =>
        slots.Length == 1 ? slots : [.. slots.GroupBy(SlotLedger.ProcessOf).OrderByDescending(g => g.Count()).First()];
}
