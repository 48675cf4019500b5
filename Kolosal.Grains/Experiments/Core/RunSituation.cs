namespace Kolosal.Experiments;

/// <summary>What a run is at.</summary>
internal enum RunStage
{
    /// <summary>Trials are cross-validated.</summary>
    Search,

    /// <summary>The winner is fitted on all development rows.</summary>
    Refit,

    /// <summary>The package is made a version of a model.</summary>
    Registration,

    /// <summary>Nothing more happens by itself.</summary>
    Ended,
}

/// <summary>A trial, or the winner's refit, whose call has not come back.</summary>
/// <param name="Spec">What it tries.</param>
/// <param name="Slot">The slot it is leased.</param>
/// <param name="Beside">Further slots of the same process whose threads it uses.</param>
internal sealed record TrialInFlight(TrialSpec Spec, string Slot, ImmutableArray<string> Beside = default)
{
    /// <summary>Every slot it holds.</summary>
    public IEnumerable<string> Slots => Beside.IsDefaultOrEmpty ? [Slot] : [Slot, .. Beside];
}

/// <summary>Where a run stands when a step is decided. Nothing else is looked at.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Stage">What it is at.</param>
/// <param name="Started">False until the first slot was granted and the dataset is held.</param>
/// <param name="Finished">Trials that ended, in the order they did.</param>
/// <param name="FirstFailure">Why the first failed one failed; null when none did.</param>
/// <param name="Winner">The trial chosen; null while the search goes on.</param>
/// <param name="InFlight">Calls that have not come back.</param>
/// <param name="Elapsed">Time at work.</param>
/// <param name="LeaseAge">Time since leases were last granted or renewed.</param>
/// <param name="Unstored">Something happened that the store does not know.</param>
/// <param name="UnstoredTime">Time at work that the store does not know.</param>
/// <param name="Now">The time.</param>
/// <param name="Lost">Calls that were lost in what the run is at.</param>
/// <param name="Interruptions">Times that the run was taken up anew since something of it ended.</param>
internal sealed record RunSituation(
    RunPlan Plan, RunStage Stage, bool Started, TrialHistory Finished, string? FirstFailure, int? Winner,
    IReadOnlyList<TrialInFlight> InFlight, TimeSpan Elapsed, TimeSpan LeaseAge, bool Unstored, TimeSpan UnstoredTime,
    DateTimeOffset Now, IReadOnlyList<Loss> Lost, int Interruptions)
{
    /// <summary>The best trial so far; null before the first score.</summary>
    public FinishedTrial? Ahead => TrialRanking.Best(Finished, RunMetrics.HigherIsBetter(Plan.Metric));

    /// <summary>Leases run out unless they are renewed in time.</summary>
    public bool RenewalDue => InFlight.Count > 0 && LeaseAge >= LeaseTerms.RenewEvery;

    public bool IsFinished(int trial) => Finished.Find(trial) is not null;

    public bool IsInFlight(int trial) => InFlight.Any(t => t.Spec.Number == trial);

    /// <summary>The losses of a trial's calls; null when there were none.</summary>
    public Loss? LossOf(int trial) => Lost.FirstOrDefault(loss => loss.Trial == trial);

    /// <summary>Whether a lost call's pause is not over yet.</summary>
    public bool IsPausing(int trial) => LossOf(trial) is { } loss && Now < loss.LastAt + RetryTerms.PauseAfter(loss.Times);
}

/// <summary>What is known of a trial's calls that brought nothing.</summary>
/// <param name="Trial">The trial; for refit and registration the winner.</param>
/// <param name="Times">How many, from 1.</param>
/// <param name="LastAt">When the last one was lost.</param>
/// <param name="Reason">What went away, the last time.</param>
/// <param name="EndedBefore">Trials that had ended when the first was lost.</param>
internal sealed record Loss(int Trial, int Times, DateTimeOffset LastAt, string Reason, int EndedBefore);
