namespace Kolosal.Experiments;

/// <summary>Which state of a run may follow which.</summary>
internal static class RunLifecycle
{
    public static Transitions<RunStatus> Table { get; } = new(
        (RunStatus.Queued, [RunStatus.Running, RunStatus.Failed, RunStatus.Cancelled]),
        (RunStatus.Running, [RunStatus.Completed, RunStatus.Failed, RunStatus.Cancelled]),
        (RunStatus.Completed, []),
        (RunStatus.Failed, [RunStatus.Queued]),
        (RunStatus.Cancelled, [RunStatus.Queued]));

    /// <summary>Whether the run goes on by itself.</summary>
    public static bool IsActive(this RunStatus status) => status is RunStatus.Queued or RunStatus.Running;
}
