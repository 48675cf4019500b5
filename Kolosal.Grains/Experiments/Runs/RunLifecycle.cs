namespace Kolosal.Experiments;

/// <summary>Which state of a run may follow which.</summary>
internal static class RunLifecycle
{
    public static Transitions<RunStatus> Table { get; } = new(
        (RunStatus.Queued, [RunStatus.Running, RunStatus.Paused, RunStatus.Failed, RunStatus.Cancelled]),
        (RunStatus.Running, [RunStatus.Completed, RunStatus.Paused, RunStatus.Failed, RunStatus.Cancelled]),
        (RunStatus.Paused, [RunStatus.Queued, RunStatus.Cancelled]),
        (RunStatus.Completed, []),
        (RunStatus.Failed, [RunStatus.Queued]),
        (RunStatus.Cancelled, [RunStatus.Queued]));

    /// <summary>Whether the run has come to an end, from which at most a person takes it up again.</summary>
    public static bool IsOver(this RunStatus status) => status is RunStatus.Completed or RunStatus.Failed or RunStatus.Cancelled;

    /// <summary>Whether the run goes on by itself.</summary>
    public static bool IsActive(this RunStatus status) => status is RunStatus.Queued or RunStatus.Running;
}
